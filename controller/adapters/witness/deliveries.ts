import type { Checkpoint } from './checkpoint-file.ts'
import type { WitnessTarget } from './targets.ts'

/** Beats until the next try after the first failure; doubled with each, up to the longest. */
const FIRST_WAIT = 5
/** Ten minutes of beats of one second. */
const LONGEST_WAIT = 600

/** Told at each turn from reachable to not, and back. */
export type OnReach = (target: WitnessTarget, at: number, problem: string | null) => void

/** What one target has, and when it is tried again. */
class Delivery {
  readonly #target: WitnessTarget
  readonly #onTried: (problem: string | null) => void
  #delivered = 0
  #failures = 0
  #wait = 0
  #underWay: Promise<void> | null = null

  constructor(target: WitnessTarget, onTried: (problem: string | null) => void) {
    this.#target = target
    this.#onTried = onTried
  }

  get underWay(): Promise<void> | null {
    return this.#underWay
  }

  beat(checkpoints: readonly Checkpoint[]): void {
    const newest = checkpoints.at(-1)?.seq ?? 0
    if (this.#underWay !== null || newest <= this.#delivered) return
    if (this.#wait > 0) {
      this.#wait -= 1
      return
    }
    const due = checkpoints.filter(({ seq }) => seq > this.#delivered)
    this.#underWay = this.#try(due, newest).finally(() => {
      this.#underWay = null
    })
  }

  async #try(due: readonly Checkpoint[], newest: number): Promise<void> {
    try {
      await this.#target.deliver(due)
      this.#delivered = newest
      this.#failures = 0
      this.#onTried(null)
    } catch (error) {
      this.#wait = Math.min(FIRST_WAIT * 2 ** this.#failures, LONGEST_WAIT)
      this.#failures += 1
      this.#onTried(error instanceof Error ? error.message : String(error))
    }
  }
}

/** Brings checkpoints to every witness; one that cannot be reached keeps no other one waiting. */
export class Deliveries {
  readonly #each: readonly Delivery[]

  constructor(targets: readonly WitnessTarget[], onReach: OnReach) {
    this.#each = targets.map(
      (target, at) => new Delivery(target, (problem) => onReach(target, at, problem)),
    )
  }

  /** Once a second. */
  beat(checkpoints: readonly Checkpoint[]): void {
    for (const delivery of this.#each) delivery.beat(checkpoints)
  }

  /** Those under way; a witness that does not answer has its own limit of time. */
  async settled(): Promise<void> {
    for (const { underWay } of this.#each) await underWay
  }
}
