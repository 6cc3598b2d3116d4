import {
  TransportError,
  type Link,
  type Transport,
  type TransportListener,
} from '../../firmware-bridge/transports/transport.ts'
import type { SimulatedConsole } from '../simulated/line/console.ts'
import { FrameEar, wrap, type BusFrame } from '../simulated/line/wire.ts'
import type { LineTime } from './line-time.ts'
import type { World } from './world.ts'

export const BAUD_RATE = 115_200
const BIT_MS = 1000 / BAUD_RATE
const BYTE_MS = 10 * BIT_MS
const GAP_MS = 20 * BIT_MS
/** From the last byte of a status until the bridge has read it. */
const READ_MS = 1.8
const ROLL_CALL = 0x01
/**
 * Whatever is unconfirmed or unacknowledged is repeated within 4 roll calls (docs/chamber-bus.md §9):
 * after six in which nobody said anything, nobody has anything to say.
 */
const QUIET_ROLLS = 6
/** Part of the frames that are spoilt while there is noise. */
const SPOILT = 0.15

/** The cable between a bridge and the consoles of one line, and the port at the bridge's end. */
export class SerialWire implements Transport {
  readonly name: string
  readonly consoles: ReadonlyMap<number, SimulatedConsole>
  /** The cable is out: the port cannot be opened. */
  cut = false
  /** Nothing gets through, though the port is there. */
  deaf = false
  noisy = false
  /** Whether the bridge takes a console for silent, which it asks now and then. */
  someSilent: () => boolean = () => false
  readonly #world: World
  readonly #time: LineTime
  readonly #ear = new FrameEar()
  #listener: TransportListener | null = null
  #quietRolls = 0
  #held: (() => void) | null = null

  constructor(name: string, consoles: SerialWire['consoles'], time: LineTime, world: World) {
    this.name = name
    this.consoles = consoles
    this.#time = time
    this.#world = world
  }

  async open(listener: TransportListener): Promise<Link> {
    this.#world.queue.stir()
    if (this.cut) throw new TransportError('port-unavailable', 'The cable is out.')
    this.#listener = listener
    return {
      send: (bytes) => {
        if (this.#listener === listener) this.#send(bytes)
      },
      close: async () => {
        if (this.#listener === listener) this.#listener = null
      },
    }
  }

  /** The cable is pulled, and the port says so. */
  pull(): void {
    this.wake()
    this.cut = true
    const listener = this.#listener
    this.#listener = null
    listener?.gone(new TransportError('port-lost', 'The cable was pulled.'))
    this.#world.queue.stir()
  }

  /** Something happens at either end: the line's time goes on. */
  wake(): void {
    this.#quietRolls = 0
    const held = this.#held
    this.#held = null
    this.#time.goOn()
    held?.()
  }

  #send(bytes: Uint8Array): void {
    this.#time.after(bytes.length * BYTE_MS, () => {
      if (!this.deaf) this.#hear(this.#spoilt(bytes))
    })
  }

  #hear(bytes: Uint8Array): void {
    const now = this.#time.now()
    const frames = this.#ear.hear(bytes).map(({ frame }) => frame)
    for (const frame of frames)
      for (const console of this.consoles.values()) console.hear(frame, now)
    const roll = frames.findLast(({ address, type }) => address === 0 && type === ROLL_CALL)
    if (roll) this.#answer(roll, frames.length === 1 && roll.payload.length === 3)
  }

  /** Every console in its slot, the closer at the end. */
  #answer({ payload }: BusFrame, bare: boolean): void {
    const [last = 0, closer = 0, slotBits = 8] = payload
    let at = GAP_MS
    let said = 0
    for (let slot = 1; slot <= last; slot++) {
      const console = this.consoles.get(slot)
      if (console?.hasSomethingToSay(slot === closer)) {
        at = this.#say(wrap(console.speak()), at)
        said += 1
      } else at += slotBits * BIT_MS
    }
    const ending = this.consoles.get(closer)
    this.#quietRolls = bare && said === 0 && !this.noisy ? this.#quietRolls + 1 : 0
    if (ending && !ending.dead) this.#say(wrap(ending.status()), at, this.#isQuiet())
  }

  #isQuiet(): boolean {
    const someDead = [...this.consoles.values()].some(({ dead }) => dead)
    return this.#quietRolls >= QUIET_ROLLS && !someDead && !this.someSilent()
  }

  /** The bytes on the cable from `at` on; returns when the next slot begins. */
  #say(bytes: Uint8Array, at: number, mayRest = false): number {
    const listener = this.#listener
    const spoilt = this.#spoilt(bytes)
    const ends = at + bytes.length * BYTE_MS
    const deliver = () => {
      if (this.#listener === listener) listener?.received(spoilt)
    }
    this.#time.after(ends + READ_MS, () => {
      if (!mayRest || this.#quietRolls < QUIET_ROLLS || this.noisy) return deliver()
      this.#held = deliver
      this.#time.standStill()
    })
    return ends + GAP_MS
  }

  /** One byte changed, some missing, or some added. */
  #spoilt(bytes: Uint8Array): Uint8Array {
    const { chance } = this.#world
    if (!this.noisy || !chance.happens(SPOILT)) return bytes
    const at = chance.whole(0, bytes.length - 1)
    const kind = chance.whole(0, 2)
    if (kind === 0) return bytes.map((byte, i) => (i === at ? byte ^ chance.whole(1, 255) : byte))
    if (kind === 1) return bytes.slice(0, at)
    return Uint8Array.of(chance.whole(0, 255), chance.whole(1, 255), ...bytes)
  }
}
