import type { Problem } from '../../controller/protocol/devices.ts'
import type { DeviceId } from '../../controller/protocol/ids.ts'
import type { BridgeTime } from '../bridge-time.ts'
import { DriverError, type DriverLog } from './device-driver.ts'

/** A thing to do, and why; or something to wait for before the rest makes sense, and what. */
export type Step<C> = { command: C; reason: string } | { waitFor: string }

/** One device as its driver knows it. */
export interface Reconciled<A, S, C> {
  /** Asks the device what it is. Rejects with DriverError. */
  read(): Promise<S>
  /** Pure: what makes `state` as `aim` says, in order; [] where it is so already. */
  plan(aim: A, state: S): readonly Step<C>[]
  /** Rejects with DriverError where the device refuses or does not answer. */
  perform(command: C): Promise<void>
}

export interface ReconciliationParts<S> {
  unit: DeviceId
  time: BridgeTime
  log: DriverLog
  /** How often the device is read while all is as it should be, ms. */
  pollMs: number
  /** Called with each change of what is known. */
  onKnown(known: Known<S>): void
}

export interface Known<S> {
  /** Of the newest aim the device was seen to follow. */
  revision: number
  state: S | null
  problem: Problem | null
}

/** What a device did not follow three times, it will not follow the fourth time either. */
const TRIES = 3
/** Between commands and the reading that shows what came of them, and while it is waited for. */
const SETTLE_MS = 500
const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 30_000

/**
 * Keeps one device as desired: reads what it really is, compares, sends what is missing with the
 * reason, and reads again. It never takes a command for done because it was sent. A device that
 * refuses or does not follow is tried again with growing pauses and its problem is told.
 */
export class Reconciliation<A, S, C> {
  readonly #device: Reconciled<A, S, C>
  readonly #parts: ReconciliationParts<S>
  #desired: { revision: number; aim: A } | null = null
  #known: Known<S> = { revision: 0, state: null, problem: null }
  /** Counts the times the way was opened: what an earlier one still does is over. */
  #run = 0
  #isUp = false
  #tries = 0
  #retryMs = FIRST_RETRY_MS
  #wake: (readFirst: boolean) => void = () => undefined
  /** False where what was read last may be compared with once more. */
  #readFirst = true

  constructor(device: Reconciled<A, S, C>, parts: ReconciliationParts<S>) {
    this.#device = device
    this.#parts = parts
  }

  get known(): Known<S> {
    return this.#known
  }

  /** The way is open: what the device really is comes first. */
  up(): void {
    this.#isUp = true
    this.#readFirst = true
    this.#tries = 0
    this.#retryMs = FIRST_RETRY_MS
    void this.#keepOn(++this.#run)
  }

  /** The way is lost; the last known state is kept, and no longer said to be as desired. */
  down(): void {
    this.#isUp = false
    this.#run++
    this.#wake(true)
  }

  /** Compared with what was read last, so that a key moves a camera without a question before it. */
  desire(desired: { revision: number; aim: A }): void {
    this.#desired = desired
    this.#tries = 0
    this.#retryMs = FIRST_RETRY_MS
    this.#wake(false)
  }

  /** The device said by itself what it is now. */
  noticed(state: S): void {
    this.#tell({ state })
    this.#wake(false)
  }

  /** Something changed at the device: it is read at once. */
  changed(): void {
    this.#wake(true)
  }

  /** Reads now, and tells. Rejects with DriverError. */
  async check(): Promise<void> {
    if (!this.#isUp) throw new DriverError('way-lost', 'There is no way to it.')
    this.#tell({ state: await this.#device.read() })
  }

  async #keepOn(run: number): Promise<void> {
    while (run === this.#run) {
      const pauseMs = await this.#round(run)
      if (run !== this.#run) return
      if (pauseMs > 0) await this.#pause(pauseMs)
    }
  }

  /** Reads, compares, does; returns how long to wait before the next time. */
  async #round(run: number): Promise<number> {
    try {
      const state = await this.#current()
      if (run !== this.#run) return 0
      const steps = this.#desired === null ? [] : this.#device.plan(this.#desired.aim, state)
      if (steps.length === 0) {
        this.#settle(state)
        return this.#parts.pollMs
      }
      if (this.#tries >= TRIES) return this.#notFollowed(state, steps)
      this.#tell({ state })
      return await this.#take(steps, run)
    } catch (error) {
      if (!(error instanceof DriverError)) throw error
      if (run !== this.#run) return 0
      this.#tell({ problem: error.problem })
      return this.#longerRetry()
    }
  }

  async #current(): Promise<S> {
    const { state } = this.#known
    const mayCompare = !this.#readFirst && state !== null
    this.#readFirst = true
    return mayCompare ? state : await this.#device.read()
  }

  async #take(steps: readonly Step<C>[], run: number): Promise<number> {
    const desired = this.#desired
    for (const step of steps) {
      if ('waitFor' in step) {
        this.#parts.log.debug({ unit: this.#parts.unit, waitFor: step.waitFor }, 'waiting')
        return SETTLE_MS
      }
      const { command, reason } = step
      this.#parts.log.info({ unit: this.#parts.unit, command, reason }, 'command')
      await this.#device.perform(command)
      if (run !== this.#run || desired !== this.#desired) return 0
    }
    this.#tries++
    return this.#tries === 1 ? 0 : SETTLE_MS
  }

  #settle(state: S): void {
    this.#tries = 0
    this.#retryMs = FIRST_RETRY_MS
    this.#tell({ state, revision: this.#desired?.revision ?? 0, problem: null })
  }

  #notFollowed(state: S, steps: readonly Step<C>[]): number {
    this.#tries = 0
    const [first] = steps
    const what = first === undefined ? '' : 'waitFor' in first ? first.waitFor : first.reason
    const text = `It took the commands and is not as desired (${what}). It is tried again.`
    this.#tell({ state, problem: { code: 'does-not-follow', text: text.slice(0, 300) } })
    return this.#longerRetry()
  }

  #longerRetry(): number {
    const wait = this.#retryMs
    this.#retryMs = Math.min(2 * wait, LONGEST_RETRY_MS)
    return wait
  }

  #tell(news: Partial<Known<S>>): void {
    const known = { ...this.#known, ...news }
    if (JSON.stringify(known) === JSON.stringify(this.#known)) return
    this.#known = known
    this.#parts.onKnown(known)
  }

  /** Ends early when something new is desired or noticed. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.time.after(ms, resolve)
      this.#wake = (readFirst) => {
        cancel()
        this.#readFirst = readFirst
        resolve()
      }
    })
  }
}
