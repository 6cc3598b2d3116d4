import type { Clock } from './ports.ts'

/**
 * The machine's time of day as it was when last followed, and from then on by a clock that nobody
 * can set: a step of the machine's clock moves no closing time of a vote, no late window, and no
 * moment at which a vote was sent.
 */
export interface SteadyClock extends Clock {
  /** How far the machine's clock was set from this one since it was followed, ms; either sign. */
  steppedBy(): number
  /** Takes the machine's time of day. */
  follow(): void
}

/** @param wall epoch ms, may be set @param monotonic ms from anywhere, never set */
export function steadyClock(wall: () => number, monotonic: () => number): SteadyClock {
  let offset = wall() - monotonic()
  const now = () => Math.round(offset + monotonic())
  return {
    now,
    steppedBy: () => wall() - now(),
    follow() {
      offset = wall() - monotonic()
    },
  }
}
