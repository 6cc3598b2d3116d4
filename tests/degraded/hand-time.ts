import type { Scheduler } from '../../controller/engine/ports.ts'
import { START } from '../core/given.ts'

/** Time that passes when a test says so, on a machine whose clock can be set. */
export class HandTime implements Scheduler {
  readonly #timers = new Set<{ ms: number; left: number; run: () => void }>()
  #passed = 0
  #set = 0

  wall = (): number => START + this.#passed + this.#set
  monotonic = (): number => this.#passed

  every(ms: number, run: () => void): () => void {
    const timer = { ms, left: ms, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  pass(ms: number): void {
    this.#passed += ms
    for (const timer of [...this.#timers]) {
      timer.left -= ms
      if (timer.left > 0) continue
      timer.left += timer.ms
      timer.run()
    }
  }

  /** Somebody, or a time service, sets the machine's clock. */
  set(byMs: number): void {
    this.#set += byMs
  }
}
