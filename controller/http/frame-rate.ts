/**
 * A person presses a few keys a second at most, setting up a remote member's media takes about
 * twenty calls at once: 60 in a burst and 30 a second after it stop only a program gone wrong.
 */
const BURST = 60
const PER_SECOND = 30

/** A bucket of frames that a screen may send, filled as time passes. */
export class FrameRate {
  #left = BURST
  #at: number

  constructor(now: number) {
    this.#at = now
  }

  take(now: number): boolean {
    const elapsed = Math.max(0, now - this.#at)
    this.#left = Math.min(BURST, this.#left + (elapsed * PER_SECOND) / 1000)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
