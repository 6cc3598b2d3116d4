import type { BallotEvent } from '../../protocol/ballot-events.ts'
import type { Happened } from '../../protocol/event-versions.ts'
import type { Instant } from '../../protocol/ids.ts'
import { usedBallot } from './standing.ts'
import { PersistentMap } from '../persistent-map.ts'
import { takeKeys } from '../secret/evolve.ts'
import type { Ballot, ChamberState } from '../state.ts'

type BallotHappened = Extract<Happened, BallotEvent>

export function evolveBallot(state: ChamberState, event: BallotHappened): ChamberState {
  if (event.type === 'BallotOpened') return opened(state, event.data, event.at)
  const { ballot: current, pastBallots } = state
  if (current?.id === event.data.ballot) return { ...state, ballot: ballotAfter(current, event) }
  return {
    ...state,
    pastBallots: pastBallots.map((past) =>
      past.id === event.data.ballot ? ballotAfter(past, event) : past,
    ),
  }
}

function ballotAfter(
  ballot: Ballot,
  event: Exclude<BallotHappened, { type: 'BallotOpened' }>,
): Ballot {
  switch (event.type) {
    case 'VoteCast': {
      const { member, choice, evidence } = event.data
      return { ...ballot, votes: ballot.votes.set(member, { choice, evidence }) }
    }
    case 'BallotHeld':
      return {
        ...ballot,
        state: 'held',
        held: { because: event.data.reason, since: event.at },
      }
    case 'BallotResumed':
      return { ...ballot, state: 'open', held: null, closesAt: event.data.closesAt }
    case 'BallotExtended':
      return { ...ballot, closesAt: event.data.closesAt }
    case 'BallotClosing':
      return {
        ...ballot,
        state: 'closing',
        closing: { at: event.at, until: event.data.until },
      }
    case 'BallotClosed':
      return { ...ballot, state: 'closed', closing: null, result: event.data.result }
    case 'ResultDeclared':
      return { ...ballot, state: 'declared', declaredAt: event.at }
    case 'BallotVoided':
      return {
        ...ballot,
        state: 'voided',
        held: null,
        closing: null,
        voidedBecause: event.data.reason,
      }
  }
}

function opened(
  state: ChamberState,
  data: Extract<BallotEvent, { type: 'BallotOpened' }>['data'],
  openedAt: Instant,
): ChamberState {
  const { motion, rule, item, electorate, existing, closesAt, origin } = data
  const ballot: Ballot = {
    id: data.ballot,
    motion,
    rule,
    item,
    state: 'open',
    openedAt,
    closesAt,
    held: null,
    closing: null,
    declaredAt: null,
    electorate,
    entitled: new Set(electorate),
    existing,
    votes: PersistentMap.empty(),
    secret: takeKeys(state, rule.method),
    result: null,
    voidedBecause: null,
    origin,
  }
  return {
    ...state,
    ballot,
    officerKeys: ballot.secret === null ? state.officerKeys : [],
    presenceCheck:
      state.presenceCheck === null ? null : { ...state.presenceCheck, ballot: ballot.id },
    pastBallots: state.ballot === null ? state.pastBallots : [...state.pastBallots, state.ballot],
    usedIds: state.usedIds.set(usedBallot(data.ballot), true),
  }
}
