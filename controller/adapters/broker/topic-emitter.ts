import type { AedesPublishPacket } from 'aedes'

export type Listener = (packet: AedesPublishPacket, done: () => void) => void

interface Pattern {
  levels: readonly string[]
  listener: Listener
}

/**
 * Hands each published packet to its subscribers (aedes' `mq` option, in place of mqemitter).
 *
 * Devices subscribe to whole topics, and nobody ever waits for them: mqemitter lets a hundred
 * packets wait for their slowest subscriber and then stands still for everybody, so that one frozen
 * console would hold up the room. What a device does not read piles up in its own connection, which
 * is bounded and closed (embedded.ts). Patterns belong to the controller alone, and a device that
 * publishes does wait for it: a controller in distress slows its devices down instead of drowning.
 */
export class TopicEmitter {
  readonly concurrency = 0
  readonly #exact = new Map<string, Set<Listener>>()
  // A handful: what the controller listens to.
  readonly #patterns: Pattern[] = []

  on(filter: string, listener: Listener, done?: () => void): this {
    if (isPattern(filter)) this.#patterns.push({ levels: filter.split('/'), listener })
    else {
      const listeners = this.#exact.get(filter)
      if (listeners === undefined) this.#exact.set(filter, new Set([listener]))
      else listeners.add(listener)
    }
    done?.()
    return this
  }

  removeListener(filter: string, listener: Listener, done?: () => void): this {
    if (isPattern(filter)) {
      const index = this.#patterns.findIndex((pattern) => pattern.listener === listener)
      if (index >= 0) this.#patterns.splice(index, 1)
    } else {
      const listeners = this.#exact.get(filter)
      listeners?.delete(listener)
      if (listeners?.size === 0) this.#exact.delete(filter)
    }
    done?.()
    return this
  }

  emit(packet: AedesPublishPacket, done: () => void = nothing): this {
    for (const listener of this.#exact.get(packet.topic) ?? []) listener(packet, nothing)
    let waiting = 1
    const settle = () => {
      waiting -= 1
      if (waiting === 0) done()
    }
    // aedes tells other brokers of a cluster what happens here; there are none.
    if (!packet.topic.startsWith('$') && this.#patterns.length > 0) {
      const levels = packet.topic.split('/')
      for (const pattern of this.#patterns)
        if (isMatch(pattern.levels, levels)) {
          waiting += 1
          pattern.listener(packet, settle)
        }
    }
    settle()
    return this
  }

  close(done: () => void): this {
    this.#exact.clear()
    this.#patterns.length = 0
    done()
    return this
  }
}

const isPattern = (filter: string) => filter.includes('+') || filter.includes('#')

/** MQTT 3.1.1 §4.7.1; `levels` is a topic's. On the way of every message, hence without iterators. */
export function isMatch(pattern: readonly string[], levels: readonly string[]): boolean {
  const last = pattern.length - 1
  const isOpen = pattern[last] === '#'
  if (isOpen ? levels.length < last : levels.length !== pattern.length) return false
  // From the end: patterns of the chamber differ there.
  for (let index = isOpen ? last - 1 : last; index >= 0; index -= 1) {
    const level = pattern[index]
    if (level !== '+' && level !== levels[index]) return false
  }
  return true
}

function nothing() {}
