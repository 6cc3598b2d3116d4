import type { BallotOrigin, BallotResult } from '../../controller/protocol/events.ts'
import type { Happened } from '../../controller/protocol/event-versions.ts'
import type { Rule } from '../../controller/protocol/chamber.ts'
import type { BallotId, MemberId } from '../../controller/protocol/ids.ts'
import { History } from './history.ts'
import { whyWrongResult } from './recomputed.ts'

/** A vote as the record tells it. */
export interface TrueBallot {
  rule: Rule
  electorate: ReadonlySet<MemberId>
  existing: number
  origin: BallotOrigin | null
  state: 'open' | 'held' | 'closing' | 'closed' | 'declared' | 'voided'
  /** The last choice of each member. */
  votes: Map<MemberId, string>
  /** Every choice each member ever had; of a secret vote only that there is one. */
  choices: Map<MemberId, History<string>>
  /** Votes that came after the declaration: they are in `votes`, and not in `result`. */
  corrected: Set<MemberId>
  called: MemberId | null
  closedAt: number
  casting: string | null
  /** As it was declared. */
  result: BallotResult | null
  /** As it is with what came after the declaration. */
  standing: BallotResult | null
}

export const SEALED = 'sealed'

type Of<T extends Happened['type']> = Extract<Happened, { type: T }>
type Oral = Of<'OralVoteAdded' | 'ResultCorrected'>

const BALLOT_TYPES: ReadonlySet<string> = new Set<Happened['type']>([
  'BallotOpened',
  'VoteCast',
  'SecretVoteCast',
  'BallotHeld',
  'BallotResumed',
  'BallotClosing',
  'BallotClosed',
  'ResultDeclared',
  'BallotVoided',
  'CastingVoteGiven',
  'OralVoteAdded',
  'ResultCorrected',
  'MemberCalled',
  'MemberSkipped',
  'SecondCallStarted',
])

/** What the votes of a record know of the rest of it. */
export interface Sitting {
  /** The members signed in, who count. */
  readonly present: ReadonlySet<MemberId>
  readonly locked: ReadonlySet<MemberId>
}

/** Every vote the record tells of, and what is wrong with it. */
export class TrueBallots extends Map<BallotId, TrueBallot> {
  /** A sentence for what must not be; null where all is well or it is no event of a vote. */
  take(event: Happened, sitting: Sitting): string | null {
    if (!BALLOT_TYPES.has(event.type)) return null
    if (event.type === 'BallotOpened') return this.#open(event)
    const id = 'ballot' in event.data ? (event.data.ballot ?? '') : ''
    const ballot = this.get(id)
    if (ballot === undefined) return `there is no vote ${id}`
    const wrong = stepped(ballot, event) ?? cast(ballot, event, sitting)
    return wrong === null ? null : `${event.type} of ${id}: ${wrong}`
  }

  #open({ data }: Of<'BallotOpened'>): string | null {
    const { ballot: id, rule, electorate, existing, origin } = data
    if (this.has(id)) return `vote ${id} was opened twice`
    const running = [...this.values()].some(({ state }) => RUNNING.has(state))
    this.set(id, {
      ...{ rule, existing, origin, electorate: new Set(electorate), state: 'open' },
      ...{ votes: new Map(), choices: new Map(), corrected: new Set() },
      ...{ called: null, closedAt: 0, casting: null, result: null, standing: null },
    })
    const of = origin === null ? undefined : this.get(origin.of)
    if (running) return `vote ${id} was opened beside another`
    return origin?.kind === 'takeover' && of?.state !== 'voided'
      ? `vote ${id} took over ${origin.of}, which goes on`
      : null
  }
}

const RUNNING: ReadonlySet<TrueBallot['state']> = new Set(['open', 'held', 'closing'])

/** From which states each event may come, and where it leads. */
const STEPS: Partial<
  Record<Happened['type'], readonly [from: readonly TrueBallot['state'][], to: TrueBallot['state']]>
> = {
  BallotHeld: [['open'], 'held'],
  BallotResumed: [['held'], 'open'],
  BallotClosing: [['open'], 'closing'],
  BallotClosed: [['open', 'closing'], 'closed'],
  ResultDeclared: [['closed'], 'declared'],
  BallotVoided: [['open', 'held', 'closing', 'closed', 'declared'], 'voided'],
}

function stepped(ballot: TrueBallot, { type, at }: Happened): string | null {
  const step = STEPS[type]
  if (step === undefined) return null
  const { state } = ballot
  const [from, to] = step
  ballot.state = to
  if (type === 'BallotClosing') ballot.closedAt = at
  return from.includes(state) ? null : `it was ${state}`
}

function cast(ballot: TrueBallot, event: Happened, sitting: Sitting): string | null {
  switch (event.type) {
    case 'VoteCast':
      return voted(ballot, event, sitting)
    case 'SecretVoteCast':
      return votedSecretly(ballot, event, sitting)
    case 'MemberCalled':
      ballot.called = event.data.member
      return whyNotCalling(ballot)
    case 'MemberSkipped':
    case 'SecondCallStarted':
      ballot.called = null
      return whyNotCalling(ballot)
    case 'BallotClosed':
      return closed(ballot, event.data.result, sitting.present.size)
    case 'CastingVoteGiven':
      return castByChair(ballot, event, sitting)
    case 'OralVoteAdded':
    case 'ResultCorrected':
      return saidAloud(ballot, event, sitting)
    default:
      return null
  }
}

