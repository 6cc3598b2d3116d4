import { Socket } from 'node:net'
import mqtt, { type MqttClient } from 'mqtt'
import type { Logger } from 'pino'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import {
  ConsoleDesired,
  ConsoleEvent,
  type BridgeReported,
  type ConsoleReported,
  type LineReport,
} from '../controller/protocol/device-messages.ts'
import { DEVICE_SCHEMAS, DeviceOrder } from '../controller/protocol/devices.ts'
import { parseTopic, topicOf, type DeviceKind } from '../controller/protocol/topics.ts'
import type { ConsoleDriver, ConsoleSink } from './drivers/console-driver.ts'
import type { DriverKind } from './drivers/device-driver.ts'
import type { DeviceSink } from './supervision/supervisor.ts'
import { VoteSealer } from './vote-sealer.ts'

/** The controller is told once a second at most; more would be read by nobody. */
const REPORT_MS = 1000
/** A bridge whose computer died is known to be gone after one and a half of these. */
const KEEPALIVE_S = 4
const CONNECT_TIMEOUT_MS = 2000
/** An event nobody has acknowledged by then is given back to its console, which repeats it. */
const ACKNOWLEDGE_MS = 1000
const FIRST_WAIT_MS = 50
/** A broker that starts again is found within half a second, and not hammered before. */
const LONGEST_WAIT_MS = 500
/** Ports and broker together stay within the 1.3 s a process has to end. */
const STOP_TIMEOUT_MS = 500
/** A console's is some hundred bytes, that of a mixer with 800 channels the most that is sent. */
const MAX_PAYLOAD_BYTES = 65_536

export class GatewayError extends Error {
  readonly code = 'broker-away'
  constructor() {
    super('The broker is not there. Nothing is lost: the console keeps the press and repeats it.')
    this.name = 'GatewayError'
  }
}

export interface GatewaySettings {
  /** Id of the bridge, and its name at the broker. */
  id: string
  url: string
  /** Read for every connection: at the first start of a chamber, the controller writes it later. */
  secret: () => string
  version: string
}

/** The devices beside our own consoles. Implementation: supervision/supervisor.ts. */
export interface Devices {
  readonly units: ReadonlyMap<string, { kind: DriverKind }>
  start(sink: DeviceSink): void
  stop(): Promise<void>
  desire(unit: string, desired: { revision: number; aim: unknown }): void
  order(unit: string, order: DeviceOrder): void
  /** Other makers' discussion systems, as the lines they are to the controller. */
  lineReports(): LineReport[]
}

const noDevices: Devices = {
  units: new Map(),
  start: () => undefined,
  stop: async () => undefined,
  desire: () => undefined,
  order: () => undefined,
  lineReports: () => [],
}

const isConsoleDesired = Compile(ConsoleDesired)
const isConsoleEvent = Compile(ConsoleEvent)
const isOrder = Compile(DeviceOrder)
const isDesired = Compile(Type.Object({ revision: Type.Integer(), aim: Type.Unknown() }))
const desiredChecks = new Map(
  Object.entries(DEVICE_SCHEMAS).map(([kind, { desired }]) => [kind, Compile(desired)]),
)

/**
 * The bridge at the broker: presses up, desired states down, and what is so now, retained. It keeps no
 * queue of presses: each waits in its console until the broker has acknowledged it here, one of a
 * console at a time, so there are never more under way than consoles.
 */
export class Gateway implements ConsoleSink {
  private readonly settings: GatewaySettings
  private readonly drivers: readonly ConsoleDriver[]
  private readonly devices: Devices
  private readonly log: Logger
  private readonly sealer = new VoteSealer()
  private client: MqttClient | null = null
  private timer: NodeJS.Timeout | null = null
  private reporting: NodeJS.Timeout | null = null
  private waitMs = FIRST_WAIT_MS
  private wanted = false
  private away = false
  /** What is so now, by topic: sent again on every new connection. */
  private readonly retained = new Map<string, string>()
  /** The highest revision heard on this connection. */
  private readonly revisions = new Map<string, number>()

  constructor(
    settings: GatewaySettings,
    drivers: readonly ConsoleDriver[],
    log: Logger,
    devices = noDevices,
  ) {
    this.settings = settings
    this.drivers = drivers
    this.devices = devices
    this.log = log
  }

  start(): void {
    this.wanted = true
    this.keep('bridge', this.settings.id, 'online', { online: true })
    for (const driver of this.drivers) driver.start(this)
    this.devices.start({
      reported: (kind, id, reported) => this.keep(kind, id, 'reported', reported),
      online: (kind, id, online) => this.keep(kind, id, 'online', { online }),
      event: (kind, id, event) => this.eventOf(kind, id, event),
    })
    this.reporting = setInterval(() => this.report(), REPORT_MS)
    this.connect()
  }

  /** Tells everybody that the consoles are gone, and leaves. Ends within 1 s. */
  async stop(): Promise<void> {
    this.wanted = false
    if (this.timer) clearTimeout(this.timer)
    if (this.reporting) clearInterval(this.reporting)
    await Promise.all([this.devices, ...this.drivers].map((driver) => driver.stop()))
    for (const driver of this.drivers)
      for (const console of driver.consoles) this.online(console, false)
    for (const [id, { kind }] of this.devices.units)
      this.keep(kind, id, 'online', { online: false })
    this.keep('bridge', this.settings.id, 'online', { online: false })
    const client = this.client
    this.client = null
    if (!client) return
    const left = client.endAsync()
    await Promise.race([left, new Promise((done) => setTimeout(done, STOP_TIMEOUT_MS).unref())])
    client.end(true)
  }

