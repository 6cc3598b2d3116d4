import { hashOf } from '../core/persistent-map.ts'
import type { FaultSource } from '../protocol/commands.ts'
import type { FaultId } from '../protocol/ids.ts'
import type { Engine, Scheduler } from './ports.ts'

/**
 * What came and went within one beat was no fault: a busy bridge may miss a console for some hundred
 * milliseconds, and a desk that blinks teaches people to look away.
 */
const BEAT_MS = 1000

/**
 * 32 a second: when a broker takes 1,200 consoles with it, the record and the desk get a steady
 * trickle, and most of it is dropped again unwritten once they return.
 */
const COMMANDS_A_BEAT = 32

/** Every console, bridge and line of the largest chamber, twice over. */
const PENDING_LIMIT = 8192

export interface FaultReport {
  code: string
  source: FaultSource
  detail: string
}

/** Turns what breaks and heals outside into RaiseFault and ResolveFault, a few at a time. */
export class FaultWatch {
  readonly #engine: Pick<Engine, 'state' | 'submit'>
  readonly #scheduler: Scheduler
  /** The newest word on each fault: a report to raise it, null to resolve it. */
  readonly #pending = new Map<FaultId, FaultReport | null>()
  /** Handed in and not answered: until it is, nobody knows whether the fault is open. */
  readonly #underWay = new Set<FaultId>()
  #stop: () => void = () => undefined

  constructor(parts: { engine: Pick<Engine, 'state' | 'submit'>; scheduler: Scheduler }) {
    this.#engine = parts.engine
    this.#scheduler = parts.scheduler
  }

  start(): void {
    this.#stop = this.#scheduler.every(BEAT_MS, () => this.#beat())
  }

  stop(): void {
    this.#stop()
  }

  raise(report: FaultReport): void {
    this.#note(faultIdOf(report.code, report.source), report)
  }

  resolve(code: string, source: FaultSource): void {
    this.#note(faultIdOf(code, source), null)
  }

  #note(fault: FaultId, report: FaultReport | null): void {
    if (this.#pending.size < PENDING_LIMIT || this.#pending.has(fault))
      this.#pending.set(fault, report)
  }

  #beat(): void {
    const known = new Set(this.#engine.state.faults.map(({ id }) => id))
    let left = COMMANDS_A_BEAT
    for (const [fault, report] of this.#pending) {
      if (left === 0) return
      if (this.#underWay.has(fault)) continue
      this.#pending.delete(fault)
      // Already as it should be: raised before, or never raised.
      if (known.has(fault) === (report !== null)) continue
      left -= 1
      void this.#submit(fault, report)
    }
  }

  async #submit(fault: FaultId, report: FaultReport | null): Promise<void> {
    this.#underWay.add(fault)
    const outcome = await this.#engine.submit(
      report === null
        ? { type: 'ResolveFault', fault }
        : { type: 'RaiseFault', fault, ...report, detail: report.detail.slice(0, 500) },
      { kind: 'system', part: 'devices' },
      fault,
    )
    this.#underWay.delete(fault)
    const again = !outcome.ok && (outcome.code === 'busy' || outcome.code === 'record-unavailable')
    // Newer word may have come in the meantime: it wins.
    if (again && !this.#pending.has(fault)) this.#note(fault, report)
  }
}

/** One open fault for each thing and code; an id is 40 characters at most. */
export function faultIdOf(code: string, source: FaultSource): FaultId {
  const plain = `${code}-${source.id}`
  return /^[A-Za-z0-9_-]{1,40}$/.test(plain)
    ? plain
    : `${code.slice(0, 30)}-${hashOf(`${source.kind} ${source.id}`).toString(36)}`
}
