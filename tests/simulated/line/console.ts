import { EventEmitter } from 'node:events'
import type { BusFrame } from './wire.ts'

/** Keys as the bus numbers them (docs/chamber-bus.md §3, press). */
export const KEYS = { talk: 0x01, present: 0x02, priority: 0x03 } as const
export type BusKey = 'talk' | 'present' | 'priority' | `choice-${number}`

const keyCode = (key: BusKey) =>
  key === 'talk' || key === 'present' || key === 'priority'
    ? KEYS[key]
    : 0x10 + Number(key.slice('choice-'.length))

/** What the console shows: the last state it was sent. */
export interface Shown {
  revision: number
  microphone: boolean
  talk: 'off' | 'asking' | 'next' | 'on-air'
  place: number
  present: boolean
  /** Absent: enough, or no speech. */
  time?: 'warned' | 'up'
  tag: number
  choices: number
  recorded: number
}

interface Said {
  counter: number
  type: 0x82 | 0x83
  body: number[]
  key: BusKey | 'card'
  tag: number
  since: number
  sentAtRoll: number | null
}

const TALK = ['off', 'asking', 'next', 'on-air'] as const
const TIMES = ['warned', 'up'] as const
/** §5: at least 8 presses are kept. */
const KEPT = 8
const REPEAT_AFTER_ROLLS = 4
const STALE_AFTER_MS = 10_000
const PAUSE_MS = 500

const u16 = (value: number) => [(value >> 8) & 0xff, value & 0xff]
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)]

/**
 * One console of the simulated line: the state machine of docs/chamber-bus.md §5, without wires.
 * Emits 'shown' whenever a state is applied. Time is given in, in milliseconds.
 */
export class SimulatedConsole extends EventEmitter<{ shown: [Shown]; acknowledged: [number] }> {
  readonly address: number
  shown: Shown = dark
  /** A dead console hears and says nothing. */
  dead = false
  #boot: number
  #counter = 0
  #said: Said[] = []
  #card: number[] | null = null
  #owesIdentity = false
  #owesStatus = true
  #rolls = 0
  #lastRollAt = 0

  constructor(address: number, boot: number) {
    super()
    this.address = address
    this.#boot = boot
  }

  get boot(): number {
    return this.#boot
  }

  /** Power off and on: everything undelivered is forgotten, all lamps dark. */
  restart(boot: number): void {
    this.#boot = boot
    this.#counter = 0
    this.#said = []
    this.#owesStatus = true
    this.shown = dark
  }

  /** A key goes down. Returns the press counter, or null where the key does nothing (§5). */
  press(key: BusKey, now: number): number | null {
    const choice = key.startsWith('choice-') ? Number(key.slice('choice-'.length)) : 0
    if (choice > this.shown.choices || this.#said.length >= KEPT) return null
    return this.#say(0x82, key, [keyCode(key), this.shown.tag], now)
  }

  insertCard(id: string, now: number): number {
    const bytes = [...Buffer.from(id, 'hex')]
    this.#card = bytes
    this.#owesStatus = true
    return this.#say(0x83, 'card', [1, bytes.length, ...bytes], now)
  }

  removeCard(now: number): number | null {
    if (!this.#card) return null
    const bytes = this.#card
    this.#card = null
    this.#owesStatus = true
    return this.#say(0x83, 'card', [0, bytes.length, ...bytes], now)
  }

  #say(type: Said['type'], key: Said['key'], tail: number[], now: number): number {
    const counter = ++this.#counter
    const body = [...u32(this.#boot), ...u16(counter), ...tail]
    this.#said.push({ counter, type, body, key, tag: this.shown.tag, since: now, sentAtRoll: null })
    return counter
  }

  /** A good frame was on the line. Roll calls are for everybody, the rest for this address. */
  hear(frame: BusFrame, now: number): void {
    if (this.dead) return
    if (frame.address === 0 && frame.type === 0x01) this.#hearRollCall(frame.payload, now)
    if (frame.address !== this.address) return
    if (frame.type === 0x02 && frame.payload.length === 7) this.#apply(frame.payload)
    if (frame.type === 0x04) this.#owesIdentity = true
  }

  #hearRollCall(payload: Uint8Array, now: number): void {
    this.#rolls++
    if (now - this.#lastRollAt >= PAUSE_MS) this.#owesStatus = true
    this.#lastRollAt = now
    for (let at = 3; at + 2 < payload.length; at += 3)
      if (payload[at] === this.address) {
        const counter = ((payload[at + 1] ?? 0) << 8) | (payload[at + 2] ?? 0)
        this.#said = this.#said.filter((said) => said.counter !== counter)
        this.emit('acknowledged', counter)
      }
    this.#said = this.#said.filter((said) => !this.#isStale(said, now))
  }

  #isStale(said: Said, now: number): boolean {
    if (said.key === 'card') return false
    if (said.key === 'talk' || said.key === 'present' || said.key === 'priority')
      return now - said.since > STALE_AFTER_MS
    return said.tag !== this.shown.tag
  }

  #apply(state: Uint8Array): void {
    const [high = 0, low = 0, lamps = 0, placeHigh = 0, placeLow = 0, tag = 0, choices = 0] = state
    this.#owesStatus = true
    const time = TIMES[((lamps >> 4) & 3) - 1]
    this.shown = {
      revision: (high << 8) | low,
      microphone: (lamps & 1) !== 0,
      talk: TALK[(lamps >> 1) & 3] ?? 'off',
      present: (lamps & 8) !== 0,
      ...(time && { time }),
      place: (placeHigh << 8) | placeLow,
      tag,
      choices: choices >> 4,
      recorded: choices & 0x0f,
    }
    this.emit('shown', this.shown)
  }

  /** Whether the console would use its slot now. The closer keeps its status for the end (§4). */
  hasSomethingToSay(closes: boolean): boolean {
    if (this.dead) return false
    return this.#due() !== null || this.#owesIdentity || (this.#owesStatus && !closes)
  }

  #due(): Said | null {
    const [oldest] = this.#said
    if (!oldest) return null
    const waited = oldest.sentAtRoll === null ? Infinity : this.#rolls - oldest.sentAtRoll
    return waited >= REPEAT_AFTER_ROLLS ? oldest : null
  }

  /** The frame for its slot; call only when it has something to say. */
  speak(): BusFrame {
    const due = this.#due()
    if (due) {
      due.sentAtRoll = this.#rolls
      return this.#frame(due.type, due.body)
    }
    if (this.#owesIdentity) {
      this.#owesIdentity = false
      const serial = [0, 0, 0, 0, ...u32(0x51000000 + this.address)]
      return this.#frame(0x84, [...serial, ...Buffer.from('simulated-1', 'ascii')])
    }
    return this.status()
  }

  status(): BusFrame {
    this.#owesStatus = false
    const flags = (this.shown.microphone ? 1 : 0) | (this.#card ? 2 : 0)
    return this.#frame(0x81, [...u32(this.#boot), ...u16(this.shown.revision), flags, 0])
  }

  #frame(type: number, payload: number[]): BusFrame {
    return { address: this.address, type, payload: Uint8Array.from(payload) }
  }
}

const dark: Shown = {
  revision: 0,
  microphone: false,
  talk: 'off',
  place: 0,
  present: false,
  tag: 0,
  choices: 0,
  recorded: 0,
}
