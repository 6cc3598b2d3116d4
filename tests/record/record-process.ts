import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams, SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./record-child.ts', import.meta.url))

export type Answer = { seq: number; hash: string } | { code: string; message: string } | null

/** A record in a process of its own, which may be killed, starved or run as somebody else. */
export class RecordProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string, undefined>

  /** `before`: a command that starts node under other circumstances, e.g. prlimit. */
  constructor(folder: string, before: readonly string[] = [], options: SpawnOptions = {}) {
    const [command = '', ...args] = [...before, process.execPath, program, folder]
    this.#child = spawn(command, args, { ...options, stdio: 'pipe' })
    this.#child.stderr.pipe(process.stderr)
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  ask(request: string): Promise<Answer> {
    this.#child.stdin.write(`${request}\n`)
    return this.next()
  }

  /** The next answer, e.g. of a storm. Throws where the process ended instead. */
  async next(): Promise<Answer> {
    const line = await this.#answers.next()
    if (line.done) throw new Error('the process ended without an answer')
    return JSON.parse(line.value) as Answer
  }

  /** As a power cut ends it for the process; waits until it is gone. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
