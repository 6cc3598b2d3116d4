import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { RevocationsPort } from '../../engine/ports.ts'
import { Instant } from '../../protocol/ids.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const isRevocations = Compile(Type.Array(Type.Tuple([Type.String({ maxLength: 40 }), Instant])))

/**
 * More than anyone ends by hand. Past it the one that would have expired soonest is forgotten, the
 * one whose return would matter least.
 */
const MAX_REVOCATIONS = 10_000

/** Sessions are sealed cookies, valid by themselves; this is the list of those ended early. */
export class FileRevocations implements RevocationsPort {
  readonly #path: string
  readonly #until = new Map<string, number>()
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  async start(now: number): Promise<void> {
    const bytes = await readPrivateFile(this.#path)
    if (bytes === null) return
    for (const [session, until] of this.#parse(bytes))
      if (until > now) this.#until.set(session, until)
  }

  isRevoked(session: string): boolean {
    return this.#until.has(session)
  }

  revoke(session: string, until: number): Promise<void> {
    this.#until.set(session, until)
    if (this.#until.size > MAX_REVOCATIONS) this.#forgetOne()
    const write = () => writePrivateFile(this.#path, JSON.stringify([...this.#until]))
    const written = this.#writing.then(write)
    this.#writing = written.catch(() => undefined)
    return written
  }

  #parse(bytes: Buffer): [string, number][] {
    try {
      const entries: unknown = JSON.parse(bytes.toString('utf8'))
      if (isRevocations.Check(entries)) return entries
    } catch {
      // Not JSON at all: the same answer as JSON of another shape.
    }
    throw new RevocationsError(this.#path)
  }

  #forgetOne(): void {
    const [soonest] = [...this.#until].sort((a, b) => a[1] - b[1])
    if (soonest) this.#until.delete(soonest[0])
  }
}

export class RevocationsError extends Error {
  readonly code = 'revocations-malformed'
  constructor(path: string) {
    super(
      `${path} is not a list of ended sessions: remove it together with session.key beside it; ` +
        `everyone then signs in again, and nothing else is lost.`,
    )
    this.name = 'RevocationsError'
  }
}
