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

function parse(press: PressId): { boot: string; counter: number } {
  const dot = press.lastIndexOf('.')
  return { boot: press.slice(0, dot), counter: Number(press.slice(dot + 1)) }
}