/** What was declared is changed by nothing that comes after a correction. */
function come(ballot: TrueBallot, result: BallotResult): void {
  ballot.standing = result
  if (ballot.corrected.size === 0) ballot.result = result
}

const whyNotCalling = ({ state }: TrueBallot) =>
  state === 'open' ? null : `a name is called and it is ${state}`

function voted(ballot: TrueBallot, event: Of<'VoteCast'>, sitting: Sitting): string | null {
  const { rule, votes } = ballot
  const { member, choice, evidence } = event.data
  const before = votes.get(member)
  note(ballot, member, choice, event.seq)
  votes.set(member, choice)
  const { sentAt } = evidence
  if (rule.method === 'secret') return `the choice of ${member} is written down`
  if (ballot.state === 'closing' && (sentAt === null || sentAt >= ballot.closedAt))
    return `${member} voted after the close`
  if (rule.method === 'roll-call' && ballot.called !== member) return `${member} is not called`
  if (rule.revision === 'first-counts' && before !== undefined && !evidence.called)
    return `${member} voted twice, and the first counts`
  return whyNotVoting(ballot, member, sitting)
}

function votedSecretly(
  ballot: TrueBallot,
  { seq, data }: Of<'SecretVoteCast'>,
  sitting: Sitting,
): string | null {
  const again = ballot.votes.has(data.member)
  note(ballot, data.member, SEALED, seq)
  ballot.votes.set(data.member, SEALED)
  if (ballot.rule.method !== 'secret') return 'it is an open vote'
  if (Object.keys(data).sort().join() !== 'ballot,member') return `it says ${JSON.stringify(data)}`
  return again ? `${data.member} is counted twice` : whyNotVoting(ballot, data.member, sitting)
}

function note({ choices }: TrueBallot, member: MemberId, choice: string, seq: number): void {
  const history = choices.get(member) ?? new History<string>()
  choices.set(member, history)
  history.add(seq, choice)
}

function whyNotVoting(
  { state, rule, electorate }: TrueBallot,
  member: MemberId,
  { present, locked }: Sitting,
): string | null {
  if (state !== 'open' && state !== 'closing') return `${member} voted and it is ${state}`
  if (locked.has(member)) return `${member} voted and is locked`
  const entitled = rule.electorate === 'frozen' ? electorate : present
  return entitled.has(member) ? null : `${member} voted without being entitled`
}

function closed(ballot: TrueBallot, result: BallotResult, present: number): string | null {
  come(ballot, result)
  // What was in a secret vote's box is compared where that is known: secret-truth.ts.
  const counts =
    ballot.rule.method === 'secret'
      ? new Map(result.counts.map(({ choice, count }) => [choice, count]))
      : countsOf(ballot, false)
  return whyWrong(ballot, result, counts, present)
}

/** How many for each choice; `all`: with what came after the declaration. */
function countsOf({ votes, corrected }: TrueBallot, all: boolean): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [member, choice] of votes)
    if (all || !corrected.has(member)) counts.set(choice, (counts.get(choice) ?? 0) + 1)
  return counts
}

function whyWrong(
  { rule, votes, corrected, existing, origin }: TrueBallot,
  result: BallotResult,
  counts: ReadonlyMap<string, number>,
  present: number,
  all = false,
): string | null {
  const cast = votes.size - (all ? 0 : corrected.size)
  const runOff = origin?.kind === 'run-off'
  return whyWrongResult(result, { rule, counts, cast, present, existing, runOff })
}

function castByChair(
  ballot: TrueBallot,
  { data }: Of<'CastingVoteGiven'>,
  { locked }: Sitting,
): string | null {
  const { standing: result, state, casting } = ballot
  ballot.casting = data.choice
  come(ballot, data.result)
  if (state !== 'closed' && state !== 'declared') return `it is ${state}`
  if (casting !== null) return 'the chair has given it already'
  if (locked.has(data.member)) return `${data.member} is locked`
  if (result?.outcome !== 'tie') return `it stands at ${result?.outcome}`
  const counts =
    ballot.rule.method === 'secret'
      ? new Map(result.counts.map(({ choice, count }) => [choice, count]))
      : countsOf(ballot, true)
  counts.set(data.choice, (counts.get(data.choice) ?? 0) + 1)
  return whyWrong(ballot, data.result, counts, result.present, true)
}

function saidAloud(ballot: TrueBallot, event: Oral, { locked }: Sitting): string | null {
  const { member, choice, officers, result } = event.data
  const { state, votes } = ballot
  const before = votes.has(member)
  votes.set(member, choice)
  note(ballot, member, choice, event.seq)
  if (event.type === 'ResultCorrected') ballot.corrected.add(member)
  if (before) return `${member} has a vote of their own`
  if (locked.has(member)) return `${member} is locked`
  if (officers[0] === officers[1]) return `${officers[0]} attested it alone`
  const declared = event.type === 'ResultCorrected'
  if (declared !== (state === 'declared') || state === 'held' || state === 'voided')
    return `it is ${state}`
  if (result === null) return ballot.result === null ? null : 'it has a result, and this has none'
  const present = ballot.result?.present ?? 0
  come(ballot, result)
  const counts = countsOf(ballot, declared)
  const chair = ballot.casting
  const wrong = whyWrong(ballot, result, counts, present, declared)
  if (wrong === null || chair === null) return wrong
  // A tie: what the chair chose counts in it.
  counts.set(chair, (counts.get(chair) ?? 0) + 1)
  return whyWrong(ballot, result, counts, present, declared)
}
