import type { Duplex } from 'node:stream'

/**
 * Writes to all connections together, at the end of a turn of the event loop, and to each at once.
 *
 * mqtt-packet writes a packet in some six pieces, each of which costs a stream as much as a whole
 * one. And where a thousand consoles are to be told something, a message written as soon as it is
 * ready wakes a network or a process that goes back to sleep before the next: written in one go,
 * they cost a fifth.
 */
export class GatheredWrites {
  #waiting: (() => void)[] = []

  /** From now on what is written to this connection goes out with everything else. */
  attach(connection: Duplex): void {
    const write = connection.write.bind(connection)
    let pieces: (string | Uint8Array)[] = []
    const flush = () => {
      const gathered = joined(pieces)
      pieces = []
      if (!connection.destroyed) write(gathered)
    }
    connection.cork = () => {}
    connection.uncork = () => {}
    connection.write = (piece: unknown) => {
      if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) return false
      if (pieces.length === 0) this.#enqueue(flush)
      pieces.push(piece)
      return !connection.writableNeedDrain
    }
  }

  #enqueue(flush: () => void): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#flush())
    this.#waiting.push(flush)
  }

  #flush(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const flush of waiting) flush()
  }
}

function joined(pieces: readonly (string | Uint8Array)[]): Buffer {
  let length = 0
  for (const piece of pieces)
    length += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length
  const whole = Buffer.allocUnsafe(length)
  let at = 0
  for (const piece of pieces) {
    if (typeof piece === 'string') at += whole.write(piece, at)
    else {
      whole.set(piece, at)
      at += piece.length
    }
  }
  return whole
}
