import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { OpenCode } from '../../engine/ports.ts'

/** Whoever is added stands beside the one who adds, or is on the telephone. */
export const CODE_LIFETIME_MS = 3_600_000
/** A shift's officers at once; more is a mistake or a script. */
const MAX_OPEN_CODES = 20

interface Kept extends OpenCode {
  digest: Buffer
}

/**
 * The one-time codes by which new accounts are made. Only their digests are kept, in memory alone:
 * a restart forgets them, and the desk gives new ones.
 */
export class SetupCodes {
  readonly #codes = new Map<string, Kept>()

  /** A new code for this user; one given before is worth nothing from now on. Null: too many open. */
  give(user: string, by: string, now: number): { code: string; until: number } | null {
    this.#forgetOver(now)
    if (!this.#codes.has(user) && this.#codes.size >= MAX_OPEN_CODES) return null
    const code = newCode()
    const until = now + CODE_LIFETIME_MS
    this.#codes.set(user, { user, by, until, digest: digestOf(code) })
    return { code, until }
  }

  open(now: number): OpenCode[] {
    this.#forgetOver(now)
    return [...this.#codes.values()].map(({ user, by, until }) => ({ user, by, until }))
  }

  /** Who gave this user this code, while it is open; null for any other code. */
  giverOf(user: string, code: string, now: number): string | null {
    this.#forgetOver(now)
    const kept = this.#codes.get(user)
    return kept !== undefined && timingSafeEqual(digestOf(code), kept.digest) ? kept.by : null
  }

  /** False where none was open. */
  end(user: string): boolean {
    return this.#codes.delete(user)
  }

  #forgetOver(now: number): void {
    for (const [user, { until }] of this.#codes) if (until <= now) this.#codes.delete(user)
  }
}

export const newCode = () => randomBytes(15).toString('base64url')

/** Compared as digests, so that neither length nor content shows in the time it takes. */
export const isSameCode = (a: string, b: string) => timingSafeEqual(digestOf(a), digestOf(b))

const digestOf = (text: string) => createHash('sha256').update(text).digest()
