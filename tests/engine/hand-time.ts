import type { Clock, Scheduler } from '../../controller/engine/ports.ts'
import { START } from '../core/given.ts'

/** Time that passes when a test says so. */
export class HandTime implements Clock, Scheduler {
  at = START
  readonly #timers = new Set<{ ms: number; left: number; run: () => void }>()

  now = () => this.at

  every(ms: number, run: () => void): () => void {
    const timer = { ms, left: ms, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** `stepped`: the clock is set by so much beside. */
  pass(ms: number, stepped = 0): void {
    this.at += ms + stepped
    for (const timer of [...this.#timers]) {
      timer.left -= ms
      if (timer.left > 0) continue
      timer.left += timer.ms
      timer.run()
    }
  }

  get waiting(): number {
    return this.#timers.size
  }
}
