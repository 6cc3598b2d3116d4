import { createHash } from 'node:crypto'
import Type from 'typebox'
import type { DisplayAim, DisplayState } from '../../../controller/protocol/device-kinds.ts'
import { keepDeviceOpen, type KeepOpen } from '../../transports/keep-open.ts'
import { TransportError, type Link } from '../../transports/transport.ts'
import {
  defineDriver,
  DriverError,
  unknownIdentity,
  type Desired,
  type DeviceDriver,
  type DriverHealth,
  type DriverOrder,
  type DriverParts,
} from '../device-driver.ts'
import { Exchange } from '../exchange.ts'
import { HealthMeter } from '../health-meter.ts'
import { Reconciliation } from '../reconciliation.ts'
import {
  encodeCommand,
  PjlinkReader,
  REFUSALS,
  type PjlinkCommand,
  type PjlinkHeard,
} from './codec.ts'
import { PJLINK_MODELS, type PjlinkModel } from './model.ts'
import { planPjlink } from './plan.ts'
import { abilitiesOf, readFacts, readState, type Ask, type PjlinkFacts } from './questions.ts'

/** As the specification wants it, ms. */
const ANSWER_MS = 2000
/** A projector closes a connection that was silent for 30 s. */
const POLL_MS = 10_000
/** The projector speaks first; one that does not within this is something else. */
const GREETING_MS = 3000

const Options = Type.Object({}, { additionalProperties: false })
type Parts = DriverParts<'display', PjlinkModel, Type.Static<typeof Options>>

/** A projector or screen by PJLink: one connection, one question at a time. */
class PjlinkDriver implements DeviceDriver<'display'> {
  readonly #parts: Parts
  readonly #unit: Parts['units'][0]
  readonly #reader = new PjlinkReader()
  readonly #meter: HealthMeter
  readonly #exchange: Exchange<PjlinkCommand, string>
  readonly #loop: Reconciliation<DisplayAim, DisplayState, PjlinkCommand>
  readonly #port: KeepOpen
  #link: Link | null = null
  /** What goes before the next command. */
  #digest = ''
  #isGreeted = false
  /** Of this connection: another projector may have been put in its place. */
  #facts: PjlinkFacts | null = null
  #stopWaiting: () => void = () => undefined

  constructor(parts: Parts) {
    this.#parts = parts
    const [unit] = parts.units
    this.#unit = unit
    const { time, log, sink } = parts
    this.#meter = new HealthMeter(time)
    this.#exchange = new Exchange({
      time,
      timeoutMs: ANSWER_MS,
      write: (command) => this.#write(command),
    })
    this.#loop = new Reconciliation(
      {
        read: () => this.#read(),
        plan: (aim, state) => planPjlink(aim, state, unit.model),
        perform: (command) => this.#perform(command),
      },
      {
        ...{ unit: unit.id, time, log, pollMs: POLL_MS },
        onKnown: (known) =>
          sink.reported(unit.id, {
            ...known,
            abilities: abilitiesOf(known.state),
            identity: this.#facts?.identity ?? unknownIdentity,
          }),
      },
    )
    const user = {
      up: (link: Link) => this.#opened(link),
      received: (bytes: Uint8Array) => this.#received(bytes),
      down: (error: TransportError) => this.#lost(error),
    }
    this.#port = keepDeviceOpen(parts.transport, user, time)
  }

  start(): void {
    this.#port.start()
  }

  async stop(): Promise<void> {
    this.#link = null
    this.#stopWaiting()
    this.#loop.down()
    this.#exchange.lost()
    await this.#port.stop()
  }

  desire(_unit: string, desired: Desired<'display'>): void {
    this.#loop.desire(desired)
  }

  async order(_unit: string, order: DriverOrder): Promise<void> {
    if (order.type === 'test') return this.#loop.check()
    throw new DriverError('order-unsupported', 'PJLink has no command for this.')
  }

  health(): DriverHealth {
    return this.#meter.figures()
  }

  #opened(link: Link): void {
    this.#link = link
    this.#reader.reset()
    this.#isGreeted = false
    this.#facts = null
    this.#stopWaiting = this.#parts.time.after(GREETING_MS, () => this.#hangUp('It did not greet.'))
  }

  #lost(error: TransportError): void {
    if (this.#link !== null) this.#meter.hungUp()
    this.#link = null
    this.#stopWaiting()
    this.#loop.down()
    this.#exchange.lost()
    this.#parts.sink.online(this.#unit.id, false, { code: error.code, text: error.message })
  }

  #hangUp(why: string): void {
    this.#port.reopen(new TransportError('port-lost', `${this.#parts.transport.name}: ${why}`))
  }

  #received(bytes: Uint8Array): void {
    for (const heard of this.#reader.push(bytes)) this.#take(heard)
  }

  #take(heard: PjlinkHeard): void {
    if (heard.type === 'bad-line') return this.#meter.badFrames()
    this.#meter.frame()
    if (heard.type === 'greeting') return this.#greeted(heard.challenge)
    if (heard.type === 'password-refused') return this.#refusedPassword()
    if (heard.body !== this.#exchange.current?.body) return this.#meter.badFrames()
    const refusal = REFUSALS[heard.parameter]
    if (refusal) this.#exchange.refuse(new DriverError(refusal.code, refusal.text))
    else this.#exchange.answer(heard.parameter)
  }

  #greeted(challenge: string | null): void {
    if (this.#isGreeted) return this.#meter.badFrames()
    this.#isGreeted = true
    this.#stopWaiting()
    const { secret } = this.#unit
    this.#digest =
      challenge === null
        ? ''
        : createHash('md5')
            .update(challenge + (secret ?? ''), 'latin1')
            .digest('hex')
    this.#parts.sink.online(this.#unit.id, true)
    this.#exchange.open()
    this.#loop.up()
  }

  /** It closes the connection by itself; the next one is tried with growing pauses. */
  #refusedPassword(): void {
    const text = 'It refuses the password: see the secret file named in the chamber’s file.'
    this.#exchange.refuse(new DriverError('password-refused', text))
  }

  #write(command: PjlinkCommand): void {
    this.#link?.send(Buffer.from(encodeCommand(command, this.#digest), 'latin1'))
    if (this.#unit.model.digest === 'first') this.#digest = ''
  }

  readonly #ask: Ask = (level, body) =>
    this.#exchange.ask({ class: level, body, parameter: '?' }, this.#meter)

  async #read(): Promise<DisplayState> {
    this.#facts ??= await readFacts(this.#ask, this.#unit.model.highestClass)
    return await readState(this.#ask, this.#facts, this.#loop.known.state)
  }

  async #perform(command: PjlinkCommand): Promise<void> {
    await this.#exchange.ask(command, this.#meter)
  }
}

export const pjlink = defineDriver({
  name: 'pjlink',
  kind: 'display',
  ways: ['tcp'],
  unitsPerAddress: 1,
  models: PJLINK_MODELS,
  options: Options,
  restlessMs: 3 * POLL_MS,
  create: (parts) => new PjlinkDriver(parts),
})
