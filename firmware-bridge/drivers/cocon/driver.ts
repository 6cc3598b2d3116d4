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
import { encodeQuestion, heardOf, type CoconHeard, type CoconQuestion } from './codec.ts'
import { coconHttp } from './http.ts'
import { COCON_MODELS } from './model.ts'

const ANSWER_MS = 3000

const Options = Type.Object({}, { additionalProperties: false })
type Parts = DriverParts<'console', DeviceModel, Type.Static<typeof Options>>

/** The room server: a notification kept open for what happens, and questions beside it. */
class CoconWay implements ConsoleWay {
  readonly hasRequests = true
  readonly #parts: Parts
  readonly #hooks: ConsoleHooks
  readonly #port: KeepOpen
  #link: Link | null = null
  #status: { done(): void; failed(error: DriverError): void; askedAt: number } | null = null
  #cancel: () => void = () => undefined

  constructor(parts: Parts, hooks: ConsoleHooks) {
    this.#parts = parts
    this.#hooks = hooks
    this.#port = keepDeviceOpen(
      coconHttp(parts.address.text.replace(/\/+$/, '')),
      {
        up: (link) => {
          this.#link = link
          hooks.up()
        },
        received: (bytes) => this.#take(heardOf(bytes)),
        down: (error) => {
          this.#end()
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
    this.#end()
    await this.#port.stop()
  }

  refresh(): Promise<void> {
    return new Promise((done, failed) => {
      if (this.#link === null) return failed(new DriverError('way-lost', 'There is no way to it.'))
      this.#status = { done, failed, askedAt: this.#parts.time.now() }
      this.#send({ type: 'get-state' })
      this.#cancel = this.#parts.time.after(ANSWER_MS, () => {
        for (const meter of this.#hooks.meters) meter.failed()
        failed(new DriverError('no-answer', `It did not answer in ${ANSWER_MS} ms.`))
      })
    })
  }

  command(place: string, command: SeatCommand): Promise<void> {
    const seat = /^\d{1,5}$/.test(place) ? Number(place) : 0
    if (seat === 0)
      return Promise.reject(new DriverError('part-unknown', `${place} is no seat number.`))
    const on = 'microphone' in command ? command.microphone === 'open' : command.asking
    const state = !on ? 'Off' : 'microphone' in command ? 'On' : 'Request'
    this.#send({ type: 'set-state', state, seat })
    return Promise.resolve()
  }

  #send(question: CoconQuestion): void {
    for (const meter of this.#hooks.meters) meter.sent()
    this.#link?.send(Buffer.from(encodeQuestion(question)))
  }

  #take(heard: CoconHeard): void {
    if (heard.type === 'bad-answer') return this.#hooks.badFrame()
    this.#hooks.frame()
    if (heard.type === 'set' && heard.result !== 0)
      this.#parts.log.warn({ result: heard.result }, 'it did not take a command')
    if (heard.type !== 'microphones') return
    this.#listed(heard.speakers, heard.requests)
    // What happened before it was asked is told by notifications.
    if (heard.isAnswer) this.#answered()
  }

  /** It names who speaks and who asks; who is not named does neither. */
  #listed(speakers: readonly number[], requests: readonly number[]): void {
    for (const { place } of this.#parts.units) {
      const seat = Number(place)
      const microphone = speakers.includes(seat) ? 'open' : 'closed'
      if (place !== null) this.#hooks.seat(place, { microphone, asking: requests.includes(seat) })
    }
  }

  #answered(): void {
    const status = this.#status
    if (status === null) return
    this.#status = null
    this.#cancel()
    for (const meter of this.#hooks.meters) meter.answered(this.#parts.time.now() - status.askedAt)
    status.done()
  }

  #end(): void {
    this.#cancel()
    this.#link = null
    this.#status?.failed(new DriverError('way-lost', 'The way to it was lost.'))
    this.#status = null
  }
}

export const cocon = defineDriver({
  name: 'cocon',
  kind: 'console',
  ways: ['http'],
  // More seats than a chamber has.
  unitsPerAddress: 1024,
  models: COCON_MODELS,
  options: Options,
  restlessMs: 30_000,
  create: (parts: Parts) =>
    new ConsoleSystem(parts, 'Televic', (hooks) => new CoconWay(parts, hooks)),
})
