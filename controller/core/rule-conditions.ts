import type { Arithmetic, BallotResult } from '../protocol/events.ts'
import type { Rule } from '../protocol/rule.ts'
import { atLeast, atLeastSum } from './arithmetic.ts'
import { demandWords, joined, marginWords, supportersWords } from './arithmetic-words.ts'
import { decidedBy } from './outcome.ts'
import { yesAndNo } from './ballot-result.ts'
import type { ChamberIndex } from './chamber-index.ts'

/** Whether a result may be counted again by roll call, and the two sums that say so. */
export interface Recount {
  /** Null where it may; else the refusal. */
  refused: 'recount-not-allowed' | 'too-few-demand' | null
  /** Null where the rule knows no recount. */
  margin: Arithmetic | null
  demand: Arithmetic | null
}

/** A close result of a machine vote may be counted again when enough members demand it. */
export function recountAllowed(result: BallotResult, rule: Rule, demandedBy: number): Recount {
  const { recount } = rule
  if (recount === null || rule.method !== 'machine')
    return { refused: 'recount-not-allowed', margin: null, demand: null }
  const { yes, no } = yesAndNo(rule, result.counts)
  const apart = Math.abs(yes - no)
  const margin = {
    holds: apart <= recount.margin,
    formula: `${apart} ${apart <= recount.margin ? '≤' : '>'} ${recount.margin}`,
    words: marginWords(apart, recount.margin),
  }
  const enough = demandedBy >= recount.demandedBy
  const demand = {
    holds: enough,
    formula: `${demandedBy} ${enough ? '≥' : '<'} ${recount.demandedBy}`,
    words: demandWords(demandedBy, recount.demandedBy),
  }
  const refused = !margin.holds ? 'recount-not-allowed' : !enough ? 'too-few-demand' : null
  return { refused, margin, demand }
}

/** Whether enough members support a motion for it to be voted on; null where the rule asks for none. */
export function supportersOf(
  rule: Rule,
  index: Pick<ChamberIndex, 'membersOf' | 'existing'>,
  supporters: number,
): Arithmetic | null {
  if (rule.supporters === null) return null
  const { of, part } = rule.supporters
  const existing = of === null ? index.existing : (index.membersOf.get(of)?.length ?? 0)
  const sum = atLeastSum(supporters, existing, part)
  const needed = atLeast(existing, part)
  const words = supportersWords({ count: supporters, existing, part, needed, holds: sum.holds })
  return { ...sum, words }
}

const WITH_THE_CHAIR = { th: 'รวมเสียงชี้ขาดของประธาน', en: 'With the chair’s casting vote' }

/**
 * A tied result after the chair cast one additional vote: it counts for the choice, and is nobody's
 * part of the turnout. The result given must have the outcome 'tie'.
 */
export function withCastingVote(rule: Rule, tied: BallotResult, choice: string): BallotResult {
  const counts = tied.counts.map((entry) =>
    entry.choice === choice ? { ...entry, count: entry.count + 1 } : entry,
  )
  const { cast, present, existing } = tied
  const tally = { ...yesAndNo(rule, counts), cast, present, existing }
  const also = tied.also.map(({ arithmetic }) => arithmetic)
  const { outcome, decision, leading } = decidedBy(rule, tally, counts, also)
  const words = joined(WITH_THE_CHAIR, decision.words)
  return { ...tied, counts, outcome, leading, decision: { ...decision, words } }
}
