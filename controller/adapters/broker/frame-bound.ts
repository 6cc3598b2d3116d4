import type { Socket } from 'node:net'

/**
 * A console's longest message is under 400 bytes and a bridge's report with 64 lines under 64 KiB:
 * what is longer is not of the contract, and aedes itself would collect up to 256 MB of it.
 */
export const MAX_PACKET_BYTES = 64 * 1024

/**
 * Watches what is read from the socket and destroys it as soon as an MQTT fixed header (3.1.1 §2.2)
 * announces a longer packet, before that is collected. Wraps `read`, which is how aedes takes bytes.
 */
export function boundFrames(socket: Socket, onTooLong: (bytes: number) => void): void {
  const read = socket.read.bind(socket)
  const scan = frameScanner()
  socket.read = (size?: number): Buffer | null => {
    const chunk: unknown = read(size)
    if (!Buffer.isBuffer(chunk)) return null
    const announced = scan(chunk)
    if (announced <= MAX_PACKET_BYTES) return chunk
    onTooLong(announced)
    socket.destroy()
    return null
  }
}

/** Takes a stream's chunks in turn; returns the longest remaining length announced in each. */
export function frameScanner(): (chunk: Buffer) => number {
  let skip = 0 // bytes of the current packet still to come
  let inLength = false // within the 1 to 4 bytes of the length
  let length = 0
  let multiplier = 1
  return (chunk) => {
    let longest = 0
    let at = 0
    while (at < chunk.length) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - at)
        skip -= step
        at += step
      } else if (!inLength) {
        inLength = true
        length = 0
        multiplier = 1
        at += 1
      } else {
        const byte = chunk.readUInt8(at)
        at += 1
        length += (byte & 0x7f) * multiplier
        multiplier *= 128
        if ((byte & 0x80) === 0) {
          inLength = false
          skip = length
          longest = Math.max(longest, length)
        } else if (multiplier > 128 ** 3) return Infinity // a fifth byte: not MQTT
      }
    }
    return longest
  }
}
