import type { Instant } from '../protocol/ids.ts'

/** Half a minute of pings: long enough for what a link does now and then, short enough for what it is. */
const PINGS_KEPT = 6

/** As far as the longest late window (protocol/chamber.ts) goes: more is never granted. */
const LONGEST_MS = 3000

/** The round trip of one link, by its pings. Nobody can claim to have sent a thing before it. */
export class RoundTrip {
  #pingedAt: Instant | null = null
  #last: number[] = []

  /** A ping goes out; while one is unanswered, the first of them is what is measured. */
  pinged(at: Instant): void {
    this.#pingedAt ??= at
  }

  answered(at: Instant): void {
    if (this.#pingedAt === null) return
    this.#last = [...this.#last.slice(1 - PINGS_KEPT), Math.max(0, at - this.#pingedAt)]
    this.#pingedAt = null
  }

  /**
   * When something was sent that was received at `at`: as the sender says, but not before the longest
   * round trip lately measured, and not after it came. Without a word of the sender: when it came.
   */
  sentAt(claimed: Instant | undefined, at: Instant): Instant {
    const earliest = at - Math.min(LONGEST_MS, Math.max(0, ...this.#last))
    return Math.max(earliest, Math.min(claimed ?? at, at))
  }
}
