/**
 * Framing of the chamber bus as a console sees it, written from docs/chamber-bus.md §2 alone: it
 * shares no code with the bridge's codec, so that an error in either is seen by the other.
 */

export interface BusFrame {
  address: number
  type: number
  payload: Uint8Array
}

/** Longest run without a delimiter that is still a frame (§2). */
const LONGEST_FRAME = 131

export function crc16(bytes: Iterable<number>): number {
  let crc = 0xffff
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      const feedback = ((crc >> 15) & 1) ^ ((byte >> bit) & 1)
      crc = ((crc << 1) & 0xffff) ^ (feedback ? 0x1021 : 0)
    }
  return crc
}

/** A frame with its delimiters, ready for the line. */
export function wrap({ address, type, payload }: BusFrame): Uint8Array {
  const content = [address, type, ...payload]
  const crc = crc16(content)
  content.push(crc >> 8, crc & 0xff)
  const stuffed: number[] = []
  let piece: number[] = []
  for (const byte of [...content, 0]) {
    if (byte !== 0) piece.push(byte)
    else {
      stuffed.push(piece.length + 1, ...piece)
      piece = []
    }
  }
  return Uint8Array.from([0, ...stuffed, 0])
}

function unwrap(stuffed: number[]): BusFrame | null {
  const content: number[] = []
  for (let at = 0; at < stuffed.length;) {
    const length = stuffed[at] ?? 0
    if (length === 0 || at + length > stuffed.length) return null
    if (at > 0) content.push(0)
    content.push(...stuffed.slice(at + 1, at + length))
    at += length
  }
  if (content.length < 4 || crc16(content) !== 0) return null
  const [address = 0, type = 0, ...rest] = content
  return { address, type, payload: Uint8Array.from(rest.slice(0, -2)) }
}

/** Collects bytes from the line into good frames; whatever is not one is passed over in silence. */
export class FrameEar {
  #stuffed: number[] = []

  /** The good frames that end within these bytes, each with the index just after its last byte. */
  hear(bytes: Uint8Array): { frame: BusFrame; end: number }[] {
    const frames: { frame: BusFrame; end: number }[] = []
    for (const [index, byte] of bytes.entries()) {
      if (byte !== 0) {
        if (this.#stuffed.length <= LONGEST_FRAME) this.#stuffed.push(byte)
        continue
      }
      const frame = this.#stuffed.length <= LONGEST_FRAME ? unwrap(this.#stuffed) : null
      this.#stuffed = []
      if (frame) frames.push({ frame, end: index + 1 })
    }
    return frames
  }
}
