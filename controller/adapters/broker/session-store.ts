import { Readable } from 'node:stream'
import type { AedesPublishPacket } from 'aedes'

/**
 * What the embedded broker keeps (aedes' `persistence` option): retained messages, in memory, by
 * topic. Sessions end with the connection, as `desired` is retained and newer than any queue could
 * be; wills are held by aedes with the connection; QoS 2 is not of the contract.
 *
 * aedes drops, as a duplicate, a message that overtakes an earlier one on its way to the same
 * subscriber, and a retained message takes one promise more than one that is not. Therefore
 * everything here answers at once (`Settled`), which also saves some six promises a message.
 */
export class SessionStore {
  readonly #retained = new Map<string, AedesPublishPacket>()

  async setup(): Promise<void> {}

  storeRetained(packet: AedesPublishPacket): Settled<void> {
    if (packet.payload.length === 0) this.#retained.delete(packet.topic)
    // Copied, so that a small payload does not hold on to all that arrived together with it.
    else this.#retained.set(packet.topic, { ...packet, payload: Buffer.from(packet.payload) })
    return settled(undefined)
  }

  /** The filters of one SUBSCRIBE. A scan of everything only for a pattern, the controller's. */
  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#matching(filters))
  }

  *#matching(filters: readonly string[]): Generator<AedesPublishPacket> {
    for (const filter of filters) {
      if (!/[+#]/.test(filter)) {
        const packet = this.#retained.get(filter)
        if (packet !== undefined) yield packet
        continue
      }
      const pattern = patternOf(filter)
      for (const [topic, packet] of this.#retained) if (pattern.test(topic)) yield packet
    }
  }

  subscriptionsByTopic = () => settled([])
  subscriptionsByClient = () => settled([])
  addSubscriptions = () => settled(undefined)
  removeSubscriptions = () => settled(undefined)
  cleanSubscriptions = () => settled(undefined)

  outgoingEnqueueCombi = () => settled(undefined)
  outgoingEnqueue = () => settled(undefined)
  outgoingUpdate = () => settled(undefined)
  outgoingClearMessageId = <Packet>(_client: unknown, packet: Packet) => settled(packet)
  outgoingStream = () => Readable.from([])

  incomingGetPacket = () => Promise.reject(new Error('QoS 2 is not of the contract'))
  cleanIncoming = () => settled(undefined)

  putWill = () => settled(undefined)
  delWill = () => settled(undefined)
  streamWill = () => Readable.from([])
}

/** `#` is only allowed at the end (aedes checks that); everything else is literal. */
function patternOf(filter: string): RegExp {
  const levels = filter.split('/').map((level) => {
    if (level === '+') return '[^/]*'
    return level === '#' ? '.*' : level.replace(/[.*?^${}()|[\]\\+]/g, '\\$&')
  })
  return new RegExp(`^${levels.join('/')}$`)
}

/** A promise that has been kept and does not make anybody wait for a turn to hear it. */
interface Settled<T> {
  then(onFulfilled: (value: T) => unknown): Settled<T>
  finally(onSettled: () => unknown): Settled<T>
}

function settled<T>(value: T): Settled<T> {
  const self: Settled<T> = {
    then(onFulfilled) {
      onFulfilled(value)
      return self
    },
    finally(onSettled) {
      onSettled()
      return self
    },
  }
  return self
}
