import { isIPv6 } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../engine/ports.ts'
import { HttpProblem } from './problem.ts'

/** An address may be a whole building behind one router: it starts to wait late, and never long. */
const FREE_FOR_ADDRESS = 20
const MAX_ADDRESS_WAIT_MS = 10_000
/** An account is slowed for everybody who tries it, but always answered: nobody can lock it. */
const FREE_FOR_SUBJECT = 3
const SUBJECT_STEP_MS = 500
const MAX_SUBJECT_WAIT_MS = 3_000
/** Failures are forgotten after this quiet. */
const MEMORY_MS = 5 * 60_000
/** About 1 MiB; beyond it the oldest is forgotten. */
const MAX_REMEMBERED = 10_000
/** Attempts that may wait or be checked at the same time. */
const MAX_AT_ONCE = 32

interface Failures {
  count: number
  at: number
}

/** Slows down who guesses passwords, codes and keys, by address and by what is guessed at. */
export class Attempts {
  readonly #clock: Clock
  readonly #failures = new Map<string, Failures>()
  #atOnce = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Runs one check of a secret and answers what it answers; `isRight` tells which answers were no
   * guess. Throws HttpProblem 429 where the address must wait, or too many are under way.
   */
  async check<T>(
    { address, subject }: { address: string; subject: string },
    attempt: () => T | Promise<T>,
    isRight: (answer: T) => boolean,
  ): Promise<T> {
    const from = `address ${networkOf(address)}`
    const on = `subject ${subject}`
    const waitMs = this.#waitOf(from)
    if (waitMs > 0) throw tooMany(waitMs)
    if (this.#atOnce >= MAX_AT_ONCE) throw tooMany(1000)
    this.#atOnce += 1
    try {
      const slow = (this.#countOf(on) - FREE_FOR_SUBJECT + 1) * SUBJECT_STEP_MS
      // Counted before it is checked: attempts at the same time do not get one free guess each.
      this.#count(from, 1)
      this.#count(on, 1)
      if (slow > 0) await pause(Math.min(slow, MAX_SUBJECT_WAIT_MS))
      const answer = await attempt()
      if (isRight(answer)) this.#forgive(from, on)
      return answer
    } finally {
      this.#atOnce -= 1
    }
  }

  #waitOf(key: string): number {
    const failures = this.#failures.get(key)
    const over = this.#countOf(key) - FREE_FOR_ADDRESS
    if (failures === undefined || over < 0) return 0
    const wait = Math.min(1000 * 2 ** over, MAX_ADDRESS_WAIT_MS)
    return Math.max(0, failures.at + wait - this.#clock.now())
  }

  #countOf(key: string): number {
    const failures = this.#failures.get(key)
    if (failures === undefined) return 0
    return this.#clock.now() - failures.at > MEMORY_MS ? 0 : failures.count
  }

  #count(key: string, by: number): void {
    const count = this.#countOf(key) + by
    // Taken out and put back, so that the first key of the map is the one unused for longest.
    this.#failures.delete(key)
    if (count > 0) this.#failures.set(key, { count, at: this.#clock.now() })
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > MAX_REMEMBERED && oldest !== undefined) this.#failures.delete(oldest)
  }

  /** The right secret clears what was guessed at; the address only gets its own attempt back. */
  #forgive(from: string, on: string): void {
    this.#count(from, -1)
    this.#failures.delete(on)
  }
}

/** Whoever has one IPv6 address has its whole /64. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  if (tail !== undefined && groups.length < 4) return `${head}::`
  return groups.slice(0, 4).join(':')
}

function tooMany(waitMs: number): HttpProblem {
  const seconds = Math.ceil(waitMs / 1000)
  const sentence = `Too many attempts: try again in ${seconds} s.`
  return new HttpProblem(429, 'too-many-attempts', sentence, 'Nothing was changed.', seconds)
}
