import { createHash } from 'node:crypto'

/** What a failure may want to look back on. */
const KEPT_LINES = 20_000
/** Lines hashed in one go. */
const HASHED_LINES = 512

/** Everything that happened in a run, as lines: a digest of all, and the last of them to read. */
export class Trace {
  readonly #hash = createHash('sha256')
  readonly #now: () => number
  #lines: string[] = []
  #hashed = 0
  count = 0

  constructor(now: () => number) {
    this.#now = now
  }

  note(line: string): void {
    this.count += 1
    this.#lines.push(`${this.#now().toFixed(3)} ${line}`)
    if (this.#lines.length - this.#hashed >= HASHED_LINES) this.#hashLines()
    if (this.#lines.length < 2 * KEPT_LINES) return
    this.#hashLines()
    this.#lines = this.#lines.slice(-KEPT_LINES)
    this.#hashed = this.#lines.length
  }

  /** The same for two runs in which the same happened in the same order. */
  digest(): string {
    this.#hashLines()
    return this.#hash.copy().digest('hex').slice(0, 16)
  }

  /** The last lines that name one of the subjects; the last of all where there are none. */
  last(count: number, subjects: readonly string[]): string[] {
    const names = subjects.map((subject) => new RegExp(`(^|[^\\w-])${subject}($|[^\\w-])`))
    const relevant = this.#lines.filter((line) => names.some((name) => name.test(line)))
    return (relevant.length > 0 ? relevant : this.#lines).slice(-count)
  }

  #hashLines(): void {
    const fresh = this.#lines.slice(this.#hashed)
    if (fresh.length > 0) this.#hash.update(`${fresh.join('\n')}\n`)
    this.#hashed = this.#lines.length
  }
}
