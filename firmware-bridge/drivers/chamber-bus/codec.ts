/** Messages of the chamber bus (docs/chamber-bus.md, section 3). Pure: bytes in, values out. */
import { frame } from './framing.ts'

/** Bits a second on the line; a byte takes ten. */
export const BITS_PER_BYTE = 10
export const MAX_ADDRESS = 64
/** As many as fit into one frame beside the roll call's own three bytes, rounded down. */
export const MAX_ACKNOWLEDGEMENTS = 32

const ROLL_CALL = 0x01
const STATE = 0x02
const IDENTIFY = 0x03
const WHO_ARE_YOU = 0x04
const STATUS = 0x81
const PRESS = 0x82
const CARD = 0x83
const IDENTITY = 0x84

const TALK = ['off', 'asking', 'next', 'on-air'] as const
const TIME = ['running', 'warned', 'up'] as const

/** What a console shall do and show, in the bus's own terms. */
export interface BusState {
  /** 1–65,535. */
  revision: number
  microphoneOpen: boolean
  talk: (typeof TALK)[number]
  present: boolean
  /** Of the speech at this console: little time is left, or none. */
  time: 'running' | 'warned' | 'up'
  /** Place in the queue 1–999, 0 when not in it. */
  place: number
  /** Tag of the ballot to show, 1–255; 0 without one, and then the next two are 0 as well. */
  tag: number
  choices: number
  /** 1–10, 0 without, RECORDED_SECRETLY where nobody says which. */
  recorded: number
}

/** What a state says of a secret vote that is recorded. */
export const RECORDED_SECRETLY = 15

export interface Acknowledgement {
  address: number
  counter: number
}

export interface RollCall {
  /** Highest address that has a slot. */
  last: number
  /** Address that ends the roll call with its status. */
  closer: number
  slotBits: number
  acknowledgements: readonly Acknowledgement[]
}

const high = (word: number) => word >> 8
const low = (word: number) => word & 0xff

export function encodeRollCall(roll: RollCall): Uint8Array {
  const acknowledgements = roll.acknowledgements.flatMap(({ address, counter }) => [
    address,
    high(counter),
    low(counter),
  ])
  return frame(
    Uint8Array.of(0, ROLL_CALL, roll.last, roll.closer, roll.slotBits, ...acknowledgements),
  )
}

export function encodeState(address: number, state: BusState): Uint8Array {
  const lamps =
    Number(state.microphoneOpen) |
    (TALK.indexOf(state.talk) << 1) |
    (Number(state.present) << 3) |
    (TIME.indexOf(state.time) << 4)
  return frame(
    Uint8Array.of(
      address,
      STATE,
      high(state.revision),
      low(state.revision),
      lamps,
      high(state.place),
      low(state.place),
      state.tag,
      (state.choices << 4) | state.recorded,
    ),
  )
}

/** Blink every lamp for `seconds` (1–255), or stop at once (0). */
export function encodeIdentify(address: number, seconds: number): Uint8Array {
  return frame(Uint8Array.of(address, IDENTIFY, seconds))
}

export function encodeWhoAreYou(address: number): Uint8Array {
  return frame(Uint8Array.of(address, WHO_ARE_YOU))
}

export interface Status {
  type: 'status'
  address: number
  boot: number
  /** Revision of the state that is applied; 0 when none is since this boot. */
  revision: number
  microphoneOpen: boolean
  cardPresent: boolean
  /** Problem code, 0 none. */
  problem: number
}

export interface Press {
  type: 'press'
  address: number
  boot: number
  counter: number
  key: number
  /** Of the ballot shown when the key went down, 0 if none. */
  tag: number
}

export interface Card {
  type: 'card'
  address: number
  boot: number
  counter: number
  inserted: boolean
  /** 4–16 bytes in upper-case hex. */
  card: string
}

export interface Identity {
  type: 'identity'
  address: number
  /** 16 hex digits. */
  serial: string
  firmware: string
}

export type ConsoleMessage = Status | Press | Card | Identity

/** A press or card: what is repeated until it is acknowledged. */
export type Report = Press | Card

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase()

/** Whether a frame's content comes from the bridge's side: an echo of what it sent itself. */
export const isFromBridge = (content: Uint8Array): boolean => (content[1] ?? 0) < 0x80

/**
 * The console's message in a frame's content (address, type, payload); null for an unknown type, a
 * wrong length or a value the bus does not have. The address is not checked.
 */
export function decodeConsoleMessage(content: Uint8Array): ConsoleMessage | null {
  const [address, type] = content
  if (address === undefined || type === undefined) return null
  const payload = content.subarray(2)
  if (type === IDENTITY) return decodeIdentity(address, payload)
  if (payload.length < 8) return null
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length)
  const boot = view.getUint32(0)
  const word = view.getUint16(4)
  const [sixth, seventh] = [view.getUint8(6), view.getUint8(7)]
  if (boot === 0) return null
  if (type === STATUS && payload.length === 8) {
    return {
      type: 'status',
      address,
      boot,
      revision: word,
      microphoneOpen: (sixth & 1) !== 0,
      cardPresent: (sixth & 2) !== 0,
      problem: seventh,
    }
  }
  if (word === 0) return null
  if (type === PRESS && payload.length === 8) {
    return { type: 'press', address, boot, counter: word, key: sixth, tag: seventh }
  }
  const id = payload.subarray(8)
  if (type !== CARD || sixth > 1 || seventh < 4 || seventh > 16 || id.length !== seventh) {
    return null
  }
  return { type: 'card', address, boot, counter: word, inserted: sixth === 1, card: hex(id) }
}

function decodeIdentity(address: number, payload: Uint8Array): Identity | null {
  const name = payload.subarray(8)
  const printable = name.every((byte) => byte >= 0x20 && byte <= 0x7e)
  if (name.length < 1 || name.length > 24 || !printable) return null
  return {
    type: 'identity',
    address,
    serial: hex(payload.subarray(0, 8)),
    firmware: Buffer.from(name).toString('latin1'),
  }
}
