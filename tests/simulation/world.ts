import type { Clock } from '../../controller/engine/ports.ts'
import { Chance } from './chance.ts'
import { EventQueue } from './queue.ts'
import { Trace } from './trace.ts'

/** 9 January 2026, 09:00 in Bangkok: when every simulated sitting begins. */
const EPOCH = Date.UTC(2026, 0, 9, 2)

/** Something that must never happen has happened. */
export class Violation extends Error {
  /** Ids of what it is about: members, consoles, votes. */
  readonly subjects: readonly string[]
  readonly at: number

  constructor(sentence: string, subjects: readonly string[], at: number) {
    super(sentence)
    this.name = 'Violation'
    this.subjects = subjects
    this.at = at
  }
}

/** What everything in a run shares: its time, its chance, its trace, and the first thing that broke. */
export class World implements Clock {
  readonly queue = new EventQueue()
  readonly trace = new Trace(() => this.queue.now)
  readonly chance: Chance
  /** While true nothing goes wrong: links are perfect and nobody dies. */
  calm: boolean
  /** By how much the controller's clock is set wrong, ms. */
  clockError = 0
  violation: Violation | null = null
  readonly counts = { presses: 0, kills: 0, faults: 0 }

  constructor(seed: number, faults: boolean) {
    this.chance = new Chance(seed)
    this.calm = !faults
  }

  /** The controller's clock: epoch ms, an integer. */
  now(): number {
    return EPOCH + Math.floor(this.queue.now) + this.clockError
  }

  note(line: string): void {
    this.trace.note(line)
  }

  /** Something goes wrong on purpose. */
  fault(line: string): void {
    this.counts.faults += 1
    this.note(`! ${line}`)
  }

  /** Kept, not thrown: production code on the way would catch it. The run ends with this event. */
  fail(sentence: string, ...subjects: string[]): void {
    this.violation ??= new Violation(sentence, subjects, this.queue.now)
  }
}
