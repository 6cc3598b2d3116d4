import type { BallotResult, ChoiceCounts } from '../protocol/events.ts'
import type { MemberId } from '../protocol/ids.ts'
import type { Also, ChoiceId, Counting, Rule } from '../protocol/rule.ts'
import { measured, quorumAtClose, type Tally } from './arithmetic.ts'
import { joined, yesName } from './arithmetic-words.ts'
import { electorateOf } from './electorate.ts'
import { decidedBy } from './outcome.ts'
import { countsOf, splitsOf } from './splits.ts'
import { countedMembers, isCounted } from './standing.ts'
import type { Ballot, ChamberState } from './state.ts'

/** Who chose what, as far as the record may know it. */
type Choices = ReadonlyMap<MemberId, ChoiceId>

/**
 * The result of an open vote if it closed now. `votes` may be given where others count beside those
 * in `ballot.votes`, and `atClose` where that is over: who was there is then as it was. Its sanity
 * entries are the procedure's to add.
 */
export function resultOf(
  state: ChamberState,
  ballot: Ballot,
  votes: Choices = choicesIn(ballot),
  atClose: AtClose | null = null,
): BallotResult {
  const { rule } = ballot
  const also = rule.also.map((condition) => ({
    id: condition.id,
    name: condition.name,
    arithmetic: conditionOf(state, ballot, condition, votes),
  }))
  return {
    ...totalsOf(state, ballot, countsOf(rule, votes), votes, also, atClose),
    splits: splitsOf(state.chamber, state.index, rule, votes),
  }
}

/** The result of a secret vote: its totals, and who voted, but never who chose what. */
export const secretResultOf = (
  state: ChamberState,
  ballot: Ballot,
  counts: ChoiceCounts,
  voters: Voters,
): BallotResult => totalsOf(state, ballot, counts, voters, [])

/** The choice of every member whose vote is recorded. */
export const choicesIn = (ballot: Ballot): Choices =>
  new Map([...ballot.votes].map(([member, { choice }]) => [member, choice]))

type AtClose = Pick<BallotResult, 'present' | 'silent'>

interface Voters {
  has(member: MemberId): boolean
  readonly size: number
}

function totalsOf(
  state: ChamberState,
  ballot: Ballot,
  counts: ChoiceCounts,
  voters: Voters,
  also: BallotResult['also'],
  atClose: AtClose | null = null,
): BallotResult {
  const { rule, existing } = ballot
  const cast = voters.size
  const present = atClose?.present ?? countedMembers(state)
  const tally: Tally = { ...yesAndNo(rule, counts), cast, present, existing }
  const sums = also.map(({ arithmetic }) => arithmetic)
  const runOff = ballot.origin?.kind === 'run-off'
  const hasVoted = (member: MemberId) => voters.has(member)
  return {
    ...decidedBy(rule, tally, counts, sums, runOff),
    counts,
    cast,
    present,
    existing,
    silent:
      atClose?.silent.filter((member) => !hasVoted(member)) ??
      electorateOf(state, ballot, hasVoted).filter(
        (member) => !hasVoted(member) && isCounted(state, member),
      ),
    also,
    quorum: quorumAtClose(rule, tally),
    splits: [],
    sanity: [],
  }
}

/** How many votes count for and against, under this rule. */
export function yesAndNo(rule: Rule, counts: ChoiceCounts): { yes: number; no: number } {
  const countOf = (counting: Counting) => {
    const ids = new Set(rule.choices.filter((c) => c.counts === counting).map(({ id }) => id))
    return counts.reduce((sum, { choice, count }) => (ids.has(choice) ? sum + count : sum), 0)
  }
  return { yes: countOf('yes'), no: countOf('no') }
}

/** A condition beside the decision, counted among the members of one tag. */
function conditionOf(
  state: ChamberState,
  { rule }: Ballot,
  condition: Also,
  votes: Choices,
): BallotResult['also'][number]['arithmetic'] {
  const { of, base, compare, threshold } = condition
  const among = state.index.membersOf.get(of) ?? []
  const own = among.flatMap((member): [MemberId, ChoiceId][] => {
    const choice = votes.get(member)
    return choice === undefined ? [] : [[member, choice]]
  })
  const tally: Tally = {
    ...yesAndNo(rule, countsOf(rule, own)),
    cast: own.length,
    present: among.filter((member) => isCounted(state, member)).length,
    existing: among.length,
  }
  const sum = measured({ base, compare, threshold }, tally, yesName(rule))
  return { ...sum, words: joined(condition.name, sum.words) }
}
