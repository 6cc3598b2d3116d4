import type { BridgeTime } from '../bridge-time.ts'
import type { DriverHealth } from './device-driver.ts'

/** Enough for a median that one late answer does not move. */
const LATENCIES = 32
const OUTCOMES = 100

/** Counts what goes to a unit and comes from it. */
export class HealthMeter {
  readonly #time: BridgeTime
  readonly #latencies: number[] = []
  readonly #failed: boolean[] = []
  #sent = 0
  #failures = 0
  #frames = 0
  #badFrames = 0
  #hangUps = 0
  #lastFrameAt: number | null = null

  constructor(time: BridgeTime) {
    this.#time = time
  }

  /** A command or question went out. */
  sent(): void {
    this.#sent++
  }

  /** It was answered after `latencyMs`. */
  answered(latencyMs: number): void {
    this.#outcome(false)
    this.#latencies.push(Math.max(0, Math.round(latencyMs)))
    if (this.#latencies.length > LATENCIES) this.#latencies.shift()
  }

  /** It was refused, or not answered. */
  failed(): void {
    this.#failures++
    this.#outcome(true)
  }

  frame(): void {
    this.#frames++
    this.#lastFrameAt = this.#time.epoch()
  }

  badFrames(count = 1): void {
    this.#badFrames += count
  }

  hungUp(): void {
    this.#hangUps++
  }

  figures(): DriverHealth {
    const sorted = this.#latencies.toSorted((a, b) => a - b)
    const outcomes = this.#failed.length
    const failed = this.#failed.filter(Boolean).length
    return {
      latencyMs: sorted[sorted.length >> 1] ?? null,
      sent: this.#sent,
      failures: this.#failures,
      failurePermille: outcomes === 0 ? 0 : Math.round((1000 * failed) / outcomes),
      frames: this.#frames,
      badFrames: this.#badFrames,
      hangUps: this.#hangUps,
      lastFrameAt: this.#lastFrameAt,
    }
  }

  #outcome(failed: boolean): void {
    this.#failed.push(failed)
    if (this.#failed.length > OUTCOMES) this.#failed.shift()
  }
}
