import type { Duplex } from 'node:stream'

/**
 * Makes one buffer, and so one system call, of all that is written to the connection within a tick.
 * mqtt-packet writes a packet in some six pieces, each of which costs a stream as much as a whole.
 */
export function gatherWrites(connection: Duplex): void {
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
    if (pieces.length === 0) process.nextTick(flush)
    pieces.push(piece)
    return !connection.writableNeedDrain
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
