import type { ChildProcess } from 'node:child_process'
import { Compile } from 'typebox/compile'
import type { Problem } from '../../controller/protocol/devices.ts'
import type { BridgeTime } from '../bridge-time.ts'
import { FromDrivers, type ToDrivers } from './messages.ts'

const BEAT_MS = 500
/** Three seconds: a process that shares a busy computer answers within one. */
const BEATS_UNANSWERED = 6
/** Loading a driver takes a second; on a computer that starts everything at once, many. */
const START_MS = 120_000
/** An idle one has 100 MB; its heap is bounded when it is started, its buffers here. */
const MAX_MEMORY_BYTES = 256 * 1024 * 1024
/** A hundred devices that all change at once say a few hundred things. */
const MESSAGES_A_BEAT = 2000
/** Drivers have 0.5 s to stop; the bridge itself has 1.3 s to end. */
const STOP_MS = 700

const isFromDrivers = Compile(FromDrivers)

export interface CrewParts {
  /** Starts a process of drivers with a channel to it. */
  fork(): ChildProcess
  time: BridgeTime
  onSaid(message: Exclude<FromDrivers, { type: 'beat' }>): void
  /** It is gone, and not because it was stopped. Called once. */
  onFell(problem: Problem): void
}

/** One process in which drivers run, and the watch over it. */
export class Crew {
  readonly #parts: CrewParts
  #child: ChildProcess | null = null
  #unanswered = 0
  #messages = 0
  #isReady = false
  #startedAt = 0
  #verdict: Problem | null = null
  #cancel: () => void = () => undefined

  constructor(parts: CrewParts) {
    this.#parts = parts
  }

  start(): void {
    const child = this.#parts.fork()
    this.#child = child
    this.#startedAt = this.#parts.time.now()
    child.on('message', (message) => this.#hear(message))
    child.once('exit', (code, signal) => this.#ended(child, code, signal))
    // It could not be started, or a message met its end: 'exit' follows, or came before.
    child.on('error', (error) => {
      if (child.pid === undefined)
        this.#fall({ code: 'driver-unstartable', text: error.message.slice(0, 300) })
    })
    this.#watch()
  }

  /** Dropped where the process is gone: whoever sends hears of that in `onFell`. */
  send(message: ToDrivers): void {
    if (this.#child?.connected) this.#child.send(message, () => undefined)
  }

  /** Ends within 0.7 s: drivers are stopped first, as far as they let themselves be. */
  async stop(): Promise<void> {
    const child = this.#child
    this.#child = null
    this.#cancel()
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise<void>((done) => child.once('exit', () => done()))
    if (child.connected) child.disconnect()
    await Promise.race([exited, new Promise<void>((late) => this.#parts.time.after(STOP_MS, late))])
    child.kill('SIGKILL')
  }

  #watch(): void {
    this.#cancel = this.#parts.time.after(BEAT_MS, () => {
      this.#messages = 0
      if (this.#isReady) this.#unanswered++
      const isLate = !this.#isReady && this.#parts.time.now() - this.#startedAt > START_MS
      if (isLate || this.#unanswered > BEATS_UNANSWERED)
        this.#end('driver-spins', 'It did not let go of its process')
      else {
        this.send({ type: 'beat' })
        this.#watch()
      }
    })
  }

  #hear(message: unknown): void {
    if (this.#child === null || this.#verdict !== null) return
    if (++this.#messages > MESSAGES_A_BEAT)
      return this.#end(
        'driver-floods',
        `It said more than ${MESSAGES_A_BEAT} things in half a second`,
      )
    if (!isFromDrivers.Check(message))
      return this.#end('driver-talks-nonsense', 'It said something that is not of the contract')
    if (message.type !== 'beat') return this.#parts.onSaid(message)
    this.#isReady = true
    this.#unanswered = 0
    if (message.memoryBytes > MAX_MEMORY_BYTES)
      this.#end('driver-leaks', `It took ${Math.round(message.memoryBytes / 1048576)} MB of memory`)
  }

  #end(code: string, what: string): void {
    this.#verdict = { code, text: `${what}: its process was ended and is started again.` }
    this.#child?.kill('SIGKILL')
  }

  #ended(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#child !== child) return
    // What V8 does when its heap is full.
    const isFull = signal === 'SIGABRT' || code === 134
    const text = isFull
      ? 'Its process ran out of memory and is started again.'
      : `Its process ended (${signal ?? `status ${code}`}) and is started again; its log says why.`
    this.#fall(this.#verdict ?? { code: isFull ? 'driver-leaks' : 'driver-threw', text })
  }

  #fall(problem: Problem): void {
    if (this.#child === null) return
    this.#child = null
    this.#cancel()
    this.#parts.onFell(problem)
  }
}
