import type { RecordHead } from '../../engine/ports.ts'
import { RecordError } from '../../engine/ports.ts'
import { EMPTY, GENESIS } from './chain.ts'
import { recordFiles } from './files.ts'
import { checkTail } from './head-file.ts'
import { nameFailure } from './sqlite-failure.ts'

export interface WrittenBatch {
  bodies: string[]
  hashes: string[]
}

/** What outlives a process in a simulation, and what can go wrong with it. */
export class MemoryDisk {
  /** Canonical bodies and their hashes; event `seq` is at index seq - 1. */
  readonly bodies: string[] = []
  readonly hashes: string[] = []
  /** While set, each append is refused with it, as the disk would. */
  fault: 'record-full' | 'record-io-failed' | null = null
  #acknowledged = EMPTY
  #held = false

  get head(): RecordHead {
    return { seq: this.hashes.length, hash: this.hashes.at(-1) ?? GENESIS }
  }

  /** One process at a time. Throws 'record-locked' and what checkTail throws. */
  hold(): RecordHead {
    if (this.#held) {
      throw new RecordError('record-locked', 'Another process holds it.', 'Nothing was changed.')
    }
    const { seq } = this.head
    checkTail(recordFiles('memory'), this.#acknowledged, seq, (at) => this.hashes[at - 1] ?? null)
    this.#held = true
    this.acknowledge()
    return this.head
  }

  release(): void {
    this.#held = false
  }

  /** Throws the fault that is set. */
  checkRoom(): void {
    if (this.fault === null) return
    const errcode = this.fault === 'record-full' ? 13 : 10
    throw nameFailure(Object.assign(new Error('simulated'), { errcode }), 'memory')
  }

  write(batch: WrittenBatch): void {
    this.bodies.push(...batch.bodies)
    this.hashes.push(...batch.hashes)
  }

  acknowledge(): void {
    this.#acknowledged = this.head
  }

  /** A byte of a stored event changes, as on a failing disk. */
  damage(seq: number): void {
    this.bodies[seq - 1] = this.bodies[seq - 1]?.replace('"at":1', '"at":2') ?? ''
  }

  /** The last events vanish, as with a lost write-ahead log. */
  loseTail(count: number): void {
    this.bodies.length -= count
    this.hashes.length -= count
  }
}
