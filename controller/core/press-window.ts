import type { PressId } from '../protocol/ids.ts'

/** Presses of one console that were seen since one of its starts. */
interface BootWindow {
  readonly boot: string
  /** Ascending, the highest WINDOW counters. */
  readonly counters: readonly number[]
}

/** Newest boot first. */
export type PressWindows = readonly BootWindow[]

/**
 * A console repeats a press until it is acknowledged and links reorder. 64 counters cover what a
 * console can have on the way (it keeps a handful); whatever is older than the window is a repeat.
 */
const WINDOW = 64

/** A press from before a restart may arrive after one from behind it; four restarts are plenty. */
const BOOTS = 4

/** Whether this press was seen, or is too old to tell. */
export function wasSeen(windows: PressWindows | undefined, press: PressId): boolean {
  const { boot, counter } = parse(press)
  const window = windows?.find((candidate) => candidate.boot === boot)
  if (window === undefined) return false
  const [lowest] = window.counters
  if (window.counters.length >= WINDOW && lowest !== undefined && counter < lowest) return true
  return window.counters.includes(counter)
}

/** The windows with this press in them; the very same where it already is. */
export function withPress(windows: PressWindows | undefined, press: PressId): PressWindows {
  const { boot, counter } = parse(press)
  const known = windows ?? []
  const before = known.find((window) => window.boot === boot)
  if (before === undefined) return [{ boot, counters: [counter] }, ...known].slice(0, BOOTS)
  if (before.counters.includes(counter)) return known
  const at = before.counters.findLastIndex((seen) => seen < counter) + 1
  const counters = before.counters.toSpliced(at, 0, counter).slice(-WINDOW)
  return known.map((window) => (window === before ? { boot, counters } : window))
}

/**
 * Whether one press was made before another at the same console, as far as anybody can tell: by its
 * counter within one start; a start that is known and not the newest was before it.
 */
export function isOlder(windows: PressWindows | undefined, press: PressId, than: PressId): boolean {
  const [one, other] = [parse(press), parse(than)]
  if (one.boot === other.boot) return one.counter < other.counter
  const startedAt = (boot: string) => windows?.findIndex((window) => window.boot === boot) ?? -1
  const [at, otherAt] = [startedAt(one.boot), startedAt(other.boot)]
  return at !== -1 && otherAt !== -1 && at > otherAt
}

/** Whether a press between two of one console was not seen: it may still be on its way. */
export function someMissing(
  windows: PressWindows | undefined,
  between: PressId,
  and: PressId,
): boolean {
  const [first, last] = [parse(between), parse(and)]
  const seen = windows?.find(({ boot }) => boot === last.boot)?.counters ?? []
  // Whatever is older than a full window counts as seen.
  const oldest = seen.length >= WINDOW ? (seen[0] ?? 0) : 0
  const from = Math.max(oldest, first.boot === last.boot ? first.counter : 0)
  const seenBetween = seen.filter((counter) => counter > from && counter < last.counter).length
  return seenBetween < last.counter - from - 1
}

function parse(press: PressId): { boot: string; counter: number } {
  const dot = press.lastIndexOf('.')
  return { boot: press.slice(0, dot), counter: Number(press.slice(dot + 1)) }
}
