import type { BallotId } from '../protocol/ids.ts'
import type { Clock, Engine, Scheduler } from './ports.ts'

/** Where the record could not take the end of a vote, it is tried again this often. */
const RETRY_MS = 1000

/**
 * Ends the late window of a vote. The time runs by a timer and not by the clock, which may be set in
 * the meantime; after a restart the rest of the window, as the clock has it, is waited for.
 */
export class BallotClock {
  readonly #parts: { engine: Engine; clock: Clock; scheduler: Scheduler }
  #awaited: BallotId | null = null
  #unlisten: () => void = () => undefined
  #stopTimer: () => void = () => undefined

  constructor(parts: { engine: Engine; clock: Clock; scheduler: Scheduler }) {
    this.#parts = parts
  }

  start(): void {
    this.#unlisten = this.#parts.engine.onCommitted(() => this.#look())
    this.#look()
  }

  stop(): void {
    this.#unlisten()
    this.#stopTimer()
  }

  #look(): void {
    const { ballot } = this.#parts.engine.state
    // A secret vote ends when its box was counted.
    const closing = ballot?.rule.method === 'secret' ? null : (ballot?.closing ?? null)
    const awaited = closing === null ? null : (ballot?.id ?? null)
    if (awaited === this.#awaited) return
    this.#awaited = awaited
    this.#stopTimer()
    if (closing === null || awaited === null) return
    const { at, until } = closing
    const left = until - this.#parts.clock.now()
    this.#wait(Math.max(1, Math.min(left, until - at)), awaited)
  }

  #wait(ms: number, ballot: BallotId): void {
    const stop = this.#parts.scheduler.every(ms, () => {
      stop()
      void this.#finish(ballot)
    })
    this.#stopTimer = stop
  }

  async #finish(ballot: BallotId): Promise<void> {
    const by = { kind: 'system', part: 'ballot-clock' } as const
    const outcome = await this.#parts.engine.submit({ type: 'FinishClosing', ballot }, by, ballot)
    const again = !outcome.ok && (outcome.code === 'busy' || outcome.code === 'record-unavailable')
    if (again && this.#awaited === ballot) this.#wait(RETRY_MS, ballot)
  }
}