  async event(console: string, pressed: ConsoleEvent): Promise<void> {
    const event = await this.sealer.sealed(console, pressed)
    if (event === 'never') return this.log.warn({ console }, 'a late press of an earlier vote')
    if (event === 'later') throw new GatewayError()
    await this.publish('console', console, event)
  }

  /** Of a device beside our own consoles; what it may say was checked by the supervisor. */
  private eventOf(kind: DriverKind, id: string, event: unknown): Promise<void> {
    if (kind !== 'console') return this.publish(kind, id, event)
    return isConsoleEvent.Check(event) ? this.event(id, event) : Promise.resolve()
  }

  private async publish(kind: DeviceKind, id: string, event: unknown): Promise<void> {
    const client = this.client
    if (!client?.connected) throw new GatewayError()
    const topic = topicOf(kind, id, 'event')
    const acknowledged = client.publishAsync(topic, JSON.stringify(event), { qos: 1 })
    // The packet ids go round 1–65,535, so that a late acknowledgement meets no other press.
    const packetId = client.getLastMessageId()
    const timeout = setTimeout(() => client.removeOutgoingMessage(packetId), ACKNOWLEDGE_MS)
    try {
      await acknowledged
    } finally {
      clearTimeout(timeout)
    }
  }

  reported(console: string, reported: ConsoleReported): void {
    this.keep('console', console, 'reported', reported)
  }

  online(console: string, online: boolean): void {
    this.keep('console', console, 'online', { online })
  }

  private report(): void {
    const report: BridgeReported = {
      version: this.settings.version,
      lines: [...this.drivers.map((driver) => driver.report()), ...this.devices.lineReports()],
    }
    this.keep('bridge', this.settings.id, 'reported', report)
  }

  /** Publishes what is so now, if it is news, and on each new connection again. */
  private keep(kind: DeviceKind, id: string, leaf: 'reported' | 'online', value: object): void {
    const topic = topicOf(kind, id, leaf)
    const payload = JSON.stringify(value)
    if (this.retained.get(topic) === payload) return
    this.retained.set(topic, payload)
    this.send(topic, payload)
  }

  private send(topic: string, payload: string): void {
    if (!this.client?.connected) return
    // Not waited for: if the connection dies meanwhile, the next one sends it again.
    this.client.publish(topic, payload, { qos: 1, retain: true }, () => undefined)
  }

  private connect(): void {
    const { id, url } = this.settings
    const will = topicOf('bridge', id, 'online')
    const client = mqtt.connect(url, {
      clientId: id,
      username: id,
      password: this.settings.secret(),
      clean: true,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // A new client for each connection: one that reconnects by itself would send old presses again.
      reconnectPeriod: 0,
      will: { topic: will, payload: Buffer.from('{"online":false}'), qos: 1, retain: true },
    })
    this.client = client
    client.on('connect', () => this.connected(client))
    client.on('message', (topic, payload) => this.heard(topic, payload))
    client.on('error', (error) => this.failed(error.message))
    client.once('close', () => {
      client.end(true)
      this.disconnected(client)
    })
  }

  private connected(client: MqttClient): void {
    this.log.info({ broker: this.settings.url }, 'connected to the broker')
    this.away = false
    this.waitMs = FIRST_WAIT_MS
    this.revisions.clear()
    // A press must not wait for the acknowledgement of the one before it (Nagle's algorithm).
    if (client.stream instanceof Socket) client.stream.setNoDelay(true)
    for (const [topic, payload] of this.retained) this.send(topic, payload)
    const topics = this.drivers.flatMap((driver) =>
      driver.consoles.map((console) => topicOf('console', console, 'desired')),
    )
    for (const [id, { kind }] of this.devices.units)
      topics.push(topicOf(kind, id, 'desired'), topicOf(kind, id, 'order'))
    client.subscribe(topics, { qos: 1 }, (error) => {
      if (!error || !client.connected) return
      // The consoles whose states were granted work on; the others show what they showed.
      this.log.error({ why: error.message }, 'the broker refuses desired states of our consoles')
    })
  }

  private disconnected(client: MqttClient): void {
    if (this.client !== client || !this.wanted) return
    this.client = null
    this.failed('the connection ended')
    this.timer = setTimeout(() => this.connect(), this.waitMs)
    this.waitMs = Math.min(2 * this.waitMs, LONGEST_WAIT_MS)
  }

  /** Told once for each absence, not each time the broker is tried. */
  private failed(why: string): void {
    if (!this.away)
      this.log.warn(
        { broker: this.settings.url, why },
        'no broker: the consoles keep their presses',
      )
    this.away = true
  }

  private heard(topic: string, payload: Buffer): void {
    const parsed = parseTopic(topic)
    if (parsed === null || payload.length === 0) return
    const { kind, id, leaf } = parsed
    const message = payload.length <= MAX_PAYLOAD_BYTES ? parsedJson(payload) : null
    if (leaf === 'order' && isOrder.Check(message)) return this.devices.order(id, message)
    if (leaf === 'desired' && kind === 'console' && isConsoleDesired.Check(message)) {
      if (!this.isNewer(id, message.revision)) return
      this.sealer.desired(id, message)
      for (const driver of this.drivers) driver.desire(id, message)
      return this.devices.desire(id, message)
    }
    if (leaf === 'desired' && isDesired.Check(message) && desiredChecks.get(kind)?.Check(message)) {
      if (this.isNewer(id, message.revision)) this.devices.desire(id, message)
      return
    }
    this.log.warn({ topic }, 'what should be so was not understood and is left out')
  }

  private isNewer(id: string, revision: number): boolean {
    if (revision <= (this.revisions.get(id) ?? -1)) return false
    this.revisions.set(id, revision)
    return true
  }
}

function parsedJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return null
  }
}
