import type { Problem } from '../../../controller/protocol/devices.ts'
import { keepDeviceOpen, type KeepOpen } from '../../transports/keep-open.ts'
import { TransportError, type Link } from '../../transports/transport.ts'
import {
  ConsoleSystem,
  type ConsoleHooks,
  type ConsoleWay,
  type SeatCommand,
} from '../console-system.ts'
import { defineDriver, DriverError, type DeviceModel, type DriverParts } from '../device-driver.ts'
import { encodeRequest, heardOf, type DicentisHeard, type DicentisRequest } from './codec.ts'
import { DICENTIS_MODELS, DicentisOptions } from './model.ts'
import { dicentisSocket } from './socket.ts'

/** It tells nothing by itself, so its list is asked this often: a press is heard within it. */
const LIST_MS = 250
const ANSWER_MS = 3000

type Parts = DriverParts<'console', DeviceModel, DicentisOptions>

/** The server: one connection, logged in, its list of the discussion asked all the time. */
class DicentisWay implements ConsoleWay {
  /** How a seat is put into its list is not known. */
  readonly hasRequests = false
  readonly #parts: Parts
  readonly #hooks: ConsoleHooks
  readonly #port: KeepOpen
  #link: Link | null = null
  /** Why it let nobody in; said instead of the end of the connection that follows. */
  #refusal: Problem | null = null
  #isUp = false
  /** Its own name of each seat, by the place in the chamber's file, and back. */
  #ids = new Map<string, string>()
  /** For the answer to the question with this number: an earlier one is no news. */
  #waiting: { list: number; done(): void; failed(error: DriverError): void }[] = []
  #lists = 0
  #askedAt: number | null = null
  #cancel: () => void = () => undefined

  constructor(parts: Parts, hooks: ConsoleHooks) {
    this.#parts = parts
    this.#hooks = hooks
    const { options } = parts.units[0]
    const transport = dicentisSocket(parts.address.text, options.anyCertificate ?? false)
    this.#port = keepDeviceOpen(
      transport,
      {
        up: (link) => this.#opened(link),
        received: (bytes) => this.#take(heardOf(bytes)),
        down: (error) => this.#lost(error),
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
      if (!this.#isUp) return failed(new DriverError('way-lost', 'There is no way to it.'))
      this.#waiting.push({ list: this.#lists + 1, done, failed })
      if (this.#askedAt === null) this.#askList()
    })
  }

  command(place: string, command: SeatCommand): Promise<void> {
    const id = this.#ids.get(place)
    if (id === undefined)
      return Promise.reject(new DriverError('part-unknown', `It has no seat ${place}.`))
    if ('asking' in command) return Promise.resolve()
    const operation = command.microphone === 'open' ? 'grantspeech' : 'removespeech'
    this.#send({ operation, parameters: { seatIds: [id] } })
    return Promise.resolve()
  }

  #opened(link: Link): void {
    this.#link = link
    const { options, secret } = this.#parts.units[0]
    const parameters = { user: options.user, password: (secret ?? '').trim() }
    this.#send({ operation: 'login', parameters })
    this.#after(ANSWER_MS, () => this.#hangUp('It does not answer the login.'))
  }

  #send(request: DicentisRequest): void {
    for (const meter of this.#hooks.meters) meter.sent()
    this.#link?.send(Buffer.from(encodeRequest(request)))
  }

  #take(heard: DicentisHeard): void {
    if (heard.type === 'bad-message') return this.#hooks.badFrame()
    this.#hooks.frame()
    if (heard.type === 'login') this.#loggedIn(heard.ok)
    else if (heard.type === 'seats') this.#seated(heard.seats)
    else if (heard.type === 'discussion') this.#listed(heard.open, heard.waiting)
    else if (heard.type === 'error')
      this.#parts.log.warn({ said: heard.text.slice(0, 100) }, 'it reports an error')
  }

  #loggedIn(ok: boolean): void {
    if (!ok) {
      const text = 'It refuses the user or the password: see the secret file of the chamber’s file.'
      this.#refusal = { code: 'password-refused', text }
      return this.#hangUp(text)
    }
    this.#refusal = null
    this.#send({ operation: 'getseats', parameters: {} })
    this.#after(ANSWER_MS, () => this.#hangUp('It does not say its seats.'))
  }

  /** A place may be a seat's name or its identity. */
  #seated(seats: readonly { id: string; name: string }[]): void {
    this.#ids = new Map(
      this.#parts.units.flatMap(({ place }) => {
        const seat = seats.find(({ id, name }) => id === place || name === place)
        return seat === undefined || place === null ? [] : [[place, seat.id] as const]
      }),
    )
    if (!this.#isUp) {
      this.#isUp = true
      this.#hooks.up()
    }
    this.#askList()
  }

  #askList(): void {
    this.#askedAt = this.#parts.time.now()
    this.#lists++
    this.#send({ operation: 'GetDiscussionList', parameters: {} })
    this.#after(ANSWER_MS, () => {
      for (const meter of this.#hooks.meters) meter.failed()
      this.#fail(new DriverError('no-answer', `It did not answer in ${ANSWER_MS} ms.`))
      this.#askList()
    })
  }

  #listed(open: readonly string[], waiting: readonly string[]): void {
    if (this.#askedAt === null) return this.#hooks.badFrame()
    const latency = this.#parts.time.now() - this.#askedAt
    this.#askedAt = null
    for (const meter of this.#hooks.meters) meter.answered(latency)
    for (const [place, id] of this.#ids) {
      const microphone = open.includes(id) ? 'open' : 'closed'
      this.#hooks.seat(place, { microphone, asking: waiting.includes(id) })
    }
    const answered = this.#waiting.filter(({ list }) => list <= this.#lists)
    this.#waiting = this.#waiting.filter(({ list }) => list > this.#lists)
    for (const asked of answered) asked.done()
    if (this.#waiting.length > 0) this.#askList()
    else this.#after(LIST_MS, () => this.#askList())
  }

  #hangUp(why: string): void {
    this.#port.reopen(new TransportError('port-lost', why))
  }

  #lost(error: TransportError): void {
    this.#end()
    this.#hooks.down(this.#refusal ?? { code: error.code, text: error.message.slice(0, 300) })
  }

  #end(): void {
    this.#cancel()
    this.#link = null
    this.#isUp = false
    this.#askedAt = null
    this.#fail(new DriverError('way-lost', 'The way to it was lost.'))
  }

  #fail(error: DriverError): void {
    for (const asked of this.#waiting.splice(0)) asked.failed(error)
  }

  #after(ms: number, run: () => void): void {
    this.#cancel()
    this.#cancel = this.#parts.time.after(ms, run)
  }
}

export const dicentis = defineDriver({
  name: 'dicentis',
  kind: 'console',
  ways: ['ws'],
  // More seats than a chamber has.
  unitsPerAddress: 1024,
  models: DICENTIS_MODELS,
  options: DicentisOptions,
  restlessMs: 30_000,
  create: (parts: Parts) =>
    new ConsoleSystem(parts, 'Bosch', (hooks) => new DicentisWay(parts, hooks)),
})
