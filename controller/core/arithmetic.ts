import type { Fraction, Rule } from '../protocol/chamber.ts'
import type { Arithmetic, Outcome } from '../protocol/events.ts'

/** What a rule is applied to. Integers. */
export interface Tally {
  yes: number
  no: number
  cast: number
  present: number
  existing: number
}

/** The least number that is ≥ num/den of the base. */
const atLeast = (base: number, { num, den }: Fraction) => Math.ceil((base * num) / den)

/** The least number that is > num/den of the base. */
const moreThan = (base: number, { num, den }: Fraction) => Math.floor((base * num) / den) + 1

const shown = (base: number, { num, den }: Fraction) => `${base} × ${num}/${den}`

/** `429 ≥ 247 = ⌈494 × 1/2⌉`; where it fails the sign is the true one. */
export function quorumOf(count: number, existing: number, part: Fraction): Arithmetic {
  const needed = atLeast(existing, part)
  const holds = count >= needed
  return {
    holds,
    formula: `${count} ${holds ? '≥' : '<'} ${needed} = ⌈${shown(existing, part)}⌉`,
  }
}

/** Whether the rule holds for this tally: yes · den CMP num · base, in integers (RULES §2). */
export function decisionOf(rule: Rule, tally: Tally): Arithmetic {
  const { num, den } = rule.threshold
  const base = baseOf(rule, tally)
  const left = tally.yes * den
  const right = num * base
  const holds = rule.compare === '>' ? left > right : left >= right
  return { holds, formula: isPlainMajority(rule) ? against(rule, tally) : needs(rule, tally, base) }
}

/** More yes than no (or no fewer): shown against each other, as everybody says it. */
const isPlainMajority = ({ base, threshold }: Rule) =>
  base === 'yes+no' && threshold.num * 2 === threshold.den

function against({ compare }: Rule, { yes, no }: Tally): string {
  const more = compare === '>' ? '>' : '≥'
  const sign = yes > no ? more : yes < no ? '<' : compare === '>' ? '=' : '≥'
  return `${yes} ${sign} ${no}`
}

function needs({ compare, threshold }: Rule, { yes }: Tally, base: number): string {
  const needed = compare === '>' ? moreThan(base, threshold) : atLeast(base, threshold)
  const how = compare === '>' ? `⌊${shown(base, threshold)}⌋ + 1` : `⌈${shown(base, threshold)}⌉`
  return `${yes} ${yes >= needed ? '≥' : '<'} ${needed} = ${how}`
}

function baseOf(rule: Rule, tally: Tally): number {
  switch (rule.base) {
    case 'yes+no':
      return tally.yes + tally.no
    case 'cast':
      return tally.cast
    case 'present':
      return tally.present
    case 'existing':
      return tally.existing
  }
}

/** What a vote led to: without a quorum nothing was decided, and without a yes or no neither. */
export function outcomeOf(rule: Rule, tally: Tally): Outcome {
  if (!quorumOf(tally.cast, tally.existing, rule.quorum).holds) return 'inquorate'
  if (tally.yes === 0 && tally.no === 0) return 'no-decision'
  if (decisionOf(rule, tally).holds) return 'carried'
  return tally.yes === tally.no && rule.tie === 'casting-vote' ? 'tie' : 'not-carried'
}
