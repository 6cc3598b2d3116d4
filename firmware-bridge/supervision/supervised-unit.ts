import { Compile } from 'typebox/compile'
import type { JobUnit } from '../../config/room-devices.ts'
import { ConsoleEvent, ConsoleReported } from '../../controller/protocol/device-messages.ts'
import {
  DEVICE_SCHEMAS,
  type DeviceHealth,
  type DeviceStanding,
  type Problem,
} from '../../controller/protocol/devices.ts'
import type { BridgeTime } from '../bridge-time.ts'
import { unknownIdentity, type DriverKind } from '../drivers/device-driver.ts'
import { Conduct } from './conduct.ts'
import type { FromDrivers } from './messages.ts'

type Said<T extends FromDrivers['type']> = Extract<FromDrivers, { type: T }>

const schemas = { console: { reported: ConsoleReported, event: ConsoleEvent }, ...DEVICE_SCHEMAS }
const reportChecks = new Map(
  Object.entries(schemas).map(([kind, { reported }]) => [kind, Compile(reported)]),
)
const eventChecks = new Map(
  Object.entries(schemas).map(([kind, { event }]) => [kind, Compile(event)]),
)

const untouched: DeviceHealth = {
  latencyMs: null,
  sent: 0,
  failures: 0,
  failurePermille: 0,
  frames: 0,
  badFrames: 0,
  hangUps: 0,
  falls: 0,
  lastFrameAt: null,
}

/** One device as the bridge knows it: what its driver said of it, and how both behave. */
export class SupervisedUnit {
  readonly kind: DriverKind
  readonly job: JobUnit
  readonly conduct = new Conduct()
  desired: { revision: number; aim: unknown } | null = null
  readonly #time: BridgeTime
  #online = false
  #wasHeard = false
  #away: Problem | null = null
  #report: Said<'reported'> | null = null
  #health = untouched

  constructor(kind: DriverKind, job: JobUnit, time: BridgeTime) {
    this.kind = kind
    this.job = job
    this.#time = time
  }

  get id(): string {
    return this.job.id
  }

  get online(): boolean {
    return this.#online && this.conduct.quarantine === null
  }

  get health(): DeviceHealth {
    return this.#health
  }

  /** True where it is to be quarantined for it. */
  heardOnline({ online, problem }: Said<'online'>): boolean {
    const isLoss = this.#online && !online
    this.#online = online
    this.#wasHeard = true
    this.#away = problem
    return isLoss && this.conduct.lost(this.#time.now())
  }

  /** False where it is not of the contract: then what was known stays. */
  heardReport(report: Said<'reported'>): boolean {
    const before = this.#report
    this.#report = report
    if (reportChecks.get(this.kind)?.Check(this.reported()) === true) return true
    this.#report = before
    return false
  }

  heardHealth(health: Said<'health'>['health']): void {
    this.#health = { ...health, falls: this.#health.falls }
  }

  isEvent(event: unknown): boolean {
    const isDone =
      typeof event === 'object' && event !== null && 'type' in event && event.type === 'done'
    return !isDone && eventChecks.get(this.kind)?.Check(event) === true
  }

  /** Its driver is gone, for the reason given. */
  fell(problem: Problem): void {
    this.#online = false
    this.#wasHeard = true
    this.#away = problem
    this.#health = { ...this.#health, falls: this.#health.falls + 1 }
  }

  /** What it asks of its driver cannot be had; or it waits for its driver. */
  awaits(problem: Problem | null): void {
    this.#online = false
    this.#wasHeard = problem !== null
    this.#away = problem
  }

  /** What is retained for it: a DeviceReported of its kind, or a ConsoleReported. */
  reported(): object {
    const { quarantine } = this.conduct
    const report = this.#report
    const problem = quarantine?.problem ?? (this.#online ? (report?.problem ?? null) : this.#away)
    const revision = report?.revision ?? 0
    if (this.kind === 'console') {
      const state = report?.state
      const open =
        typeof state === 'object' && state !== null && 'microphone' in state
          ? state.microphone
          : 'closed'
      const firmware = report?.identity.firmware.slice(0, 40) ?? ''
      return { revision, microphone: open, firmware, problem: problem?.text.slice(0, 200) ?? null }
    }
    return {
      revision,
      standing: this.#standing,
      until: quarantine === null ? null : this.#epochOf(quarantine.until),
      state: report?.state ?? null,
      abilities: report?.abilities ?? [],
      identity: report?.identity ?? unknownIdentity,
      problem,
      health: this.#health,
    }
  }

  get #standing(): DeviceStanding {
    if (this.conduct.quarantine !== null) return 'quarantined'
    if (!this.#online) return this.#wasHeard ? 'absent' : 'starting'
    const isDone = this.desired === null || (this.#report?.revision ?? 0) >= this.desired.revision
    return isDone ? 'as-desired' : 'converging'
  }

  #epochOf(now: number): number {
    return Math.round(this.#time.epoch() + now - this.#time.now())
  }
}
