import type { BallotEvent } from '../../protocol/ballot-events.ts'
import type { ChoiceId } from '../../protocol/chamber.ts'
import type { Happened } from '../../protocol/event-versions.ts'
import type { Instant, MemberId } from '../../protocol/ids.ts'
import { callAfter, newCall } from './roll-call.ts'
import { usedBallot } from './standing.ts'
import { PersistentMap } from '../persistent-map.ts'
import { takeKeys } from '../secret/evolve.ts'
import type { Ballot, ChamberState, OralVote, Vote } from '../state.ts'

type BallotHappened = Exclude<
  Extract<Happened, BallotEvent>,
  { type: 'VotePrepared' | 'PreparedVoteDiscarded' }
>
type Officers = NonNullable<Vote['officers']>

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
      return { ...ballot, votes: ballot.votes.set(member, { choice, evidence, officers: null }) }
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
    case 'CastingVoteGiven':
      return settledBy(ballot, event.data)
    case 'OralVoteProposed':
      return { ...ballot, oral: [...withoutOral(ballot, event.data.member), oralVote(event)] }
    case 'OralVoteAdded':
      return { ...withSpoken(ballot, event.data), result: event.data.result }
    case 'ResultCorrected': {
      const { member, choice, officers, result } = event.data
      const correction = { at: event.at, member, choice, officers, result }
      return {
        ...withSpoken(ballot, event.data),
        corrections: [...ballot.corrections, correction],
      }
    }
    case 'MemberCalled':
    case 'MemberSkipped':
    case 'SecondCallStarted':
      return ballot.call === null ? ballot : { ...ballot, call: callAfter(ballot.call, event) }
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

const withoutOral = ({ oral }: Ballot, member: MemberId) =>
  oral.filter((other) => other.member !== member)

function oralVote({ at, data }: Extract<BallotHappened, { type: 'OralVoteProposed' }>): OralVote {
  const { member, choice, reason, officer } = data
  return { member, choice, reason, officer, at }
}

const withSpoken = (
  ballot: Ballot,
  { member, choice, officers }: { member: MemberId; choice: ChoiceId; officers: Officers },
): Ballot => ({
  ...ballot,
  oral: withoutOral(ballot, member),
  votes: ballot.votes.set(member, { choice, evidence: null, officers }),
})

/** The chair settles what stands: what was declared stays as it was where a correction came since. */
function settledBy(
  ballot: Ballot,
  { member, choice, result }: Extract<BallotEvent, { type: 'CastingVoteGiven' }>['data'],
): Ballot {
  const casting = { member, choice }
  const last = ballot.corrections.at(-1)
  return last === undefined
    ? { ...ballot, casting, result }
    : { ...ballot, casting, corrections: [...ballot.corrections.slice(0, -1), { ...last, result }] }
}

function opened(
  state: ChamberState,
  data: Extract<BallotEvent, { type: 'BallotOpened' }>['data'],
  openedAt: Instant,
): ChamberState {
  const { motion, rule, item, electorate, existing, closesAt, supporters, origin } = data
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
    oral: [],
    call: data.call === null ? null : newCall(data.call.order),
    result: null,
    casting: null,
    corrections: [],
    supporters,
    voidedBecause: null,
    origin,
  }
  return {
    ...state,
    ballot,
    prepared: state.prepared.map((vote) =>
      vote.vote === data.prepared ? { ...vote, ballot: ballot.id } : vote,
    ),
    officerKeys: ballot.secret === null ? state.officerKeys : [],
    presenceCheck:
      state.presenceCheck === null ? null : { ...state.presenceCheck, ballot: ballot.id },
    pastBallots: state.ballot === null ? state.pastBallots : [...state.pastBallots, state.ballot],
    usedIds: state.usedIds.set(usedBallot(data.ballot), true),
  }
}
