import type { ChamberEvent } from '../protocol/events.ts'
import type { Happened } from '../protocol/event-versions.ts'
import { usedBallot } from './ballot.ts'
import { PersistentMap } from './persistent-map.ts'
import type { Ballot, ChamberState } from './state.ts'

type BallotEvent = Extract<
  Happened,
  { type: 'BallotOpened' | 'VoteCast' | 'BallotClosed' | 'ResultDeclared' | 'BallotVoided' }
>

export function evolveBallot(state: ChamberState, event: BallotEvent): ChamberState {
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
  event: Exclude<BallotEvent, { type: 'BallotOpened' }>,
): Ballot {
  switch (event.type) {
    case 'VoteCast': {
      const { member, choice, evidence } = event.data
      return { ...ballot, votes: ballot.votes.set(member, { choice, evidence }) }
    }
    case 'BallotClosed':
      return { ...ballot, state: 'closed', result: event.data.result }
    case 'ResultDeclared':
      return { ...ballot, state: 'declared', declaredAt: event.at }
    case 'BallotVoided':
      return { ...ballot, state: 'voided', voidedBecause: event.data.reason }
  }
}

function opened(
  state: ChamberState,
  data: Extract<ChamberEvent, { type: 'BallotOpened' }>['data'],
  openedAt: number,
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
    declaredAt: null,
    electorate,
    entitled: new Set(electorate),
    existing,
    votes: PersistentMap.empty(),
    result: null,
    voidedBecause: null,
    origin,
  }
  return {
    ...state,
    ballot,
    pastBallots: state.ballot === null ? state.pastBallots : [...state.pastBallots, state.ballot],
    usedIds: state.usedIds.set(usedBallot(data.ballot), true),
  }
}
