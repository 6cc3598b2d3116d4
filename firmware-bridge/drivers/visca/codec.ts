/**
 * VISCA, as Sony's technical manuals have it (SRG-300H, "Command List", names the same in SRG-120DH and
 * EVI-H100): packets of 3 to 16 bytes from 8x or x0 to FF, and for the network a header of 8 bytes before
 * each. Pure.
 */

/** A packet has 16 bytes at most. */
const MAX_PACKET = 16
const END = 0xff

export type ViscaMessage =
  /** `z0 4y FF`: accepted, and carried out in socket y. */
  | { type: 'ack'; from: number; socket: number }
  /** `z0 5y FF`: carried out. */
  | { type: 'completion'; from: number; socket: number }
  /** `z0 50 … FF`: what was asked, without its frame. */
  | { type: 'answer'; from: number; data: readonly number[] }
  /** `z0 6y ee FF` */
  | { type: 'error'; from: number; socket: number; error: number }
  /** `88 30 0w FF`: so many cameras are on the chain. */
  | { type: 'addresses'; cameras: number }
  /** `88 01 00 01 FF`: the broadcast came back. */
  | { type: 'cleared' }
  /** `z0 38 FF`: a camera was added or removed; all want new addresses. */
  | { type: 'chain-changed' }

export type ViscaHeard = ViscaMessage | { type: 'bad-packet' }

/** Cuts bytes into packets. Keeps one packet of 16 bytes at most. Never throws. */
export class ViscaReader {
  #packet: number[] = []

