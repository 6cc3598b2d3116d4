/**
 * Pelco-D: FFh, address, two command bytes, two data bytes, and their sum. As written in the manuals of
 * cameras that decode it (OXIC XPM9A261A, Appendix 3, "PELCO D control protocol"). Pure.
 */

const SYNC = 0xff
const LENGTH = 7
/** The fastest pan and tilt; 40h is some cameras' turbo, and left alone. */
const FASTEST = 0x3f

const BITS = { right: 0x02, left: 0x04, up: 0x08, down: 0x10, tele: 0x20, wide: 0x40 } as const
const PRESET = { set: 0x03, call: 0x07 } as const

/** Of all but the sync and the sum. */
export interface PelcoFrame {
  /** 1 to 255. */
  address: number
  command1: number
  command2: number
  data1: number
  data2: number
}

const sumOf = (bytes: readonly number[]): number =>
  bytes.reduce((sum, byte) => sum + byte, 0) & 0xff

export function encodeFrame({ address, command1, command2, data1, data2 }: PelcoFrame): Uint8Array {
  const bytes = [address, command1, command2, data1, data2]
  return Uint8Array.of(SYNC, ...bytes, sumOf(bytes))
}

/** Percent of the fastest, right, up and in positive; zoom has one speed. All zero stands still. */
export function driveFrame(address: number, pan: number, tilt: number, zoom: number): PelcoFrame {
  const speed = (percent: number) => Math.ceil((Math.abs(percent) * FASTEST) / 100)
  const bit = (value: number, more: number, less: number) =>
    value > 0 ? more : value < 0 ? less : 0
  const command2 =
    bit(pan, BITS.right, BITS.left) |
    bit(tilt, BITS.up, BITS.down) |
    bit(zoom, BITS.tele, BITS.wide)
  return { address, command1: 0, command2, data1: speed(pan), data2: speed(tilt) }
}

/** Stores or calls a preset, 1 to 255. */
export const presetFrame = (
  address: number,
  what: keyof typeof PRESET,
  preset: number,
): PelcoFrame => ({ address, command1: 0, command2: PRESET[what], data1: 0, data2: preset })

export type PelcoHeard = { type: 'frame'; frame: PelcoFrame } | { type: 'bad-frame' }

/** Finds frames in bytes, after noise too. Keeps six bytes at most. Never throws. */
export class PelcoReader {
  #bytes: number[] = []

  /** What these bytes complete; each run of bytes that is no frame is one bad frame. */
  push(chunk: Uint8Array): PelcoHeard[] {
    const heard: PelcoHeard[] = []
    for (const byte of chunk) {
      this.#bytes.push(byte)
      if (this.#bytes.length < LENGTH) continue
      const frame = frameOf(this.#bytes)
      if (frame !== null) {
        heard.push({ type: 'frame', frame })
        this.#bytes = []
        continue
      }
      if (this.#bytes[0] === SYNC) heard.push({ type: 'bad-frame' })
      const next = this.#bytes.indexOf(SYNC, 1)
      this.#bytes = next < 0 ? [] : this.#bytes.slice(next)
    }
    return heard
  }

  /** Forgets a half-received frame. */
  reset(): void {
    this.#bytes = []
  }
}

function frameOf(bytes: readonly number[]): PelcoFrame | null {
  const [sync, address = 0, command1 = 0, command2 = 0, data1 = 0, data2 = 0, sum] = bytes
  if (sync !== SYNC || sumOf([address, command1, command2, data1, data2]) !== sum) return null
  return { address, command1, command2, data1, data2 }
}
