import type { ConsoleId } from '../../controller/protocol/ids.ts'
import { parseTopic, topicOf } from '../../controller/protocol/topics.ts'
import { Connection, HALL, MACHINE_ROOM } from './links.ts'
import type { World } from './world.ts'

/** A console or a bridge at the broker. */
export interface Device {
  readonly kind: 'console' | 'bridge'
  readonly id: string
  /** Whose desired states it subscribes to. */
  readonly consoles: readonly ConsoleId[]
  onDesired(console: ConsoleId, text: string): void
  onClosed(session: Session): void
}

/** The controller at the broker; `hear` resolves when the message is decided. */
export interface Hearer {
  hear(topic: string, text: string): Promise<void> | null
  onConnected(): void
  onClosed(): void
}

interface Queued {
  topic: string
  text: string
}

/**
 * An MQTT broker as far as the contract of docs/mqtt.md goes: QoS 1, retained messages, last wills,
 * one connection a client. `embedded` lives and dies with the controller and acknowledges events
 * when they are decided; otherwise it is one of the house, which keeps what the controller missed.
 */
export class Broker {
  readonly #world: World
  readonly #embedded: boolean
  readonly #retained = new Map<string, string>()
  readonly #sessions = new Map<string, Session>()
  readonly #subscribers = new Map<ConsoleId, Session>()
  /** What the controller has not acknowledged, oldest first. */
  #forController: Queued[] = []
  #controller: { hearer: Hearer; connection: Connection | null } | null = null
  #up = true

  constructor(world: World, embedded: boolean) {
    this.#world = world
    this.#embedded = embedded
  }

  get isUp(): boolean {
    return this.#up
  }

  get embedded(): boolean {
    return this.#embedded
  }

  /** Null while it is down; a second connection of the same client takes over. */
  connect(device: Device): Session | null {
    if (!this.#up) return null
    this.#sessions.get(device.id)?.connection.break()
    const session = new Session(this.#world, device, this)
    this.#sessions.set(device.id, session)
    for (const console of device.consoles) {
      this.#subscribers.set(console, session)
      const text = this.#retained.get(topicOf('console', console, 'desired'))
      if (text !== undefined) session.tell(console, text)
    }
    return session
  }

  /** The controller comes; in a broker of the house's own over a connection that may break. */
  connectController(hearer: Hearer): boolean {
    if (!this.#up) return false
    this.#controller?.connection?.break()
    const connection = this.#embedded
      ? null
      : new Connection(this.#world, MACHINE_ROOM, () => {
          if (this.#controller?.hearer === hearer) this.#controller = null
          hearer.onClosed()
        })
    this.#controller = { hearer, connection }
    hearer.onConnected()
    for (const queued of this.#forController) this.#handOver(queued)
    for (const [topic, text] of this.#retained)
      if (!topic.endsWith('/desired')) this.#handOver({ topic, text })
    return true
  }

  /** The connection between the two dies, and both find out later. */
  loseController(): void {
    this.#controller?.connection?.doom()
  }

  /** The controller's desired states. */
  retain(topic: string, text: string, onAcknowledged: () => void): void {
    const connection = this.#controller?.connection
    const take = () => {
      this.#retained.set(topic, text)
      const console = parseTopic(topic)?.id ?? ''
      this.#subscribers.get(console)?.tell(console, text)
    }
    if (connection === null) {
      take()
      return onAcknowledged()
    }
    connection?.carry('up', 'in-order', () => {
      take()
      connection.carry('down', 'in-order', onAcknowledged)
    })
  }

  /** What a device publishes has arrived. */
  take(topic: string, text: string, acknowledge: () => void): void {
    if (!this.#up) return
    const isEvent = topic.endsWith('/event')
    if (!isEvent) this.#retained.set(topic, text)
    if (isEvent && this.#embedded) {
      void this.#controller?.hearer.hear(topic, text)?.then(acknowledge)
      return this.#world.queue.stir()
    }
    acknowledge()
    const queued = { topic, text }
    if (!this.#embedded && isEvent) this.#forController.push(queued)
    this.#handOver(queued)
  }

  /** A connection is over: the last will, unless the client is back already. */
  closed(session: Session): void {
    const { device } = session
    if (this.#sessions.get(device.id) !== session) return
    this.#sessions.delete(device.id)
    for (const console of device.consoles)
      if (this.#subscribers.get(console) === session) this.#subscribers.delete(console)
    this.take(topicOf(device.kind, device.id, 'online'), OFFLINE, () => undefined)
  }

  /** Every connection ends; what it keeps is there when it is back, as it writes it to its disk. */
  stop(): void {
    this.#up = false
    for (const { connection } of [...this.#sessions.values()]) connection.break()
    this.#sessions.clear()
    this.#subscribers.clear()
    this.#controller?.connection?.break()
    this.#controller = null
  }

  restart(): void {
    this.#up = true
    // Wills of clients that were there when it stopped.
    for (const topic of this.#retained.keys())
      if (topic.endsWith('/online')) this.#retained.set(topic, OFFLINE)
  }

  #handOver(queued: Queued): void {
    const { topic, text } = queued
    const controller = this.#controller
    if (controller === null) return
    const { hearer, connection } = controller
    if (connection === null) {
      void hearer.hear(topic, text)
      return this.#world.queue.stir()
    }
    const manner = topic.endsWith('/event') ? 'loose' : 'in-order'
    connection.carry('down', manner, () => {
      const decided = hearer.hear(topic, text)
      void decided?.then(() => connection.carry('up', 'in-order', () => this.#settle(queued)))
      this.#world.queue.stir()
    })
  }

  #settle(queued: Queued): void {
    this.#forController = this.#forController.filter((other) => other !== queued)
  }
}

const OFFLINE = JSON.stringify({ online: false })

/** A device's connection to the broker. */
export class Session {
  readonly device: Device
  readonly connection: Connection
  readonly #broker: Broker

  constructor(world: World, device: Device, broker: Broker) {
    this.device = device
    this.#broker = broker
    this.connection = new Connection(world, HALL, () => {
      broker.closed(this)
      device.onClosed(this)
    })
  }

  /** QoS 1; an event may come twice, late, or behind one that was sent after it. */
  publish(topic: string, text: string, onAcknowledged: () => void = () => undefined): void {
    const manner = topic.endsWith('/event') ? 'loose' : 'in-order'
    this.connection.carry('up', manner, () =>
      this.#broker.take(topic, text, () => {
        this.connection.carry('down', 'in-order', onAcknowledged)
      }),
    )
  }

  tell(console: ConsoleId, text: string): void {
    this.connection.carry('down', 'loose', () => this.device.onDesired(console, text))
  }
}