  /** What these bytes complete, in their order. */
  push(chunk: Uint8Array): ViscaHeard[] {
    const heard: ViscaHeard[] = []
    for (const byte of chunk) {
      if (byte !== END) {
        if (this.#packet.length <= MAX_PACKET) this.#packet.push(byte)
        continue
      }
      const packet = this.#packet
      this.#packet = []
      heard.push(packet.length < MAX_PACKET ? messageOf(packet) : { type: 'bad-packet' })
    }
    return heard
  }

  /** Forgets a half-received packet. */
  reset(): void {
    this.#packet = []
  }
}

/** `packet` is without its end. */
function messageOf(packet: readonly number[]): ViscaHeard {
  const bad = { type: 'bad-packet' } as const
  const [head = 0, kind = 0, ...data] = packet
  if (head === 0x88) return ofBroadcast(kind, data) ?? bad
  const from = (head >> 4) - 8
  // The low half is to whom: 0 is the controller. Some cameras forget it.
  if (from < 1 || from > 7 || packet.length < 2) return bad
  if (kind === 0x38 && data.length === 0) return { type: 'chain-changed' }
  const socket = kind & 0x0f
  const high = kind & 0xf0
  if (high === 0x40 && data.length === 0) return { type: 'ack', from, socket }
  if (high === 0x50)
    return data.length === 0 ? { type: 'completion', from, socket } : { type: 'answer', from, data }
  const [error] = data
  if (high === 0x60 && error !== undefined && data.length === 1)
    return { type: 'error', from, socket, error }
  return bad
}

function ofBroadcast(kind: number, data: readonly number[]): ViscaHeard | null {
  const [first = 0] = data
  // The count is that of the last camera plus one.
  if (kind === 0x30 && data.length === 1 && first >= 1 && first <= 8)
    return { type: 'addresses', cameras: first - 1 }
  if (kind === 0x38 && data.length === 0) return { type: 'chain-changed' }
  return kind === 0x01 && data.length === 2 ? { type: 'cleared' } : null
}

/** What the error messages say, but for 04 and 05, which answer Cancel. */
export const REFUSALS: Record<number, { code: string; text: string }> = {
  0x01: { code: 'command-unknown', text: 'It calls the command’s length wrong.' },
  0x02: { code: 'command-unknown', text: 'It does not know this command (syntax error).' },
  0x03: { code: 'device-busy', text: 'It is busy with two commands (command buffer full).' },
  0x41: { code: 'not-now', text: 'It cannot do this now (command not executable).' },
}

export const ADDRESS_SET = Uint8Array.of(0x88, 0x30, 0x01, END)
export const CLEAR_ALL = Uint8Array.of(0x88, 0x01, 0x00, 0x01, END)

/** Bytes between the address and the end. */
export type ViscaBody = readonly number[]

/** To the camera with this address on its line; 1 on the network. */
export const encode = (address: number, body: ViscaBody): Uint8Array =>
  Uint8Array.of(0x80 | address, ...body, END)

/** The inquiries asked here, by their names. */
export const INQUIRIES = {
  CAM_VersionInq: [0x09, 0x00, 0x02],
  CAM_PowerInq: [0x09, 0x04, 0x00],
  'Pan-tiltPosInq': [0x09, 0x06, 0x12],
  CAM_ZoomPosInq: [0x09, 0x04, 0x47],
  CAM_FocusModeInq: [0x09, 0x04, 0x38],
} as const satisfies Record<string, ViscaBody>

/** How many bytes each is answered with: another number answers another question, too late. */
export const ANSWER_LENGTHS: ReadonlyMap<ViscaBody, number> = new Map<ViscaBody, number>([
  [INQUIRIES.CAM_VersionInq, 7],
  [INQUIRIES.CAM_PowerInq, 1],
  [INQUIRIES['Pan-tiltPosInq'], 8],
  [INQUIRIES.CAM_ZoomPosInq, 4],
  [INQUIRIES.CAM_FocusModeInq, 1],
])

export const powerCommand = (on: boolean): ViscaBody => [0x01, 0x04, 0x00, on ? 0x02 : 0x03]
export const focusCommand = (auto: boolean): ViscaBody => [0x01, 0x04, 0x38, auto ? 0x02 : 0x03]

const MEMORY = { store: 0x01, recall: 0x02 } as const
/** CAM_Memory Set and Recall; memories count from 0. */
export const memoryCommand = (what: keyof typeof MEMORY, memory: number): ViscaBody => [
  ...[0x01, 0x04, 0x3f, MEMORY[what], memory],
]

/** Speeds are signed, right and up positive, 0 stands still; at most 18h and 17h. */
export function driveCommand(pan: number, tilt: number): ViscaBody {
  const sideways = pan === 0 ? 0x03 : pan < 0 ? 0x01 : 0x02
  const upward = tilt === 0 ? 0x03 : tilt > 0 ? 0x01 : 0x02
  // A speed of 0 is not allowed, even where it does not move.
  const speed = (value: number) => Math.max(1, Math.abs(value))
  return [0x01, 0x06, 0x01, speed(pan), speed(tilt), sideways, upward]
}

/** `speed` is null to stand still, or 0 to 7; `inward` is to tele. */
export function zoomCommand(speed: number | null, inward: boolean): ViscaBody {
  return [0x01, 0x04, 0x07, speed === null ? 0x00 : (inward ? 0x20 : 0x30) | speed]
}

const nibbles = (value: number): number[] => [12, 8, 4, 0].map((shift) => (value >> shift) & 0x0f)

/** Pan-tiltDrive AbsolutePosition, in the camera's own steps. */
export const turnCommand = (
  pan: number,
  tilt: number,
  panSpeed: number,
  tiltSpeed: number,
): ViscaBody => [0x01, 0x06, 0x02, panSpeed, tiltSpeed, ...nibbles(pan), ...nibbles(tilt)]

/** CAM_Zoom Direct, in the camera's own steps. */
export const zoomToCommand = (zoom: number): ViscaBody => [0x01, 0x04, 0x47, ...nibbles(zoom)]

/** Command Cancel: what it carries out in this socket. */
export const cancelCommand = (socket: number): ViscaBody => [0x20 | socket]

/** Numbers of four nibbles each; null where they are none. */
export function valuesOf(data: readonly number[], count: number): number[] | null {
  if (data.length !== 4 * count || data.some((byte) => byte > 0x0f)) return null
  return Array.from({ length: count }, (_, at) =>
    data.slice(4 * at, 4 * at + 4).reduce((sum, nibble) => (sum << 4) | nibble, 0),
  )
}

/** A value of 16 bits with its sign. */
export const signed = (value: number): number => (value >= 0x8000 ? value - 0x10000 : value)

/** The answer to CAM_VersionInq: makers 1 and 20h are Sony. Null where it is none. */
export function versionOf(
  data: readonly number[],
): { maker: string; model: string; firmware: string } | null {
  if (data.length !== 7) return null
  const hex = (at: number) =>
    data
      .slice(at, at + 2)
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
  const maker = hex(0)
  return {
    maker: ['0001', '0020'].includes(maker) ? 'Sony' : maker,
    model: hex(2),
    firmware: hex(4),
  }
}
