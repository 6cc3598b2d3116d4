import type { BallotResult, Outcome } from '../../controller/protocol/events.ts'
import type { Rule } from '../../controller/protocol/chamber.ts'

/** What a vote comes to by the law alone, computed by other means than the core's. */
export interface Counted {
  rule: Rule
  /** By choice. */
  counts: ReadonlyMap<string, number>
  cast: number
  present: number
  existing: number
  runOff: boolean
}

/** Why a result is not what was cast; null where it is. */
export function whyWrongResult(result: BallotResult, counted: Counted): string | null {
  const { rule, counts, cast, present, existing } = counted
  const said = result.counts.map(({ choice, count }) => `${choice} ${count}`).join()
  const is = rule.choices.map(({ id }) => `${id} ${counts.get(id) ?? 0}`).join()
  if (said !== is) return `counted ${said}, the record has ${is}`
  if (result.cast !== cast) return `counted ${result.cast} votes cast of ${cast}`
  if (result.present !== present) return `counted ${result.present} present of ${present}`
  if (result.existing !== existing) return `counted ${result.existing} existing of ${existing}`
  const { outcome, leading } = recomputed(counted)
  return result.outcome === outcome && result.leading.toSorted().join() === leading.join()
    ? null
    : `came to ${result.outcome} (${result.leading.join()}), not to ${outcome} (${leading.join()})`
}

interface Recomputed {
  outcome: Outcome
  leading: string[]
}

function recomputed(counted: Counted): Recomputed {
  const { rule, cast, present, existing } = counted
  const decided = rule.decides.by === 'threshold' ? byThreshold(counted) : byPersons(counted)
  const there = rule.quorum.atClose === 'cast' ? cast : present
  const { num, den } = rule.quorum.part
  return there * den < num * existing ? { ...decided, outcome: 'inquorate' } : decided
}

function sumOf({ rule, counts }: Counted, of: string): number {
  let sum = 0
  for (const { id, counts: as } of rule.choices) if (as === of) sum += counts.get(id) ?? 0
  return sum
}

type Measure = Pick<Rule['decides'] & { by: 'threshold' }, 'base' | 'compare' | 'threshold'>

function reaches(votes: number, { base, compare, threshold }: Measure, of: Counted): boolean {
  const given = sumOf(of, 'yes') + sumOf(of, 'no') + sumOf(of, 'person')
  const whole = base === 'yes+no' ? given : of[base]
  const over = votes * threshold.den - whole * threshold.num
  return compare === '>' ? over > 0 : over >= 0
}

function byThreshold(counted: Counted): Recomputed {
  const { decides } = counted.rule
  const [yes, no] = [sumOf(counted, 'yes'), sumOf(counted, 'no')]
  const outcome = (): Outcome => {
    if (decides.by !== 'threshold' || yes + no === 0) return 'no-decision'
    if (reaches(yes, decides, counted)) return 'carried'
    if (yes !== no || decides.tie === 'not-carried') return 'not-carried'
    return decides.tie === 'refer' ? 'referred' : 'tie'
  }
  return { outcome: outcome(), leading: [] }
}

function byPersons(counted: Counted): Recomputed {
  const { rule, counts, runOff } = counted
  const votes = (id: string) => counts.get(id) ?? 0
  const standing = rule.choices
    .filter((choice) => choice.counts === 'person' && votes(choice.id) > 0)
    .map(({ id }) => id)
    .toSorted()
  if (standing.length === 0) return { outcome: 'no-decision', leading: [] }
  const numbers = standing.map(votes).toSorted((one, other) => other - one)
  const [most = 0, second] = numbers
  const first = standing.filter((id) => votes(id) === most)
  const single = first.length === 1
  const { decides } = rule
  if (runOff || decides.by === 'plurality') {
    const again = !runOff && decides.by === 'plurality' && decides.tie === 'run-off'
    return { outcome: single ? 'elected' : again ? 'run-off' : 'referred', leading: first }
  }
  if (!single) return { outcome: 'run-off', leading: first }
  if (decides.by === 'majority' && reaches(most, decides, counted))
    return { outcome: 'elected', leading: first }
  if (second === undefined) return { outcome: 'referred', leading: first }
  return { outcome: 'run-off', leading: standing.filter((id) => votes(id) >= second) }
}
