import Type from 'typebox'
import { keepDeviceOpen, type KeepOpen } from '../../transports/keep-open.ts'
import type { Link } from '../../transports/transport.ts'
import {
  ConsoleSystem,
  type ConsoleHooks,
  type ConsoleWay,
  type SeatCommand,
} from '../console-system.ts'
import { defineDriver, DriverError, type DeviceModel, type DriverParts } from '../device-driver.ts'
import { encodeCommand, QuintaReader, type QuintaHeard } from './codec.ts'
import { QUINTA_MODELS } from './model.ts'

/** A unit says one press several times; a second press of a person comes later than this. */
const SAME_PRESS_MS = 1000
/** A command is answered by `Q` once the unit has its stream, over the air. */
const ANSWER_MS = 1000
/** Each unit says its status about every 20 s; a unit silent for three of them is away. */
const STATUS_MS = 20_000

const Options = Type.Object({}, { additionalProperties: false })
type Parts = DriverParts<'console', DeviceModel, Type.Static<typeof Options>>

interface Unit {
  place: string
  /** Hardware type and flags, as it says them; null until it did. */
  flags: number | null
  open: boolean
  pressedAt: number
  /** Ends the waiting for what a command does. */
  answered(): void
}

/**
 * The control unit: one connection. What a command did shows by `Q`; nothing asks for it again, so
 * what was heard last is what is known.
 */
class QuintaWay implements ConsoleWay {
  /** Its list of requests is the chamber's own: a unit shows none. */
  readonly hasRequests = false
  readonly #parts: Parts
  readonly #hooks: ConsoleHooks
  readonly #reader = new QuintaReader()
  readonly #port: KeepOpen
  readonly #units: ReadonlyMap<number, Unit>
  #link: Link | null = null

  constructor(parts: Parts, hooks: ConsoleHooks) {
    this.#parts = parts
    this.#hooks = hooks
    const idOf = (place: string | null) => Number.parseInt(place ?? '', 16)
    this.#units = new Map(
      parts.units.map(({ place }) => [
        idOf(place),
        {
          place: place ?? '',
          flags: null,
          open: false,
          pressedAt: -SAME_PRESS_MS,
          answered: () => undefined,
        },
      ]),
    )
    this.#port = keepDeviceOpen(
      parts.transport,
      {
        up: (link) => this.#opened(link),
        received: (bytes) => this.#reader.push(bytes).forEach((heard) => this.#take(heard)),
        down: (error) => {
          this.#link = null
          hooks.down({ code: error.code, text: error.message.slice(0, 300) })
        },
      },
      parts.time,
    )
  }

  start(): void {
    this.#port.start()
  }

  async stop(): Promise<void> {
    this.#link = null
    await this.#port.stop()
  }

  refresh(): Promise<void> {
    for (const { place, open } of this.#units.values())
      this.#hooks.settle(place, { microphone: open ? 'open' : 'closed', asking: null })
    return Promise.resolve()
  }

  command(place: string, command: SeatCommand): Promise<void> {
    if ('asking' in command) return Promise.resolve()
    const [muad, unit] = [...this.#units].find(([, it]) => it.place === place) ?? []
    if (muad === undefined || unit?.flags === null || unit?.flags === undefined) {
      const text = `The unit ${place} was not heard yet: is it switched on and in reach?`
      return Promise.reject(new DriverError('unit-away', text))
    }
    this.#send(encodeCommand({ muad, speak: command.microphone === 'open', flags: unit.flags }))
    return new Promise((resolve) => {
      const cancel = this.#parts.time.after(ANSWER_MS, resolve)
      unit.answered = () => {
        cancel()
        resolve()
      }
    })
  }

  /** What opens the port to commands, the secret file says as it is to be sent. */
  #opened(link: Link): void {
    this.#link = link
    this.#reader.reset()
    for (const unit of this.#units.values()) unit.open = false
    const { secret } = this.#parts.units[0]
    if (secret !== null) this.#send(`${secret.trim()}\r`)
    this.#hooks.up()
  }

  #send(text: string): void {
    for (const meter of this.#hooks.meters) meter.sent()
    this.#link?.send(Buffer.from(text))
  }

  #take(heard: QuintaHeard): void {
    if (heard.type === 'bad-line') return this.#hooks.badFrame()
    this.#hooks.frame()
    if (heard.type === 'prompt' || heard.type === 'other') return
    const unit = this.#units.get(heard.muad)
    if (unit === undefined) return
    if (heard.type === 'allocated') {
      unit.open = heard.open
      this.#hooks.seat(unit.place, { microphone: heard.open ? 'open' : 'closed' })
      return unit.answered()
    }
    unit.flags = heard.flags
    if (heard.type === 'request') this.#requested(unit, heard.speak)
  }

  /** Asking to speak is a press; that its microphone is off, the `Q` after it says too. */
  #requested(unit: Unit, speak: boolean): void {
    const now = this.#parts.time.now()
    const isSame = now - unit.pressedAt < SAME_PRESS_MS
    if (!speak || isSame || unit.open) return
    unit.pressedAt = now
    this.#hooks.press(unit.place)
  }
}

export const quinta = defineDriver({
  name: 'quinta',
  kind: 'console',
  ways: ['serial', 'tcp'],
  // More units than four streams are shared by in any hall.
  unitsPerAddress: 512,
  models: QUINTA_MODELS,
  options: Options,
  restlessMs: 3 * STATUS_MS,
  create: (parts: Parts) =>
    new ConsoleSystem(parts, 'beyerdynamic', (hooks) => new QuintaWay(parts, hooks)),
})
