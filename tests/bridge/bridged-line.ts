import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt, { type MqttClient } from 'mqtt'
import pino from 'pino'
import { Compile } from 'typebox/compile'
import { accessFor } from '../../controller/adapters/broker/access.ts'
import { EmbeddedBroker } from '../../controller/adapters/broker/embedded.ts'
import { CONTROLLER_USER } from '../../controller/protocol/credentials.ts'
import {
  BridgeReported,
  ConsoleEvent,
  ConsoleReported,
  Online,
  type ConsoleAim,
  type LineReport,
} from '../../controller/protocol/device-messages.ts'
import { parseTopic, topicOf } from '../../controller/protocol/topics.ts'
import { openBallotTags } from '../../firmware-bridge/ballot-tags.ts'
import { ChamberBusDriver } from '../../firmware-bridge/drivers/chamber-bus/driver.ts'
import { Gateway } from '../../firmware-bridge/gateway.ts'
import { serialTransport } from '../../firmware-bridge/transports/serial.ts'
import { SimulatedLine } from '../simulated/line/line.ts'
import { PtyCable } from '../simulated/line/pty.ts'

const BRIDGE = 'bridge-1'
const silence = pino({ level: 'silent' })
const isEvent = Compile(ConsoleEvent)
const isReported = Compile(ConsoleReported)
const isOnline = Compile(Online)
const isBridgeReported = Compile(BridgeReported)

export const nothingToShow: ConsoleAim = {
  microphone: 'closed',
  talk: 'off',
  place: 0,
  present: false,
  ballot: null,
}

/** Name of the console with this address. */
export const consoleName = (address: number): string => `console-${address}`

/**
 * A bridge between a real broker and a simulated line of consoles on a pseudo-terminal, with what
 * the controller would hear and say. Everything in this process but socat.
 */
export class BridgedLine {
  readonly addresses: readonly number[]
  readonly events: { console: string; event: ConsoleEvent; at: number }[] = []
  readonly reported = new Map<string, ConsoleReported>()
  readonly online = new Map<string, boolean>()
  bridgeReported: BridgeReported | null = null
  bridgeOnline: boolean | null = null
  /** What broke the contract. */
  readonly broken: string[] = []
  onEvent: (console: string) => void = () => undefined
  readonly cable: PtyCable
  readonly line: SimulatedLine
  private readonly folder: string
  private broker: EmbeddedBroker | null = null
  private port = 0
  private gateway: Gateway | null = null
  private driver: ChamberBusDriver | null = null
  private controller: MqttClient | null = null

  private constructor(folder: string, consoles: number) {
    this.folder = folder
    this.addresses = Array.from({ length: consoles }, (_, at) => at + 1)
    this.cable = new PtyCable(join(folder, 'line'))
    this.line = new SimulatedLine({ port: this.cable.consoleEnd, addresses: this.addresses })
  }

  static async start(consoles: number): Promise<BridgedLine> {
    const folder = await mkdtemp(join(tmpdir(), 'sapha-bridge-'))
    const bridged = new BridgedLine(folder, consoles)
    await bridged.plug()
    await bridged.startBroker()
    bridged.startBridge()
    return bridged
  }

  async stop(): Promise<void> {
    await this.stopBridge()
    await this.stopBroker()
    await this.pull()
    await rm(this.folder, { recursive: true })
  }

  async plug(): Promise<void> {
    await this.cable.start()
    await this.line.start()
  }

  async pull(): Promise<void> {
    await this.line.stop()
    await this.cable.stop()
  }

  /** Any free port at first, the same one later. */
  async startBroker(): Promise<void> {
    const consoles = this.addresses.map(consoleName)
    const broker = new EmbeddedBroker({
      access: accessFor({ consoles: [], bridges: [{ id: BRIDGE, consoles }] }),
      isPassword: (user, password) => password.toString() === `secret of ${user}`,
      onMisbehaviour: (report) => this.broken.push(report.detail),
    })
    await broker.start()
    this.port = await broker.listen('127.0.0.1', this.port)
    this.broker = broker
    this.controller = mqtt.connect(`mqtt://127.0.0.1:${this.port}`, {
      clientId: CONTROLLER_USER,
      username: CONTROLLER_USER,
      password: `secret of ${CONTROLLER_USER}`,
      reconnectPeriod: 0,
    })
    this.controller.on('message', (topic, payload) => this.hear(topic, payload))
    this.controller.on('error', () => undefined)
    await this.controller.subscribeAsync('chamber/v1/+/+/+', { qos: 1 })
  }

  async stopBroker(): Promise<void> {
    this.controller?.end(true)
    await this.broker?.stop()
  }

  startBridge(): void {
    this.driver = new ChamberBusDriver(
      {
        id: 'line-1',
        baudRate: 115_200,
        slotBits: 8,
        latencyMs: 20,
        consoles: this.addresses.map((address) => ({ address, console: consoleName(address) })),
      },
      serialTransport(this.cable.bridgeEnd, 115_200),
      openBallotTags(join(this.folder, 'tags.json')),
      silence,
    )
    this.gateway = new Gateway(
      {
        id: BRIDGE,
        url: `mqtt://127.0.0.1:${this.port}`,
        secret: () => `secret of ${BRIDGE}`,
        version: 'test',
      },
      [this.driver],
      silence,
    )
    this.gateway.start()
  }

  async stopBridge(): Promise<void> {
    await this.gateway?.stop()
    this.gateway = null
  }

  async desire(address: number, revision: number, aim: Partial<ConsoleAim>): Promise<void> {
    const desired = { revision, aim: { ...nothingToShow, ...aim } }
    const topic = topicOf('console', consoleName(address), 'desired')
    await this.say(topic, JSON.stringify(desired))
  }

  /** What the bridge itself says of its line, with or without a broker to tell it to. */
  lineReport(): LineReport | undefined {
    return this.driver?.report()
  }

  /** Says anything under any topic, as the controller. */
  async say(topic: string, payload: string): Promise<void> {
    await this.controller?.publishAsync(topic, payload, { qos: 1, retain: true })
  }

  everyoneOnline(): boolean {
    return this.addresses.every((address) => this.online.get(consoleName(address)) === true)
  }

  private hear(topic: string, payload: Buffer): void {
    const parsed = parseTopic(topic)
    if (parsed?.leaf === 'desired') return
    const value: unknown = JSON.parse(payload.toString())
    if (parsed?.kind === 'console' && parsed.leaf === 'event' && isEvent.Check(value)) {
      this.events.push({ console: parsed.id, event: value, at: performance.now() })
      this.onEvent(parsed.id)
    } else if (parsed?.kind === 'console' && parsed.leaf === 'reported' && isReported.Check(value))
      this.reported.set(parsed.id, value)
    else if (parsed?.kind === 'console' && parsed.leaf === 'online' && isOnline.Check(value))
      this.online.set(parsed.id, value.online)
    else if (parsed?.kind === 'bridge' && parsed.leaf === 'online' && isOnline.Check(value))
      this.bridgeOnline = value.online
    else if (parsed?.leaf === 'reported' && isBridgeReported.Check(value))
      this.bridgeReported = value
    else this.broken.push(`${topic} ${payload.toString()}`)
  }
}
