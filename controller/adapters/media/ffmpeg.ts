import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { reasonOf, type OnTrouble } from './options.ts'

export interface FfmpegTask {
  /** For messages: 'hall sound', 'hall output 2'. */
  name: string
  args: readonly string[]
  /** Each time it has been started, the first time included. */
  onStarted?: () => void
  /** Each line ffmpeg says, passwords in URLs removed. */
  onLine?: (line: string) => void
  onTrouble: OnTrouble
}

/** A camera that restarts is back in seconds; one that is off should not cost a core. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** A run this long was a good one: the next pause is short again. */
const GOOD_RUN_MS = 30_000
/** ffmpeg ends at once when asked, unless a device holds it. */
const PATIENCE_MS = 500
/** Of its last words, what fits a log line. */
const LAST_WORDS = 3
const LONGEST_LINE = 300

/** One ffmpeg process that is started again whenever it ends, until it is stopped. */
export class Ffmpeg {
  readonly #task: FfmpegTask
  #process: ChildProcess | null = null
  #ended: Promise<void> = Promise.resolve()
  #again: NodeJS.Timeout | null = null
  #pauseMs = FIRST_PAUSE_MS
  #running = false
  restarts = 0

  constructor(task: FfmpegTask) {
    this.#task = task
  }

  get pid(): number | null {
    return this.#process?.pid ?? null
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#spawn()
  }

  /** Resolves when the process is gone, half a second later at most. */
  async stop(): Promise<void> {
    this.#running = false
    if (this.#again !== null) clearTimeout(this.#again)
    this.#again = null
    const child = this.#process
    if (child !== null) {
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      await this.#ended
      clearTimeout(kill)
    }
  }

  #spawn(): void {
    const startedAt = performance.now()
    const lastWords: string[] = []
    // setpriv: the kernel ends ffmpeg when the controller is killed, which could not do so itself.
    const child = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', 'ffmpeg', '-hide_banner', '-nostdin', '-nostats', ...this.#task.args],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    this.#process = child
    createInterface({ input: child.stderr }).on('line', (raw) => {
      const line = withoutPassword(raw).slice(0, LONGEST_LINE)
      lastWords.push(line)
      if (lastWords.length > LAST_WORDS) lastWords.shift()
      this.#task.onLine?.(line)
    })
    this.#ended = new Promise((resolve) => {
      let over = false
      const end = (why: string) => {
        if (over) return
        over = true
        this.#process = null
        resolve()
        this.#onEnd(why, lastWords, performance.now() - startedAt)
      }
      child.once('error', (error) => end(reasonOf(error)))
      child.once('close', (code, signal) => end(signal ?? `status ${code ?? '?'}`))
    })
    child.once('spawn', () => this.#task.onStarted?.())
  }

  #onEnd(why: string, lastWords: readonly string[], ranMs: number): void {
    if (!this.#running) return
    if (ranMs >= GOOD_RUN_MS) this.#pauseMs = FIRST_PAUSE_MS
    this.#again = setTimeout(() => {
      this.restarts += 1
      this.#spawn()
    }, this.#pauseMs)
    this.#task.onTrouble({
      code: 'ffmpeg-ended',
      detail:
        `${this.#task.name}: ffmpeg ended (${why}), next try in ${this.#pauseMs} ms. ` +
        `It said: ${lastWords.join(' | ') || 'nothing'}`,
    })
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS)
  }
}

const withoutPassword = (line: string) => line.replaceAll(/\/\/[^/@\s]+@/g, '//…@')
