import type { Problem } from '../../controller/protocol/devices.ts'

/** A device that is switched on and finds its network comes and goes three or four times. */
const LOSSES_ALLOWED = 8
const LOSSES_WITHIN_MS = 60_000
/** Once may be chance, twice bad luck. */
const FALLS_ALLOWED = 2
const FALLS_WITHIN_MS = 5 * 60_000
/** Somebody can go and look in the meantime; doubled each time up to an hour. */
const FIRST_STAY_MS = 5 * 60_000
const LONGEST_STAY_MS = 60 * 60_000
/** More keys and cards than any hand makes. */
const EVENTS_A_SECOND = 100

export interface Quarantine {
  problem: Problem
  /** On the clock `now` is read from, ms. */
  until: number
}

/** How a device and its driver behaved lately, and when that is enough. Told the time; pure. */
export class Conduct {
  #quarantine: Quarantine | null = null
  #losses: number[] = []
  #falls: number[] = []
  #stayMs = FIRST_STAY_MS
  #second = -Infinity
  #events = 0

  get quarantine(): Quarantine | null {
    return this.#quarantine
  }

  /** The device went away. True where that was once too often. */
  lost(now: number): boolean {
    this.#losses = [...this.#losses, now].filter((at) => at > now - LOSSES_WITHIN_MS)
    if (this.#losses.length <= LOSSES_ALLOWED) return false
    const text = `It came and went ${this.#losses.length} times within a minute: see its cable, power and network.`
    this.confine(now, { code: 'device-flaps', text })
    return true
  }

  /** Its driver fell, and nobody else's can have been the cause. True where that was once too often. */
  fell(now: number, problem: Problem): boolean {
    this.#falls = [...this.#falls, now].filter((at) => at > now - FALLS_WITHIN_MS)
    if (this.#falls.length <= FALLS_ALLOWED) return false
    this.confine(now, problem)
    return true
  }

  /** It sent an event. True where that was once too often. */
  spoke(now: number): boolean {
    if (now - this.#second >= 1000) {
      this.#second = now
      this.#events = 0
    }
    if (++this.#events <= EVENTS_A_SECOND) return false
    const text = `It sent more than ${EVENTS_A_SECOND} events within a second.`
    this.confine(now, { code: 'device-floods', text })
    return true
  }

  confine(now: number, problem: Problem): void {
    this.#quarantine = { problem, until: now + this.#stayMs }
    this.#stayMs = Math.min(2 * this.#stayMs, LONGEST_STAY_MS)
    this.#losses = []
    this.#falls = []
    this.#second = -Infinity
  }

  /** True where the quarantine ended now. */
  isReleased(now: number): boolean {
    if (this.#quarantine === null || now < this.#quarantine.until) return false
    this.#quarantine = null
    return true
  }

  /** A person says that it is mended: what was, is forgotten. */
  release(): void {
    this.#quarantine = null
    this.#losses = []
    this.#falls = []
    this.#stayMs = FIRST_STAY_MS
  }
}
