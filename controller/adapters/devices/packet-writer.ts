import type { MqttClient } from 'mqtt'
import { puback, publish } from '../broker/packets.ts'

/**
 * Writes lamps and acknowledgements as packets on MQTT.js' connection. Its own `publish` queues,
 * stores and traces each of them, which for a vote costs as much as deciding it; nothing of that is
 * needed here, as the outbox sends everything again after a new connection.
 */
export class PacketWriter {
  readonly #client: MqttClient
  // By packet id; the outbox has at most one message of each console under way.
  readonly #unacknowledged = new Map<number, () => void>()

  constructor(client: MqttClient) {
    this.#client = client
  }

  start(): void {
    this.#client.on('packetreceive', (packet) => {
      if (packet.cmd === 'puback' && packet.messageId !== undefined)
        this.#acknowledged(packet.messageId)
    })
    this.#client.on('close', () => this.#unacknowledged.clear())
  }

  /** At QoS 1 and retained. What the connection loses is never acknowledged. */
  publish(topic: string, text: string, onAcknowledged: () => void): void {
    const id = this.#client.messageIdProvider.allocate()
    if (id === null) return // all in use: not with the provider MQTT.js has by default
    this.#unacknowledged.set(id, onAcknowledged)
    this.#write(publish(topic, text, id, true))
  }

  acknowledge(packetId: number): void {
    this.#write(puback(packetId))
  }

  /** All of one tick in one system call: in a vote, a thousand small ones. */
  #write(packet: Buffer): void {
    const { stream } = this.#client
    if (stream.destroyed) return
    if (stream.writableCorked === 0) {
      stream.cork()
      process.nextTick(() => stream.uncork())
    }
    stream.write(packet)
  }

  #acknowledged(id: number): void {
    const onAcknowledged = this.#unacknowledged.get(id)
    this.#unacknowledged.delete(id)
    onAcknowledged?.()
  }
}
