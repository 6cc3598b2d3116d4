/** What was measured over several runs. */
export interface Spread {
  min: number
  median: number
  max: number
}

/**
 * One figure of the bench: ours beside a named limit of the same run. `ratio` is of the medians, and
 * passes where it is not above the goal.
 */
export interface Figure {
  name: string
  unit: 'ms' | 's' | 'MB'
  ours: Spread
  limit: Spread & { name: string }
  ratio: number
  goal: number
  pass: boolean
}

export interface Measured {
  name: string
  unit: Figure['unit']
  ours: readonly number[]
  limit: { name: string; values: readonly number[] }
  goal: number
}

/** A measurement that starts and stops all it needs; fewer than five runs are refused. */
export interface Bench {
  /** What is asked for on the command line; a bench may give several figures. */
  name: string
  run(say: (progress: string) => void): Promise<Measured[]>
}

export const RUNS = 5

export function spreadOf(values: readonly number[]): Spread {
  if (values.length < RUNS) throw new RangeError(`${values.length} runs are fewer than ${RUNS}`)
  const sorted = [...values].sort((a, b) => a - b)
  return {
    min: rounded(sorted[0] ?? NaN),
    median: rounded(quantile(sorted, 0.5)),
    max: rounded(sorted.at(-1) ?? NaN),
  }
}

/** Of ascending values, between neighbours where it falls there. */
export function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part
  const below = sorted[Math.floor(at)] ?? NaN
  const above = sorted[Math.ceil(at)] ?? NaN
  return below + (above - below) * (at - Math.floor(at))
}

export function figureOf({ name, unit, ours, limit, goal }: Measured): Figure {
  const mine = spreadOf(ours)
  const theirs = spreadOf(limit.values)
  const ratio = rounded(mine.median / theirs.median)
  const named = { name: limit.name, ...theirs }
  return { name, unit, ours: mine, limit: named, ratio, goal, pass: ratio <= goal }
}

const rounded = (value: number) => Math.round(value * 1000) / 1000

/** A limit that is a number and not a measurement: `3 s`, `one megabyte`. */
export const constant = (name: string, value: number): Measured['limit'] => ({
  name,
  values: Array.from({ length: RUNS }, () => value),
})
