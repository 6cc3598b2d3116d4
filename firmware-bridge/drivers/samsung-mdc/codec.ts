/**
 * Samsung Multiple Display Control (Samsung, "MDC Protocol" and the displays' user manuals, chapter
 * "Control Codes"): bytes with a sum. Pure. Commands are numbered as there.
 */

const HEADER = 0xaa
/** In the place of the command: this is an answer. */
const ANSWER = 0xff
const ACK = 0x41
const NAK = 0x4e
/** Header, 0xFF, id, length. */
const HEAD = 4

export const MDC = {
  status: 0x00,
  serialNumber: 0x0b,
  softwareVersion: 0x0e,
  power: 0x11,
  volume: 0x12,
  mute: 0x13,
  input: 0x14,
  modelName: 0x8a,
  panel: 0xf9,
} as const

export interface MdcQuestion {
  /** 0–254. */
  id: number
  command: number
  /** Empty asks. */
  data: readonly number[]
}

export type MdcHeard =
  | { type: 'ack'; id: number; command: number; data: Uint8Array }
  | { type: 'nak'; id: number; command: number; error: number }
  | { type: 'bad-frame' }

const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0)

export function encodeQuestion({ id, command, data }: MdcQuestion): Uint8Array {
  const body = Uint8Array.of(command, id, data.length, ...data)
  return Uint8Array.of(HEADER, ...body, sumOf(body))
}

/** Cuts what displays send into answers. Keeps one, of 260 bytes at most. */
export class MdcReader {
  #bytes: number[] = []

  /** What these bytes complete, in their order. Never throws, whatever the bytes. */
  push(chunk: Uint8Array): MdcHeard[] {
    const heard: MdcHeard[] = []
    for (const byte of chunk) {
      this.#bytes.push(byte)
      for (let item = this.#next(); item !== null; item = this.#next()) heard.push(item)
    }
    return heard
  }

  /** Forgets a half-received answer. */
  reset(): void {
    this.#bytes = []
  }

  #next(): MdcHeard | null {
    const [header, answer, , length = 0] = this.#bytes
    if (header === undefined) return null
    if (header !== HEADER || (answer !== undefined && answer !== ANSWER)) return this.#skip()
    const size = HEAD + length + 1
    if (this.#bytes.length < HEAD + 1 || this.#bytes.length < size) return null
    const frame = Uint8Array.from(this.#bytes.slice(0, size))
    const message = messageOf(frame)
    if (message === null) return this.#skip()
    this.#bytes = this.#bytes.slice(size)
    return message
  }

  /** To the next byte that can begin an answer. */
  #skip(): MdcHeard {
    const at = this.#bytes.indexOf(HEADER, 1)
    this.#bytes = at < 0 ? [] : this.#bytes.slice(at)
    return { type: 'bad-frame' }
  }
}

function messageOf(frame: Uint8Array): MdcHeard | null {
  const [, , id = 0, length = 0, outcome, command = 0, first = 0] = frame
  if (sumOf(frame.subarray(1, -1)) !== frame.at(-1) || length < 2) return null
  if (outcome === ACK) return { type: 'ack', id, command, data: frame.slice(HEAD + 2, -1) }
  return outcome === NAK ? { type: 'nak', id, command, error: first } : null
}

export interface MdcStatus {
  power: 'on' | 'standby'
  volume: number | null
  /** Null where it has no sound of its own (0xFF). */
  isMuted: boolean | null
  input: number
}

/** The answer to Status Control (0x00); null where it is none. */
export function statusOf(data: Uint8Array): MdcStatus | null {
  const [power, volume, mute, input] = data
  if (power === undefined || volume === undefined || mute === undefined || input === undefined)
    return null
  return {
    power: power === 1 ? 'on' : 'standby',
    volume: volume <= 100 ? volume : null,
    isMuted: mute <= 1 ? mute === 1 : null,
    input,
  }
}

/** Printable ASCII of a name, a version or a serial number, 80 characters at most. */
export const textOf = (data: Uint8Array): string =>
  String.fromCharCode(...data.filter((byte) => byte >= 0x20 && byte < 0x7f))
    .trim()
    .slice(0, 80)
