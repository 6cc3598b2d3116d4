/** Frames of the chamber bus (docs/chamber-bus.md, section 2): `00 COBS(content crc) 00`. */

const CRC_BYTES = 2
/** Address, type, payload and CRC; a piece of COBS then never reaches its limit of 254 bytes. */
export const MAX_CONTENT_BYTES = 128
/** Content, one byte of COBS: what stands between two delimiters at most. */
const MAX_STUFFED_BYTES = MAX_CONTENT_BYTES + 1
/** Address, type, CRC and one byte of COBS: anything shorter between two delimiters is noise. */
const MIN_STUFFED_BYTES = 5

/** CRC-16/IBM-3740 (CCITT-FALSE): 0x29B1 for the ASCII bytes `123456789`. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
    }
  }
  return crc
}

/**
 * The bytes on the line for a frame with this content (address, type, payload), delimiters before
 * and after. Throws RangeError for content the bus has no room for: a programming error.
 */
export function frame(content: Uint8Array): Uint8Array {
  if (content.length + CRC_BYTES > MAX_CONTENT_BYTES) throw new RangeError('content too long')
  const crc = crc16(content)
  const whole = Uint8Array.of(...content, crc >> 8, crc & 0xff)
  const line = new Uint8Array(whole.length + 3)
  let lengthAt = 1
  let at = 2
  for (const byte of whole) {
    if (byte === 0) {
      line[lengthAt] = at - lengthAt
      lengthAt = at
    } else line[at] = byte
    at++
  }
  line[lengthAt] = at - lengthAt
  return line
}

/** The content of what stood between two delimiters, without its CRC; null where it is no frame. */
function contentOf(stuffed: Uint8Array): Uint8Array | null {
  const whole = new Uint8Array(stuffed.length - 1)
  let pieceEnd = 0
  for (const [at, byte] of stuffed.entries()) {
    if (at === pieceEnd) pieceEnd = at + byte
    else whole[at - 1] = byte
    // Where a piece ends, `whole` keeps the 0 it was made with: that is the byte left out.
  }
  if (pieceEnd !== stuffed.length || crc16(whole) !== 0) return null
  return whole.subarray(0, -CRC_BYTES)
}

export type Heard =
  | { type: 'frame'; content: Uint8Array }
  /** A frame spoilt on its way: wrong CRC, cut, or two that ran into each other. */
  | { type: 'bad-frame' }
  /** Bytes that were never a frame. */
  | { type: 'noise'; bytes: number }

/** Cuts a stream of bytes, however it is chunked, into frames. Keeps 129 bytes at most. */
export class FrameReader {
  private readonly stuffed = new Uint8Array(MAX_STUFFED_BYTES)
  private length = 0
  private overlong = 0

  /** What these bytes complete, in their order. Never throws, whatever the bytes. */
  push(chunk: Uint8Array): Heard[] {
    const heard: Heard[] = []
    for (const byte of chunk) {
      if (byte === 0) {
        const item = this.endOfPiece()
        if (item !== null) heard.push(item)
      } else if (this.length < MAX_STUFFED_BYTES) this.stuffed[this.length++] = byte
      else this.overlong++
    }
    return heard
  }

  /** Forgets a half-received frame, as after a line that hung up. */
  reset(): void {
    this.length = 0
    this.overlong = 0
  }

  private endOfPiece(): Heard | null {
    const { length, overlong } = this
    this.reset()
    if (length === 0) return null
    if (overlong > 0 || length < MIN_STUFFED_BYTES) {
      return { type: 'noise', bytes: length + overlong }
    }
    const content = contentOf(this.stuffed.subarray(0, length))
    return content === null ? { type: 'bad-frame' } : { type: 'frame', content }
  }
}
