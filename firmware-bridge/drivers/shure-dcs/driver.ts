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
import { DcsReader, encodeCommand, seatOf, type DcsCommand, type DcsHeard } from './codec.ts'
import { DCS_MODELS } from './model.ts'

/** It begins to say what its microphones are within this. */
const ANSWER_MS = 3000
/** Where its status has no end of its own, this long a silence is one. */
const SILENCE_MS = 500

const Options = Type.Object({}, { additionalProperties: false })
type Parts = DriverParts<'console', DeviceModel, Type.Static<typeof Options>>

/**
 * The central unit: one connection. It answers a command only where it did something, so a command
 * is not awaited: the seat's own words show what came of it.
 */
class DcsWay implements ConsoleWay {
  readonly hasRequests = true
  readonly #parts: Parts
  readonly #hooks: ConsoleHooks
  readonly #reader = new DcsReader()
  readonly #port: KeepOpen
  #link: Link | null = null
  #status: { done(): void; failed(error: DriverError): void; askedAt: number } | null = null
  #cancel: () => void = () => undefined

  constructor(parts: Parts, hooks: ConsoleHooks) {
    this.#parts = parts
    this.#hooks = hooks
    this.#port = keepDeviceOpen(
      parts.transport,
      {
        up: (link) => {
          this.#link = link
          this.#reader.reset()
          hooks.up()
        },
        received: (bytes) => this.#reader.push(bytes).forEach((heard) => this.#take(heard)),
        down: (error) => {
          this.#lost()
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
    this.#lost()
    await this.#port.stop()
  }

  refresh(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#link === null) return reject(new DriverError('way-lost', 'There is no way to it.'))
      this.#status = { done: resolve, failed: reject, askedAt: this.#parts.time.now() }
      this.#send({ name: 'mic_status' })
      this.#endStatusAfter(ANSWER_MS, () => {
        for (const meter of this.#hooks.meters) meter.failed()
        const text = `It did not say its microphones in ${ANSWER_MS} ms.`
        this.#status?.failed(new DriverError('no-answer', text))
      })
    })
  }

  command(place: string, command: SeatCommand): Promise<void> {
    const seat = seatOf(place)
    if (seat === null)
      return Promise.reject(new DriverError('part-unknown', `${place} is no seat number.`))
    if ('microphone' in command)
      this.#send({ name: command.microphone === 'open' ? 'mic_on' : 'mic_off', seat })
    else this.#send({ name: command.asking ? 'mic_request_on' : 'mic_request_off', seat })
    return Promise.resolve()
  }

  #send(command: DcsCommand): void {
    for (const meter of this.#hooks.meters) meter.sent()
    this.#link?.send(Buffer.from(encodeCommand(command)))
  }

  #take(heard: DcsHeard): void {
    if (heard.type === 'bad-line') return this.#hooks.badFrame()
    this.#hooks.frame()
    if (this.#status !== null) this.#endStatusAfter(SILENCE_MS, () => this.#statusDone())
    if (heard.type === 'status-done') this.#statusDone()
    else if (heard.type === 'refused')
      this.#parts.log.warn({ said: heard.text.slice(0, 100) }, 'it refuses a command')
    else if (heard.type === 'microphone')
      this.#hooks.seat(String(heard.seat), { microphone: heard.open ? 'open' : 'closed' })
    else if (heard.type === 'request')
      this.#hooks.seat(String(heard.seat), { asking: heard.asking })
  }

  #statusDone(): void {
    const status = this.#status
    if (status === null) return
    for (const meter of this.#hooks.meters) meter.answered(this.#parts.time.now() - status.askedAt)
    this.#cancel()
    this.#status = null
    // Its status names who speaks and who asks; who is not named does neither.
    for (const { place } of this.#parts.units)
      if (place !== null) this.#hooks.settle(place, { microphone: 'closed', asking: false })
    status.done()
  }

  #endStatusAfter(ms: number, run: () => void): void {
    this.#cancel()
    this.#cancel = this.#parts.time.after(ms, run)
  }

  #lost(): void {
    this.#cancel()
    this.#link = null
    this.#status?.failed(new DriverError('way-lost', 'The way to it was lost.'))
    this.#status = null
  }
}

export const shureDcs = defineDriver({
  name: 'shure-dcs',
  kind: 'console',
  ways: ['tcp'],
  // More seats than a chamber has.
  unitsPerAddress: 1024,
  models: DCS_MODELS,
  options: Options,
  restlessMs: 30_000,
  create: (parts: Parts) => new ConsoleSystem(parts, 'Shure', (hooks) => new DcsWay(parts, hooks)),
})
