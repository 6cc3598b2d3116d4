import type { Duplex } from 'node:stream'
import type { AedesPublishPacket, Client, PublishPacket } from 'aedes'
import { puback } from './puback.ts'

/** Packet ids are 16 bits and not 0 (MQTT 3.1.1 §2.3.1). */
const LAST_PACKET_ID = 65_535

interface Undecided {
  connection: Duplex
  /** The id under which its sender wants to hear of it. */
  packetId: number
}

/**
 * Keeps a device's PUBACK for an event back until the controller has acknowledged the event in turn,
 * that is until it is decided and durable. aedes would acknowledge on receipt, and a crash would
 * then lose presses that consoles believe to be delivered. The PUBACK also saves a system call: it
 * travels together with the lamp that the event changes.
 */
export class DecidedEvents {
  // By the payload itself, the one part of a packet that aedes does not copy on its way.
  readonly #received = new WeakMap<object, Undecided>()
  // By the id under which the controller has it; bounded by the ids there are.
  readonly #handedOn = new Map<number, Undecided>()
  #lastId = 0

  /** Returns the event to publish in place of the device's own packet, which is to go nowhere. */
  receive(client: Client, packet: PublishPacket): PublishPacket {
    const payload = Buffer.from(packet.payload)
    if (packet.messageId !== undefined)
      this.#received.set(payload, { connection: client.conn, packetId: packet.messageId })
    return { ...packet, payload }
  }

  /** Anything on its way to the controller: chooses the packet id, by which an event is known again. */
  handOn(packet: AedesPublishPacket): AedesPublishPacket {
    const id = this.#freeId()
    if (id === null) return packet
    packet.messageId = id
    const undecided =
      typeof packet.payload === 'string' ? undefined : this.#received.get(packet.payload)
    if (undecided !== undefined) this.#handedOn.set(id, undecided)
    return packet
  }

  /** The controller acknowledged this packet id. */
  decided(id: number): void {
    const undecided = this.#handedOn.get(id)
    if (undecided === undefined) return
    this.#handedOn.delete(id)
    const { connection, packetId } = undecided
    if (!connection.destroyed) connection.write(puback(packetId))
  }

  /** The controller is gone; devices send again, after their next connection, what is undecided. */
  forget(): void {
    this.#handedOn.clear()
  }

  #freeId(): number | null {
    if (this.#handedOn.size >= LAST_PACKET_ID) return null
    do this.#lastId = (this.#lastId % LAST_PACKET_ID) + 1
    while (this.#handedOn.has(this.#lastId))
    return this.#lastId
  }
}
