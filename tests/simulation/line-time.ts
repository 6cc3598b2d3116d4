import type { BridgeTime } from '../../firmware-bridge/bridge-time.ts'
import type { Planned } from './queue.ts'
import type { World } from './world.ts'

/** A timer always moves the time on: what is left after rounding would be waited for again for ever. */
const SHORTEST_MS = 0.01

interface Timer {
  /** In the line's time. */
  at: number
  run: () => void
  planned: Planned | null
}

/**
 * The time of one serial line and of whoever drives it. It can stand still: a quiet line in which
 * nothing but roll calls would be said for minutes says them in no time.
 */
export class LineTime implements BridgeTime {
  readonly #world: World
  readonly #timers = new Set<Timer>()
  /** World's time minus the line's. */
  #behind = 0
  #stoodStillAt: number | null = null

  constructor(world: World) {
    this.#world = world
  }

  get standsStill(): boolean {
    return this.#stoodStillAt !== null
  }

  now(): number {
    return (this.#stoodStillAt ?? this.#world.queue.now) - this.#behind
  }

  epoch(): number {
    return this.#world.now()
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.now() + Math.max(SHORTEST_MS, ms), run, planned: null }
    this.#timers.add(timer)
    if (!this.standsStill) this.#plan(timer)
    return () => {
      this.#timers.delete(timer)
      this.#world.queue.cancel(timer.planned)
    }
  }

  standStill(): void {
    if (this.standsStill) return
    this.#stoodStillAt = this.#world.queue.now
    for (const { planned } of this.#timers) this.#world.queue.cancel(planned)
  }

  goOn(): void {
    if (this.#stoodStillAt === null) return
    this.#behind += this.#world.queue.now - this.#stoodStillAt
    this.#stoodStillAt = null
    for (const timer of this.#timers) this.#plan(timer)
  }

  #plan(timer: Timer): void {
    const { queue } = this.#world
    timer.planned = queue.after(Math.max(0, timer.at - this.now()), () => {
      this.#timers.delete(timer)
      timer.run()
    })
  }
}
