/**
 * VISCA over IP (Sony SRG-300H, Technical Manual, "VISCA over IP"): each packet in a datagram after a
 * header of 8 bytes: payload type, payload length, sequence number. Pure.
 */

const HEADER = 8
const TYPES = { command: 0x0100, inquiry: 0x0110, setting: 0x0120, control: 0x0200 } as const
const REPLY = 0x0111
const CONTROL_REPLY = 0x0201
const LAST_SEQUENCE = 0xffffffff

export type PayloadType = keyof typeof TYPES

/** `sequence` is 0 to 2³² − 1. */
export function encodeDatagram(
  type: PayloadType,
  sequence: number,
  payload: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(HEADER + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, TYPES[type])
  view.setUint16(2, payload.length)
  view.setUint32(4, sequence)
  bytes.set(payload, HEADER)
  return bytes
}

export const nextSequence = (sequence: number): number =>
  sequence === LAST_SEQUENCE ? 0 : sequence + 1

/** Control command RESET: the camera counts from 0 again. */
export const RESET = Uint8Array.of(0x01)

export type Datagram =
  | { type: 'reply'; sequence: number; payload: Uint8Array }
  | { type: 'reset-done' }
  /** Control command ERROR: the sequence number, or the message, is not what it awaited. */
  | { type: 'out-of-step' }
  | { type: 'bad-datagram' }

/** What a datagram from a camera is. Never throws. */
export function datagramOf(bytes: Uint8Array): Datagram {
  const bad = { type: 'bad-datagram' } as const
  if (bytes.length < HEADER + 1) return bad
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = view.getUint16(0)
  const payload = bytes.subarray(HEADER)
  if (view.getUint16(2) !== payload.length) return bad
  if (type === REPLY) return { type: 'reply', sequence: view.getUint32(4), payload }
  if (type !== CONTROL_REPLY && type !== TYPES.control) return bad
  if (payload.length === 1 && payload[0] === 0x01) return { type: 'reset-done' }
  return payload[0] === 0x0f ? { type: 'out-of-step' } : bad
}
