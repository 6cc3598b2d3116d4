import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { readMessage } from '../../config/setup/program-message.mjs'
import type { Ready } from '../../config/setup/program-message.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What a program said last is worth reading when it failed; more is in nobody's interest. */
const KEPT_OUTPUT = 20_000

/** One program of a chamber, started and ended as config/setup/child-contract.md has it. */
export class Program {
  readonly #source: string
  #child: ChildProcess | null = null
  #output = ''

  /** @param source from the project's folder */
  constructor(source: string) {
    this.#source = source
  }

  /** The end of what it has written so far. */
  get output(): string {
    return this.#output
  }

  /** Resolves with what it says when it is ready; rejects with its output when it ends before. */
  async start(options: readonly string[]): Promise<Ready> {
    const child = spawn(process.execPath, [this.#source, ...options], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT)
      })
    return new Promise((resolve, reject) => {
      child.on('message', (sent) => {
        const news = readMessage(sent)
        if (news?.type === 'ready') resolve(news)
      })
      child.once('exit', () => {
        killGroup(child)
        reject(new Error(`${this.#source} ended:\n${this.#output}`))
      })
    })
  }

  /** As when the power goes: no word to anybody, and nothing it started lives on. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Returns its exit status. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return null
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of the group is left.
  }
}
