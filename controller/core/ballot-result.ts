import type { Counting } from '../protocol/chamber.ts'
import type { BallotResult } from '../protocol/events.ts'
import { decisionOf, outcomeOf, quorumOf, type Tally } from './arithmetic.ts'
import { countedMembers, isCounted } from './standing.ts'
import type { Ballot, ChamberState } from './state.ts'

/**
 * The result if the vote closed now. The quorum is tested on the votes cast: whoever only sat there
 * took no part (the vote of 13 December 2023 was opened with 332 present and lost its quorum so).
 */
export function resultOf(state: ChamberState, ballot: Ballot): BallotResult {
  const counts = countsOf(ballot)
  const countOf = (counting: Counting) =>
    ballot.rule.choices.reduce(
      (sum, choice, at) => (choice.counts === counting ? sum + (counts[at]?.count ?? 0) : sum),
      0,
    )
  const { existing } = ballot
  const cast = ballot.votes.size
  const present = countedMembers(state)
  const tally: Tally = { yes: countOf('yes'), no: countOf('no'), cast, present, existing }
  return {
    outcome: outcomeOf(ballot.rule, tally),
    counts,
    cast,
    present,
    existing,
    silent: ballot.electorate.filter(
      (member) => !ballot.votes.has(member) && isCounted(state, member),
    ),
    decision: decisionOf(ballot.rule, tally),
    quorum: quorumOf(cast, existing, ballot.rule.quorum),
  }
}

/** How many for each choice of the rule, in its order. */
function countsOf(ballot: Ballot): BallotResult['counts'] {
  const counts = new Map(ballot.rule.choices.map((choice) => [choice.id, 0]))
  for (const { choice } of ballot.votes.values()) counts.set(choice, (counts.get(choice) ?? 0) + 1)
  return [...counts].map(([choice, count]) => ({ choice, count }))
}
