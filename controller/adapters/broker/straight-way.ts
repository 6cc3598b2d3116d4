import type { AedesPublishPacket, Client, PublishPacket, Subscription } from 'aedes'
import { CONTROLLER_USER } from '../../protocol/credentials.ts'
import { puback, publish } from './packets.ts'
import type { SessionStore } from './session-store.ts'
import { isMatch } from './topic-emitter.ts'

/** Packet ids are 16 bits and not 0 (MQTT 3.1.1 §2.3.1). */
const LAST_PACKET_ID = 65_535

/** What of aedes' client is needed here. */
type Connected = Pick<Client, 'id' | 'conn'>

interface Hearer {
  client: Connected
  qos: number
}

interface Undecided {
  from: Connected
  /** The id under which its sender wants to hear of it. */
  packetId: number
}

/**
 * The way of every press and every lamp: a message of QoS 1 is written to whoever hears it as soon
 * as it is read. aedes would take it through a dozen callbacks and two turns of the event loop.
 *
 * Keeps a device's PUBACK for an event back until the controller has acknowledged the event in turn,
 * that is until it is decided and durable. aedes would acknowledge on receipt, and a crash would
 * then lose presses that consoles believe to be delivered.
 */
export class StraightWay {
  readonly #store: SessionStore
  // By whole topic: a topic is heard by one device at most.
  readonly #devices = new Map<string, Hearer>()
  #controller: { client: Connected; filters: readonly (readonly string[])[] } | null = null
  // By the id under which the controller has it; bounded by the ids there are.
  readonly #undecided = new Map<number, Undecided>()
  #held: (() => void)[] = []
  #lastId = 0

  constructor(store: SessionStore) {
    this.#store = store
  }

  subscribed(client: Connected, subscriptions: readonly Subscription[]): void {
    if (client.id !== CONTROLLER_USER) {
      for (const { topic, qos } of subscriptions)
        if (qos <= 1) this.#devices.set(topic, { client, qos })
      return
    }
    const filters = subscriptions
      .filter(({ qos }) => qos === 1)
      .map(({ topic }) => topic.split('/'))
    const before = this.#controller?.client === client ? this.#controller.filters : []
    this.#controller = { client, filters: [...before, ...filters] }
  }

  unsubscribed(client: Connected, topics: readonly string[]): void {
    for (const topic of topics)
      if (this.#devices.get(topic)?.client === client) this.#devices.delete(topic)
    if (this.#controller?.client !== client) return
    const filters = this.#controller.filters.filter((levels) => !topics.includes(levels.join('/')))
    this.#controller = { client, filters }
  }

  /** What is undecided when the controller goes is sent again by the devices, which never heard of it. */
  gone(client: Connected, topics: Iterable<string>): void {
    this.unsubscribed(client, [...topics])
    if (this.#controller?.client !== client) return
    this.#controller = null
    this.#undecided.clear()
    this.#release()
  }

  /**
   * Takes a message of QoS 1 where it is to go. False: it is aedes' to carry, as the one who hears
   * it reads slowly, and aedes knows how long to wait for that.
   */
  carry(from: Connected, packet: PublishPacket): boolean {
    const { topic, payload, messageId } = packet
    const device = this.#devices.get(topic)
    if (device?.client.conn.writableNeedDrain === true) return false
    if (packet.retain) void this.#store.storeRetained(packet)
    device?.client.conn.write(publish(topic, payload, device.qos === 1 ? this.#nextId() : null))
    const isEvent = topic.endsWith('/event')
    const controller = this.#controller
    if (controller !== null && hears(controller.filters, topic)) {
      const id = this.#nextId()
      if (isEvent && messageId !== undefined) this.#undecided.set(id, { from, packetId: messageId })
      controller.client.conn.write(publish(topic, payload, id))
    }
    if (!isEvent) acknowledge(from, messageId)
    return true
  }

  /** What aedes sends to the controller has an id that no event under way has. */
  handOn(packet: AedesPublishPacket): AedesPublishPacket {
    packet.messageId = this.#nextId()
    return packet
  }

  /** The controller acknowledged this packet id. */
  decided(id: number): void {
    const undecided = this.#undecided.get(id)
    if (undecided === undefined) return
    this.#undecided.delete(id)
    acknowledge(undecided.from, undecided.packetId)
  }

  /** At once, or when a controller that is behind has read what waits for it: that slows devices down. */
  whenControllerReads(goOn: () => void): void {
    const connection = this.#controller?.client.conn
    if (connection?.writableNeedDrain !== true) {
      goOn()
      return
    }
    if (this.#held.length === 0) connection.once('drain', () => this.#release())
    this.#held.push(goOn)
  }

  #release(): void {
    const held = this.#held
    this.#held = []
    for (const goOn of held) goOn()
  }

  /** One that no undecided event has: there are far fewer of them than ids. */
  #nextId(): number {
    do this.#lastId = (this.#lastId % LAST_PACKET_ID) + 1
    while (this.#undecided.has(this.#lastId))
    return this.#lastId
  }
}

const hears = (filters: readonly (readonly string[])[], topic: string): boolean => {
  const levels = topic.split('/')
  return filters.some((filter) => isMatch(filter, levels))
}

function acknowledge({ conn }: Connected, packetId: number | undefined): void {
  if (packetId !== undefined && !conn.destroyed) conn.write(puback(packetId))
}
