import { Readable } from 'node:stream'
import type { PublishPacket } from 'aedes'

const DONE = Promise.resolve()
const NONE = Promise.resolve([])

/**
 * What the embedded broker keeps (aedes' `persistence` option): retained messages, in memory, by
 * topic. aedes' own store looks through everything retained for each subscription, which takes
 * seconds when a thousand consoles come back at once.
 *
 * Sessions end with the connection, as `desired` is retained and newer than any queue could be; wills
 * are held by aedes with the connection; QoS 2 is not of the contract.
 */
export class SessionStore {
  readonly #retained = new Map<string, PublishPacket>()

  async setup(): Promise<void> {}

  storeRetained(packet: PublishPacket): Promise<void> {
    if (packet.payload.length === 0) this.#retained.delete(packet.topic)
    // Copied, so that a small payload does not hold on to all that arrived together with it.
    else this.#retained.set(packet.topic, { ...packet, payload: Buffer.from(packet.payload) })
    return DONE
  }

  /** The filters of one SUBSCRIBE. A scan of everything only for a pattern, the controller's. */
  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#matching(filters))
  }

  *#matching(filters: readonly string[]): Generator<PublishPacket> {
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

  subscriptionsByTopic = () => NONE
  subscriptionsByClient = () => NONE
  addSubscriptions = () => DONE
  removeSubscriptions = () => DONE
  cleanSubscriptions = () => DONE

  outgoingEnqueueCombi = () => DONE
  outgoingEnqueue = () => DONE
  outgoingUpdate = () => DONE
  outgoingClearMessageId = <Packet>(_client: unknown, packet: Packet) => Promise.resolve(packet)
  outgoingStream = () => Readable.from([])

  incomingGetPacket = () => Promise.reject(new Error('QoS 2 is not of the contract'))
  cleanIncoming = () => DONE

  putWill = () => DONE
  delWill = () => DONE
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
