import type { ConsoleKey } from '../../controller/protocol/device-messages.ts'
import type { ConsoleId, MemberId } from '../../controller/protocol/ids.ts'
import type { BallotTags } from '../../firmware-bridge/drivers/console-driver.ts'
import type { SimulatedConsole } from '../simulated/line/console.ts'
import type { Checker } from './checker.ts'
import type { HallConsole, Lamps } from './hall-console.ts'
import type { LineTime } from './line-time.ts'
import type { SerialWire } from './serial-wire.ts'
import type { World } from './world.ts'

export interface SerialConsoleParts {
  world: World
  checker: Checker
  time: LineTime
  wire: SerialWire
  tags: BallotTags
}

/** A console on a serial line, as the person before it knows it. */
export class SerialConsole implements HallConsole {
  readonly id: ConsoleId
  onShown: () => void = () => undefined
  readonly #console: SimulatedConsole
  readonly #parts: SerialConsoleParts

  constructor(id: ConsoleId, console: SimulatedConsole, parts: SerialConsoleParts) {
    this.id = id
    this.#console = console
    this.#parts = parts
    console.on('shown', () => this.#changed())
    console.on('acknowledged', (counter) => {
      parts.checker.acknowledged(id, this.#pressId(counter))
    })
  }

  get lamps(): Lamps | null {
    const { revision, microphone, tag, choices, recorded, ...rest } = this.#console.shown
    if (this.#console.dead || revision === 0) return null
    const ballot = tag === 0 ? null : { id: this.#parts.tags.ballotOf(tag), choices, recorded }
    return { ...rest, microphoneOpen: microphone, ballot }
  }

  press(key: ConsoleKey, by: MemberId): void {
    if (this.#console.dead) return
    this.#parts.wire.wake()
    const counter = this.#console.press(key, this.#parts.time.now())
    if (counter !== null) this.#pressed(counter, by, key)
  }

  card(card: string, inserted: boolean, by: MemberId): void {
    if (this.#console.dead) return
    this.#parts.wire.wake()
    const now = this.#parts.time.now()
    const counter = inserted ? this.#console.insertCard(card, now) : this.#console.removeCard(now)
    if (counter !== null) this.#pressed(counter, by, `card ${inserted ? 'in' : 'out'}`)
  }

  die(): void {
    this.#parts.world.note(`${this.id} dies`)
    this.#parts.wire.wake()
    this.#console.dead = true
    this.#changed()
  }

  boot(): void {
    const { world, wire } = this.#parts
    wire.wake()
    this.#console.restart(world.chance.whole(1, 0xffffffff))
    this.#console.dead = false
    world.note(`${this.id} starts as ${this.#pressId(0)}`)
    this.#changed()
  }

  #pressed(counter: number, by: MemberId, key: string): void {
    const ballot = key.startsWith('card') ? null : (this.lamps?.ballot?.id ?? null)
    const pressId = this.#pressId(counter)
    this.#parts.checker.pressed({ console: this.id, pressId, by, key, ballot })
  }

  #changed(): void {
    this.#parts.checker.shown(this.id, this.lamps)
    this.onShown()
  }

  #pressId(counter: number): string {
    return `${this.#console.boot.toString(16).padStart(8, '0')}.${counter}`
  }
}
