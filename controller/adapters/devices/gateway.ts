import { Socket } from 'node:net'
import mqtt, { type MqttClient, type IPublishPacket } from 'mqtt'
import type {
  DeviceHandlers,
  DevicesPort,
  RoomDeviceHandlers,
  RoomDevicesPort,
} from '../../engine/ports.ts'
import { CONTROLLER_USER } from '../../protocol/credentials.ts'
import type { ConsoleAim } from '../../protocol/device-messages.ts'
import type { DeviceAim, DeviceOrder, RoomDeviceKind } from '../../protocol/devices.ts'
import type { ConsoleId, DeviceId } from '../../protocol/ids.ts'
import { TOPIC_ROOT, topicOf } from '../../protocol/topics.ts'
import { withoutNumberCache } from '../broker/number-cache.ts'
import { Inbound, type KnownDevices } from './inbound.ts'
import { Outbox } from './outbox.ts'
import { PacketWriter } from './packet-writer.ts'

export class GatewayError extends Error {
  readonly code: 'broker-unreachable' | 'broker-login-refused'
  constructor(code: GatewayError['code'], message: string) {
    super(message)
    this.name = 'GatewayError'
    this.code = code
  }
}

export interface GatewayOptions {
  /** The broker's: mqtt:// or mqtts:// */
  url: string
  password: string
  known: KnownDevices
  /** How long a broker may take to let us in at the start. */
  startTimeoutMs?: number
}

const START_TIMEOUT_MS = 10_000
const RECONNECT_MS = 250
/**
 * Events handed in and not yet decided. More than this wait in the connection: a burst of 1,200
 * consoles pressing three times must not, as waiting would split it into several fsyncs.
 */
const MAX_UNDECIDED = 4_096

/** The devices behind an MQTT broker, to which the controller is a client like any other. */
export class MqttGateway implements DevicesPort, RoomDevicesPort {
  readonly #options: GatewayOptions
  readonly #outbox: Outbox
  /** Of devices beside consoles, by topic: a room full of them keeps no lamp waiting. */
  readonly #deviceOutbox: Outbox
  #client: MqttClient | null = null
  #writer: PacketWriter | null = null
  #inbound: Inbound | null = null
  #undecided = 0
  #readOn: (() => void) | null = null

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#outbox = new Outbox((id, text, onAcknowledged) =>
      this.#writer?.publish(topicOf('console', id, 'desired'), text, onAcknowledged),
    )
    this.#deviceOutbox = new Outbox((topic, text, onAcknowledged) =>
      this.#writer?.publish(topic, text, onAcknowledged),
    )
  }

  /** How many consoles have a desired state that the broker has not acknowledged. */
  get pending(): number {
    return this.#outbox.pending
  }

  async start(handlers: DeviceHandlers, devices: RoomDeviceHandlers | null = null): Promise<void> {
    this.#inbound = new Inbound(this.#options.known, handlers, devices)
    withoutNumberCache()
    const client = this.#connect()
    this.#client = client
    this.#writer = new PacketWriter(client)
    this.#writer.start()
    client.handleMessage = (packet, done) => this.#onMessage(client, packet, done)
    client.on('close', () => {
      this.#outbox.close()
      this.#deviceOutbox.close()
      if (!client.disconnecting) handlers.onBrokerOnline?.(false)
    })
    const timeoutMs = this.#options.startTimeoutMs ?? START_TIMEOUT_MS
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#unreachable()), timeoutMs)
      client.on('error', (error) => {
        if (!('code' in error) || typeof error.code !== 'number') return // it tries again
        clearTimeout(timer)
        reject(loginRefused(error.message))
      })
      client.on('connect', () => {
        // A lamp must not wait for the acknowledgement of the message before it (Nagle's algorithm).
        if (client.stream instanceof Socket) client.stream.setNoDelay(true)
        void this.#subscribe(client).then(() => {
          clearTimeout(timer)
          handlers.onBrokerOnline?.(client.connected)
          resolve()
        })
      })
    }).catch(async (error: unknown) => {
      await this.stop()
      throw error
    })
  }

  desireConsole(id: ConsoleId, aim: ConsoleAim, revision: number): void {
    this.#outbox.put(id, JSON.stringify({ revision, aim }))
  }

  desireDevice(kind: RoomDeviceKind, id: DeviceId, aim: DeviceAim, revision: number): void {
    this.#deviceOutbox.put(topicOf(kind, id, 'desired'), JSON.stringify({ revision, aim }))
  }

  orderDevice(kind: RoomDeviceKind, id: DeviceId, order: DeviceOrder): boolean {
    if (!this.#client?.connected) return false
    this.#client.publish(topicOf(kind, id, 'order'), JSON.stringify(order), { qos: 1 })
    return true
  }

  async stop(): Promise<void> {
    await this.#client?.endAsync(true)
    this.#client = null
  }

  #connect(): MqttClient {
    return mqtt.connect(this.#options.url, {
      clientId: CONTROLLER_USER,
      username: CONTROLLER_USER,
      password: this.#options.password,
      protocolVersion: 4,
      // A broker of its own keeps what devices say while the controller restarts.
      clean: false,
      reconnectPeriod: RECONNECT_MS,
      resubscribe: false,
      keepalive: 30,
      log: () => {},
    })
  }

  /** Also after each new connection: a broker that was restarted knows nothing of us. */
  async #subscribe(client: MqttClient): Promise<void> {
    const leaves = ['event', 'reported', 'online']
    try {
      await client.subscribeAsync(
        leaves.map((leaf) => `${TOPIC_ROOT}/+/+/${leaf}`),
        { qos: 1 },
      )
      this.#outbox.open()
      this.#deviceOutbox.open()
    } catch {
      client.reconnect() // the connection broke meanwhile, or the broker forgot our rights
    }
  }

  /**
   * MQTT.js waits for `done` before it reads on, and acknowledges then. Events are decided many at
   * a time, so it is told at once to go on without acknowledging (by an error, which it ignores),
   * and the acknowledgement follows when the event is decided.
   */
  #onMessage(client: MqttClient, packet: IPublishPacket, done: (error?: Error) => void): void {
    const inbound = this.#inbound
    if (inbound === null) return
    const { topic } = packet
    const decided = inbound.handle(topic, packet.payload)
    if (decided === null || packet.qos === 0) {
      done()
      return
    }
    this.#undecided += 1
    const { stream } = client
    const { messageId } = packet
    decided
      .then(() => {
        // Not on a later connection, where the id would be that of another message.
        if (client.stream === stream && messageId !== undefined)
          this.#writer?.acknowledge(messageId)
      })
      .catch(() => inbound.complain(topic, 'event-not-decided'))
      .finally(() => {
        this.#undecided -= 1
        const readOn = this.#readOn
        this.#readOn = null
        readOn?.()
      })
    if (this.#undecided < MAX_UNDECIDED) done(GO_ON)
    else this.#readOn = () => done(GO_ON)
  }

  #unreachable(): GatewayError {
    return new GatewayError(
      'broker-unreachable',
      `No broker answers at ${this.#options.url}: check mqtt.broker in the chamber's file and that the broker runs.`,
    )
  }
}

const GO_ON = new Error('acknowledged later')

function loginRefused(message: string): GatewayError {
  return new GatewayError(
    'broker-login-refused',
    `The broker refuses the controller (${message}): give it the user and password files made for this chamber (docs/mqtt.md).`,
  )
}
