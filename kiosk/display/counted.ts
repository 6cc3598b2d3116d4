import type { Counting } from '../../controller/protocol/chamber.ts'
import type { BallotResult, Sum } from '../../controller/protocol/events.ts'
import type { BallotView } from '../../controller/protocol/views.ts'
import { offered, type OfferedChoice } from '../own/choices.ts'

export interface CountedChoice extends OfferedChoice {
  counts: Counting
  count: number
}

/** Every choice of the rule with how many pressed it, in the order of the console. */
export function countedChoices(rule: BallotView['rule'], result: BallotResult): CountedChoice[] {
  const counts = new Map(result.counts.map(({ choice, count }) => [choice, count]))
  return offered(rule.choices).map((choice, index) => ({
    ...choice,
    counts: rule.choices[index]?.counts ?? 'neither',
    count: counts.get(choice.id) ?? 0,
  }))
}

/**
 * The sign between the two large figures, where they alone decide: '268 > 150'. A rule that asks for
 * more (half of all existing members, two thirds) is not decided by it, and shows none there.
 */
export function relationOf(yes: number, no: number, decision: Sum): string {
  const [, sign] = /^\d+ ([<=>≥]) \d+$/.exec(decision.formula) ?? []
  return decision.formula === `${yes} ${sign} ${no}` && sign ? sign : ''
}
