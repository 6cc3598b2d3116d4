import type { ConsoleId } from '../../protocol/ids.ts'

interface Entry {
  /** The newest text that should be retained on the console's topic. */
  text: string
  /** True until exactly this text has been given to the broker. */
  dirty: boolean
  /** True from giving a text to the broker until it has acknowledged it. */
  underWay: boolean
}

/**
 * The newest desired state of each console, and at most one of each on its way to the broker: what
 * is replaced before it could be sent is never sent. Bounded by the number of consoles.
 */
export class Outbox {
  readonly #entries = new Map<ConsoleId, Entry>()
  readonly #publish: (id: ConsoleId, text: string, onAcknowledged: () => void) => void
  #connection = 0
  #isOpen = false

  constructor(publish: (id: ConsoleId, text: string, onAcknowledged: () => void) => void) {
    this.#publish = publish
  }

  /** How many consoles have a state that the broker has not acknowledged. */
  get pending(): number {
    let count = 0
    for (const { dirty, underWay } of this.#entries.values()) if (dirty || underWay) count += 1
    return count
  }

  put(id: ConsoleId, text: string): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) {
      const fresh = { text, dirty: true, underWay: false }
      this.#entries.set(id, fresh)
      this.#send(id, fresh)
      return
    }
    entry.text = text
    entry.dirty = true
    this.#send(id, entry)
  }

  /** A new connection: the broker may have lost what it retained, so all of it is sent again. */
  open(): void {
    this.#isOpen = true
    this.#connection += 1
    for (const [id, entry] of this.#entries) {
      entry.dirty = true
      entry.underWay = false
      this.#send(id, entry)
    }
  }

  /** The connection is gone: keeps the newest of each until `open`. */
  close(): void {
    this.#isOpen = false
  }

  #send(id: ConsoleId, entry: Entry): void {
    if (!this.#isOpen || !entry.dirty || entry.underWay) return
    entry.dirty = false
    entry.underWay = true
    const connection = this.#connection
    this.#publish(id, entry.text, () => {
      if (connection !== this.#connection) return
      entry.underWay = false
      this.#send(id, entry)
    })
  }
}
