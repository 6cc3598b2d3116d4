import { Compile } from 'typebox/compile'
import pino from 'pino'
import {
  ConsoleDesired,
  type BridgeReported,
  type ConsoleEvent,
  type ConsoleReported,
} from '../../controller/protocol/device-messages.ts'
import type { ConsoleId } from '../../controller/protocol/ids.ts'
import { topicOf } from '../../controller/protocol/topics.ts'
import { ChamberBusDriver } from '../../firmware-bridge/drivers/chamber-bus/driver.ts'
import type { BallotTags, ConsoleSink } from '../../firmware-bridge/drivers/console-driver.ts'
import { VoteSealer } from '../../firmware-bridge/vote-sealer.ts'
import type { Device, Session } from './broker.ts'
import type { Checker } from './checker.ts'
import type { Envelopes } from './envelopes.ts'
import type { LineTime } from './line-time.ts'
import type { Network } from './network.ts'
import type { Planned } from './queue.ts'
import { BAUD_RATE, type SerialWire } from './serial-wire.ts'
import type { World } from './world.ts'

/** As the production bridge does. */
const REPORT_MS = 1000
const ACKNOWLEDGE_MS = 1000
const RECONNECT_MS = [50, 500] as const

const isDesired = Compile(ConsoleDesired)
const silentLog = pino({ level: 'silent' })

/** One serial line of a bridge. */
export interface BridgedLine {
  wire: SerialWire
  time: LineTime
  consoles: readonly { address: number; console: ConsoleId }[]
}

export interface BridgeParts {
  world: World
  network: Network
  envelopes: Envelopes
  checker: Checker
}

/** A firmware bridge: its production driver and bus, on simulated cables and a simulated broker. */
export class SimulatedBridge implements Device, ConsoleSink {
  readonly kind = 'bridge'
  readonly id: string
  readonly consoles: readonly ConsoleId[]
  readonly #world: World
  readonly #network: Network
  readonly #envelopes: Envelopes
  readonly #checker: Checker
  readonly #lines: readonly BridgedLine[]
  readonly #tags: BallotTags
  #drivers: ChamberBusDriver[] = []
  #sealer: VoteSealer
  #session: Session | null = null
  running = false
  readonly #retained = new Map<string, string>()
  readonly #revisions = new Map<ConsoleId, number>()
  /** What rejects the events that nobody has acknowledged. */
  readonly #underWay = new Set<(error: Error) => void>()
  #reporting: Planned | null = null

  constructor(id: string, lines: readonly BridgedLine[], tags: BallotTags, parts: BridgeParts) {
    this.id = id
    this.#lines = lines
    this.#tags = tags
    this.#world = parts.world
    this.#network = parts.network
    this.#envelopes = parts.envelopes
    this.#checker = parts.checker
    this.#sealer = this.#newSealer()
    this.consoles = lines.flatMap(({ consoles }) => consoles.map(({ console }) => console))
  }

  start(): void {
    this.running = true
    this.#sealer = this.#newSealer()
    this.#keep(topicOf('bridge', this.id, 'online'), { online: true })
    this.#drivers = this.#lines.map(({ wire, time, consoles }) => {
      wire.wake()
      const settings = { id: wire.name, baudRate: BAUD_RATE, slotBits: 8, latencyMs: 20, consoles }
      const driver = new ChamberBusDriver(settings, wire, this.#tags, silentLog, time)
      wire.someSilent = () => driver.report().silent.length > 0
      driver.start(this)
      return driver
    })
    this.#world.queue.stir()
    this.#report()
    this.#connect()
  }

  /** Its process is killed. */
  die(): void {
    this.running = false
    this.#world.queue.cancel(this.#reporting)
    for (const { wire } of this.#lines) wire.wake()
    for (const driver of this.#drivers) void driver.stop()
    this.#drivers = []
    this.#retained.clear()
    const session = this.#session
    this.#session = null
    session?.connection.break()
    this.#giveBack()
  }

  async event(console: ConsoleId, pressed: ConsoleEvent): Promise<void> {
    this.#world.queue.stir()
    const event = await this.#sealer.sealed(console, pressed)
    if (event === 'never') return this.#checker.withheld(console, pressed.pressId)
    const session = this.#session
    if (session === null || event === 'later') return this.#refuse()
    return new Promise((resolve, reject) => {
      const { queue } = this.#world
      const end = (settle: () => void) => {
        queue.cancel(timeout)
        this.#underWay.delete(giveBack)
        queue.stir()
        settle()
      }
      const giveBack = (error: Error) => end(() => reject(error))
      const timeout = queue.after(ACKNOWLEDGE_MS, () => giveBack(new Error('not acknowledged')))
      this.#underWay.add(giveBack)
      const topic = topicOf('console', console, 'event')
      session.publish(topic, JSON.stringify(event), () => end(resolve))
    })
  }

  reported(console: ConsoleId, reported: ConsoleReported): void {
    this.#keep(topicOf('console', console, 'reported'), reported)
  }

  online(console: ConsoleId, online: boolean): void {
    this.#keep(topicOf('console', console, 'online'), { online })
  }

  onDesired(console: ConsoleId, text: string): void {
    if (!this.running) return
    const desired: unknown = JSON.parse(text)
    if (!isDesired.Check(desired))
      return this.#world.fail(`${this.id} was told what is not of the contract`, console)
    if (desired.revision <= (this.#revisions.get(console) ?? -1)) return
    this.#revisions.set(console, desired.revision)
    this.#sealer.desired(console, desired)
    for (const driver of this.#drivers) driver.desire(console, desired)
    for (const { wire } of this.#lines) wire.wake()
  }

  onClosed(session: Session): void {
    if (this.#session !== session) return
    this.#session = null
    this.#giveBack()
    this.#connectLater()
  }

  /** One life of the bridge remembers nothing of the one before. */
  #newSealer(): VoteSealer {
    return new VoteSealer((vote) => Promise.resolve(this.#envelopes.seal(vote)))
  }

  #refuse(): Promise<never> {
    this.#world.queue.stir()
    return Promise.reject(new Error('no broker'))
  }

  #giveBack(): void {
    for (const giveBack of [...this.#underWay]) giveBack(new Error('the connection ended'))
  }

  #connectLater(): void {
    const { queue, chance } = this.#world
    queue.after(chance.between(...RECONNECT_MS), () => this.#connect())
  }

  #connect(): void {
    if (!this.running || this.#session !== null) return
    this.#revisions.clear()
    this.#session = this.#network.broker?.connect(this) ?? null
    if (this.#session === null) return this.#connectLater()
    for (const [topic, text] of this.#retained) this.#session.publish(topic, text)
  }

  #report(): void {
    if (!this.running) return
    const lines = this.#drivers.map((driver) => driver.report())
    const report: BridgeReported = { version: 'simulated', lines }
    this.#keep(topicOf('bridge', this.id, 'reported'), report)
    this.#reporting = this.#world.queue.after(REPORT_MS, () => this.#report())
  }

  #keep(topic: string, value: object): void {
    const text = JSON.stringify(value)
    if (this.#retained.get(topic) === text) return
    this.#retained.set(topic, text)
    this.#session?.publish(topic, text)
  }
}
