import type { Base, Fraction, Measure, Rule } from '../protocol/rule.ts'
import type { Arithmetic, Sum } from '../protocol/events.ts'
import { againstWords, measureWords, quorumWords, yesName } from './arithmetic-words.ts'

/** What a rule is applied to. Integers. */
export interface Tally {
  yes: number
  no: number
  cast: number
  present: number
  existing: number
}

/** How often `den` goes into `of`, rounded down, without leaving the integers. */
const timesIn = (of: number, den: number) => (of - (of % den)) / den

/** The least number that is ≥ num/den of the base. */
export const atLeast = (base: number, { num, den }: Fraction) =>
  timesIn(base * num, den) + ((base * num) % den > 0 ? 1 : 0)

/** The least number that is > num/den of the base. */
export const moreThan = (base: number, { num, den }: Fraction) => timesIn(base * num, den) + 1

const shown = (base: number, { num, den }: Fraction) => `${base} × ${num}/${den}`

/** `429 ≥ 247 = ⌈494 × 1/2⌉`; where it fails the sign is the true one. */
export function atLeastSum(count: number, base: number, part: Fraction): Sum {
  const needed = atLeast(base, part)
  const holds = count >= needed
  return { holds, formula: `${count} ${holds ? '≥' : '<'} ${needed} = ⌈${shown(base, part)}⌉` }
}

/** Whether so many members are a quorum of so many existing. */
export function quorumOf(count: number, existing: number, part: Fraction): Arithmetic {
  const sum = atLeastSum(count, existing, part)
  const needed = atLeast(existing, part)
  return { ...sum, words: quorumWords({ count, existing, part, needed, holds: sum.holds }) }
}

/** The quorum as the rule tests it at the close: on the votes given, or on who is there. */
export const quorumAtClose = ({ quorum }: Rule, tally: Tally): Arithmetic =>
  quorumOf(tally[quorum.atClose], tally.existing, quorum.part)

/** votes · den CMP num · base, in integers (RULES §2). */
export function reaches({ compare, threshold }: Measure, votes: number, base: number): boolean {
  const left = votes * threshold.den
  const right = threshold.num * base
  return compare === '>' ? left > right : left >= right
}

/**
 * Whether `tally.yes` reaches the measure. `who` is whose votes they are in the sentence: the name of
 * the choice, or of a person.
 */
export function measured(
  measure: Measure,
  tally: Tally,
  who: Arithmetic['words'],
  election = false,
): Arithmetic {
  const base = baseOf(measure.base, tally)
  const { compare, threshold } = measure
  const needed = compare === '>' ? moreThan(base, threshold) : atLeast(base, threshold)
  const how = compare === '>' ? `⌊${shown(base, threshold)}⌋ + 1` : `⌈${shown(base, threshold)}⌉`
  const holds = reaches(measure, tally.yes, base)
  return {
    holds,
    formula: `${tally.yes} ${holds ? '≥' : '<'} ${needed} = ${how}`,
    words: measureWords({ measure, votes: tally.yes, base, needed, holds, who, election }),
  }
}

/** Whether a rule that decides by a threshold is met by this tally; conditions beside it apart. */
export function decisionOf(
  rule: Pick<Rule, 'choices'>,
  measure: Measure,
  tally: Tally,
): Arithmetic {
  if (!isPlainMajority(measure)) return measured(measure, tally, yesName(rule))
  const { yes, no } = tally
  const holds = reaches(measure, yes, yes + no)
  const more = measure.compare === '>' ? '>' : '≥'
  const sign = yes > no ? more : yes < no ? '<' : holds ? '≥' : '='
  return { holds, formula: `${yes} ${sign} ${no}`, words: againstWords(rule, yes, no) }
}

/** More yes than no (or no fewer): shown against each other, as everybody says it. */
const isPlainMajority = ({ base, threshold }: Measure) =>
  base === 'yes+no' && threshold.num * 2 === threshold.den

function baseOf(base: Base, tally: Tally): number {
  return base === 'yes+no' ? tally.yes + tally.no : tally[base]
}
