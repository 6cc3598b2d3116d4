/** Time left and time passed, as shown. Pure. */

const two = (n: number): string => String(n).padStart(2, '0')

/** '05:00', '1:02:03' from an hour on. Milliseconds in, never below zero. */
export function asClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${two(minutes)}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** Time left until `until`, rounded up: it begins at the full time and reads 00:00 only when it is up. */
export function leftAsClock(until: number, now: number): string {
  return asClock(Math.ceil((until - now) / 1000) * 1000)
}

export const isUp = (until: number, now: number): boolean => now >= until

/** How much of the fuse is left, 0 to 1; and where its notch for the last 30 seconds stands. */
export function fuse(since: number, until: number, now: number): { left: number; notch: number } {
  const whole = Math.max(1, until - since)
  const part = (ms: number): number => Math.min(1, Math.max(0, ms / whole))
  return { left: part(until - now), notch: part(LAST_CALL_MS) }
}

/** A speaker is warned when this much is left. */
export const LAST_CALL_MS = 30_000
