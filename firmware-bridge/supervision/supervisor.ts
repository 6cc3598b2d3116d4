import type { ChildProcess } from 'node:child_process'
import type { Logger } from 'pino'
import type { DriverJob } from '../../config/room-devices.ts'
import type { LineReport } from '../../controller/protocol/device-messages.ts'
import type { DeviceOrder, OrderDone, Problem } from '../../controller/protocol/devices.ts'
import type { BridgeTime } from '../bridge-time.ts'
import type { DriverKind } from '../drivers/device-driver.ts'
import { Crew } from './crew.ts'
import type { FromDrivers } from './messages.ts'
import { SupervisedUnit } from './supervised-unit.ts'
import { systemReport } from './system-report.ts'

/** A process takes 100 MB: one for each device would be too much, one for all too little. */
const LINES_A_CREW = 32
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000
/** A crew that worked this long was not started in vain. */
const CALM_MS = 60_000
/** What is retained follows what is so ten times a second at most, figures alone each five seconds. */
const TELL_MS = 100
const FIGURES_MS = 5000

export interface DeviceSink {
  /** Retained. `reported` is a DeviceReported of the kind, or a ConsoleReported. */
  reported(kind: DriverKind, unit: string, reported: object): void
  online(kind: DriverKind, unit: string, online: boolean): void
  /** Resolves when the broker has it; rejects when nobody has it. */
  event(kind: DriverKind, unit: string, event: unknown): Promise<void>
}

export interface SupervisorParts {
  /** Starts a process of drivers. */
  fork(): ChildProcess
  /** Content of a unit's secret file; null where there is none. */
  secretOf(path: string | null): string | null
  time: BridgeTime
  log: Logger
}

interface Line {
  readonly job: DriverJob
  readonly units: readonly SupervisedUnit[]
  crew: Crew | null
  /** A new one each time it is opened: what an earlier one still says is over. */
  number: number
  /** Its crew fell and is started again by itself. */
  isAwaited: boolean
}

interface Told {
  online: boolean | null
  isNews: boolean
  figuresAt: number
}

/**
 * Keeps the drivers of devices at work in processes of their own, and everybody else safe from them.
 * Lines of one driver share a process until it falls; then each half gets its own, and so on, until
 * the one that falls is alone: it is quarantined, and the others never meet it again.
 */
export class Supervisor {
  readonly units = new Map<string, SupervisedUnit>()
  readonly #parts: SupervisorParts
  readonly #lines: readonly Line[]
  readonly #told = new Map<SupervisedUnit, Told>()
  readonly #crews = new Set<Crew>()
  #sink: DeviceSink | null = null
  #numbers = 0
  readonly #cancels = new Set<() => void>()

