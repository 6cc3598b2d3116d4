/**
 * Lamps that are told and never answer. TSL UMD protocol V3.1 and V5.0 (Television Systems Ltd., as
 * printed in makers' manuals), and USB relay boards of four bytes. Pure.
 */

export interface TallyLamp {
  /** Display address of V3.1 (0–126), index of V5.0 (0–65,534), channel of a board (1–255). */
  index: number
  red: boolean
  green: boolean
  text: string
}

/** Which of the four tallies of V3.1 is which colour: that is the display's own matter. */
export interface TallyColours {
  red: number
  green: number
}

const V31_TEXT = 16
/** Brightness in full. */
const BRIGHT = 0b11

/** V3.1: address + 80 hex, control (tally 1 is bit 0, brightness bits 4 and 5), 16 characters. */
export function encodeTsl31(lamp: TallyLamp, { red, green }: TallyColours): Uint8Array {
  const tallies = (lamp.red ? 1 << (red - 1) : 0) | (lamp.green ? 1 << (green - 1) : 0)
  const text = asciiOf(lamp.text).slice(0, V31_TEXT).padEnd(V31_TEXT)
  return Uint8Array.of(
    ...[0x80 + lamp.index, tallies | (BRIGHT << 4)],
    ...Array.from(text, (letter) => letter.charCodeAt(0)),
  )
}

/** Red and green together are amber. */
const tallyOf = ({ red, green }: TallyLamp): number => (red ? 1 : 0) | (green ? 2 : 0)

/**
 * V5.0: one packet for one display. PBC, VER, FLAGS, SCREEN, INDEX, CONTROL, LENGTH, TEXT, numbers of
 * 16 bits with the low byte first. Right and left lamp and the text show the same.
 */
export function encodeTsl50(lamp: TallyLamp, screen: number): Uint8Array {
  const isAscii = asciiOf(lamp.text) === lamp.text
  const text = isAscii
    ? Array.from(lamp.text, (letter) => letter.charCodeAt(0))
    : Array.from(lamp.text.split(''), (unit) => lowFirst(unit.charCodeAt(0))).flat()
  const tally = tallyOf(lamp)
  const control = tally | (tally << 2) | (tally << 4) | (BRIGHT << 6)
  const after = [
    ...[0, isAscii ? 0 : 1, ...lowFirst(screen)],
    ...[...lowFirst(lamp.index), ...lowFirst(control), ...lowFirst(text.length), ...text],
  ]
  return Uint8Array.of(...lowFirst(after.length), ...after)
}

const DLE = 0xfe
const STX = 0x02

/** V5.0 over a stream: DLE STX before a packet, and each DLE in it twice. */
export const wrapTsl50 = (packet: Uint8Array): Uint8Array =>
  Uint8Array.of(
    ...[DLE, STX],
    ...Array.from(packet).flatMap((byte) => (byte === DLE ? [byte, byte] : [byte])),
  )

/** A0, channel, on or off, sum: boards sold as LCUS. */
export function encodeRelay({ index, red, green }: TallyLamp): Uint8Array {
  const on = red || green ? 1 : 0
  return Uint8Array.of(0xa0, index, on, (0xa0 + index + on) & 0xff)
}

const lowFirst = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff]

const asciiOf = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')