  constructor(jobs: readonly DriverJob[], parts: SupervisorParts) {
    this.#parts = parts
    this.#lines = jobs.map((job) => {
      const units = job.units.map((unit) => new SupervisedUnit(job.kind, unit, parts.time))
      for (const unit of units) {
        this.units.set(unit.id, unit)
        this.#told.set(unit, { online: null, isNews: true, figuresAt: -Infinity })
      }
      return { job, units, crew: null, number: -1, isAwaited: false }
    })
  }

  start(sink: DeviceSink): void {
    this.#sink = sink
    const byDriver = Map.groupBy(this.#lines, (line) => line.job.driver)
    for (const lines of byDriver.values())
      for (let at = 0; at < lines.length; at += LINES_A_CREW)
        this.#startCrew(lines.slice(at, at + LINES_A_CREW), FIRST_WAIT_MS)
    this.#tellAgain()
  }

  /** Ends within 0.7 s. */
  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel()
    this.#cancels.clear()
    await Promise.all([...this.#crews].map((crew) => crew.stop()))
    this.#crews.clear()
  }

  desire(id: string, desired: { revision: number; aim: unknown }): void {
    const unit = this.units.get(id)
    if (unit === undefined) return
    unit.desired = desired
    this.#note(unit)
    const line = this.#lineOf(unit)
    line?.crew?.send({ type: 'desire', line: line.number, unit: id, desired })
  }

  order(id: string, order: DeviceOrder): void {
    const unit = this.units.get(id)
    if (unit === undefined) return
    if (order.type === 'release') {
      unit.conduct.release()
      unit.awaits(null)
      this.#done(unit, order.order, null)
      this.#reopen(this.#lineOf(unit))
      return this.#note(unit)
    }
    const line = this.#lineOf(unit)
    if (line?.crew && unit.conduct.quarantine === null)
      return line.crew.send({ type: 'order', line: line.number, unit: id, order })
    const text = 'Its driver does not run now: release it from its quarantine, or wait.'
    this.#done(unit, order.order, { code: 'driver-away', text })
  }

  lineReports(): LineReport[] {
    return this.#lines.flatMap(({ job, units }) =>
      job.system === null ? [] : [systemReport(job.system, units)],
    )
  }

  #startCrew(lines: readonly Line[], waitMs: number): void {
    const startedAt = this.#parts.time.now()
    const crew: Crew = new Crew({
      fork: () => this.#parts.fork(),
      time: this.#parts.time,
      onSaid: (message) => this.#hear(message),
      onFell: (problem) => {
        this.#crews.delete(crew)
        const ran = this.#parts.time.now() - startedAt
        this.#crewFell(lines, problem, ran > CALM_MS ? FIRST_WAIT_MS : waitMs)
      },
    })
    this.#crews.add(crew)
    crew.start()
    for (const line of lines) {
      line.crew = crew
      line.isAwaited = false
      this.#open(line)
    }
  }

  #crewFell(lines: readonly Line[], problem: Problem, waitMs: number): void {
    const isAlone = lines.length === 1
    this.#parts.log.warn(
      { code: problem.code, lines: lines.map((line) => line.job.id) },
      problem.text,
    )
    for (const line of lines) {
      line.crew = null
      for (const unit of line.units) this.#unitFell(unit, problem, isAlone)
    }
    // One that is quarantined as a whole is started again by whoever releases it.
    const awaited = lines.filter((line) => line.units.some((it) => it.conduct.quarantine === null))
    for (const line of awaited) line.isAwaited = true
    const half = Math.ceil(awaited.length / 2)
    const parts = isAlone ? [awaited] : [awaited.slice(0, half), awaited.slice(half)]
    const next = Math.min(2 * waitMs, LONGEST_WAIT_MS)
    this.#after(waitMs * (1 - Math.random() / 2), () => {
      for (const part of parts) if (part.length > 0) this.#startCrew(part, next)
    })
  }

  #unitFell(unit: SupervisedUnit, problem: Problem, isAlone: boolean): void {
    if (unit.conduct.quarantine !== null) return
    unit.fell(problem)
    if (isAlone) unit.conduct.fell(this.#parts.time.now(), problem)
    this.#note(unit)
  }

  #open(line: Line): void {
    line.number = this.#numbers++
    const units = line.units.filter((unit) => unit.conduct.quarantine === null)
    if (units.length === 0 || line.crew === null) return
    const { driver, kind, address } = line.job
    const asked = units.map(({ job: { secretFile, ...unit } }) => {
      return { ...unit, secret: this.#parts.secretOf(secretFile) }
    })
    line.crew.send({
      type: 'open',
      line: line.number,
      job: { driver, kind, address, units: asked },
    })
    for (const { id, desired } of units)
      if (desired !== null) line.crew.send({ type: 'desire', line: line.number, unit: id, desired })
  }

  /** Without those of its units that are quarantined now. */
  #reopen(line: Line | undefined): void {
    if (line === undefined || line.isAwaited) return
    // It fell alone and was quarantined: nobody else starts it.
    if (line.crew === null) return this.#startCrew([line], FIRST_WAIT_MS)
    line.crew.send({ type: 'close', line: line.number })
    this.#open(line)
  }

  #hear(message: Exclude<FromDrivers, { type: 'beat' }>): void {
    const line = this.#lines.find((it) => it.number === message.line)
    if (line === undefined) return
    if (message.type === 'failed') return this.#lineFailed(line, message)
    const unit = line.units.find((it) => it.id === message.unit)
    if (unit === undefined || unit.conduct.quarantine !== null) return
    switch (message.type) {
      case 'online':
        if (unit.heardOnline(message)) this.#reopen(line)
        break
      case 'reported':
        if (!unit.heardReport(message))
          this.#parts.log.warn({ unit: unit.id }, 'a driver reported what is not of its kind')
        break
      case 'health':
        return unit.heardHealth(message.health)
      case 'event':
        return void this.#deliver(line, unit, message)
      case 'done':
        return this.#done(unit, message.order, message.problem)
    }
    this.#note(unit)
  }

  #lineFailed(line: Line, { why, problem }: Extract<FromDrivers, { type: 'failed' }>): void {
    const now = this.#parts.time.now()
    this.#parts.log.warn({ code: problem.code, line: line.job.id }, problem.text)
    for (const unit of line.units) {
      if (unit.conduct.quarantine !== null) continue
      if (why === 'refused') unit.awaits(problem)
      else unit.fell(problem)
      if (why === 'floods') unit.conduct.confine(now, problem)
      if (why === 'hangs') unit.conduct.fell(now, problem)
      this.#note(unit)
    }
    if (why !== 'refused') this.#reopen(line)
  }

  async #deliver(
    line: Line,
    unit: SupervisedUnit,
    { number, event }: Extract<FromDrivers, { type: 'event' }>,
  ): Promise<void> {
    const { crew } = line
    if (unit.conduct.spoke(this.#parts.time.now())) {
      this.#note(unit)
      return this.#reopen(line)
    }
    const sink = this.#sink
    const isEvent = unit.isEvent(event)
    if (!isEvent)
      this.#parts.log.warn({ unit: unit.id }, 'a driver sent what is no event of its kind')
    const delivered =
      isEvent &&
      sink !== null &&
      (await sink.event(unit.kind, unit.id, event).then(
        () => true,
        () => false,
      ))
    crew?.send({ type: 'delivered', number, delivered })
  }

  #done(unit: SupervisedUnit, order: string, problem: Problem | null): void {
    const done: OrderDone = { type: 'done', order, problem }
    // Whoever gave the order gives it again where the answer does not come.
    this.#sink?.event(unit.kind, unit.id, done).catch(() => undefined)
  }

  #lineOf(unit: SupervisedUnit): Line | undefined {
    return this.#lines.find((line) => line.units.includes(unit))
  }

  #note(unit: SupervisedUnit): void {
    const told = this.#told.get(unit)
    if (told) told.isNews = true
  }

  #tellAgain(): void {
    const now = this.#parts.time.now()
    for (const [unit, told] of this.#told) {
      if (unit.conduct.isReleased(now)) {
        unit.awaits(null)
        this.#reopen(this.#lineOf(unit))
        told.isNews = true
      }
      if (!told.isNews && now - told.figuresAt < FIGURES_MS) continue
      told.isNews = false
      told.figuresAt = now
      this.#sink?.reported(unit.kind, unit.id, unit.reported())
      if (told.online !== unit.online) this.#sink?.online(unit.kind, unit.id, unit.online)
      told.online = unit.online
    }
    this.#after(TELL_MS, () => this.#tellAgain())
  }

  #after(ms: number, run: () => void): void {
    const cancel = this.#parts.time.after(ms, () => {
      this.#cancels.delete(cancel)
      run()
    })
    this.#cancels.add(cancel)
  }
}
