import Type from 'typebox'
import type { SwitcherAim, SwitcherState } from '../../../controller/protocol/device-kinds.ts'
import { keepDeviceOpen, type KeepOpen } from '../../transports/keep-open.ts'
import { TransportError, type Link } from '../../transports/transport.ts'
import {
  defineDriver,
  DriverError,
  type Desired,
  type DeviceDriver,
  type DriverHealth,
  type DriverOrder,
  type DriverParts,
} from '../device-driver.ts'
import { Exchange } from '../exchange.ts'
import { HealthMeter } from '../health-meter.ts'
import { Reconciliation } from '../reconciliation.ts'
import { encodeBlock, VideohubReader, type VideohubBlock, type VideohubHeard } from './codec.ts'
import { Hub } from './hub.ts'
import { VIDEOHUB_MODELS, type VideohubModel } from './model.ts'
import { planVideohub, type RouteCommand } from './plan.ts'

/** A Videohub answers in milliseconds; while it starts, in a second. */
const ANSWER_MS = 2000
/** It says each change by itself: this finds out that it is gone, ms. */
const POLL_MS = 10_000
/** Until its first dump is whole, ms. */
const DUMP_MS = 5000
/** A dump ends with END PRELUDE since version 2.5 or so; before, when nothing followed for this long, ms. */
const QUIET_MS = 300

const Options = Type.Object(
  {
    /** By `label`, a hub that numbers its ports anew is switched right all the same. */
    names: Type.Optional(Type.Enum(['number', 'label'])),
  },
  { additionalProperties: false },
)
type Parts = DriverParts<'switcher', VideohubModel, Type.Static<typeof Options>>

/** A Blackmagic Videohub: one connection, on which it says all it is and each change. */
class VideohubDriver implements DeviceDriver<'switcher'> {
  readonly #parts: Parts
  readonly #unit: Parts['units'][0]
  readonly #reader = new VideohubReader()
  readonly #meter: HealthMeter
  readonly #exchange: Exchange<VideohubBlock, void>
  readonly #loop: Reconciliation<SwitcherAim, SwitcherState, RouteCommand>
  readonly #port: KeepOpen
  #link: Link | null = null
  /** Of this connection alone. */
  #hub: Hub
  #isUp = false
  #stopWaiting: () => void = () => undefined

  constructor(parts: Parts) {
    this.#parts = parts
    const [unit] = parts.units
    this.#unit = unit
    const { time, log, sink } = parts
    this.#meter = new HealthMeter(time)
    this.#hub = new Hub(unit.options.names ?? 'number')
    this.#exchange = new Exchange({
      time,
      timeoutMs: ANSWER_MS,
      write: (block) => this.#link?.send(Buffer.from(encodeBlock(block))),
    })
    this.#loop = new Reconciliation(
      {
        read: () => this.#read(),
        plan: planVideohub,
        perform: (command) => this.#perform(command),
      },
      {
        ...{ unit: unit.id, time, log, pollMs: POLL_MS },
        onKnown: (known) => sink.reported(unit.id, { ...known, ...this.#about(known.state) }),
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
    this.#isUp = false
    this.#stopWaiting()
    this.#loop.down()
    this.#exchange.lost()
    await this.#port.stop()
  }

  desire(_unit: string, desired: Desired<'switcher'>): void {
    this.#loop.desire(desired)
  }

  async order(_unit: string, order: DriverOrder): Promise<void> {
    if (order.type === 'test') return this.#loop.check()
    throw new DriverError('order-unsupported', 'A Videohub has no command for this.')
  }

  health(): DriverHealth {
    return this.#meter.figures()
  }

  #about(state: SwitcherState | null) {
    const { model, serial, firmware } = this.#hub
    return {
      identity: {
        maker: model === '' ? '' : 'Blackmagic Design',
        ...{ model, firmware: firmware === '' ? '' : `protocol ${firmware}`, serial },
      },
      abilities: state === null ? [] : ['routes', 'test'],
    }
  }

  #opened(link: Link): void {
    this.#link = link
    this.#reader.reset()
    this.#hub = new Hub(this.#unit.options.names ?? 'number')
    this.#stopWaiting = this.#parts.time.after(DUMP_MS, () => this.#hangUp('It said nothing.'))
  }

  #lost(error: TransportError): void {
    if (this.#link !== null) this.#meter.hungUp()
    this.#link = null
    this.#away({ code: error.code, text: error.message })
  }

  #away(problem: { code: string; text: string }): void {
    this.#isUp = false
    this.#stopWaiting()
    this.#loop.down()
    this.#exchange.lost()
    this.#parts.sink.online(this.#unit.id, false, problem)
  }

  #hangUp(why: string): void {
    this.#port.reopen(new TransportError('port-lost', `${this.#parts.transport.name}: ${why}`))
  }

  #received(bytes: Uint8Array): void {
    for (const heard of this.#reader.push(bytes)) this.#take(heard)
  }

  #take(heard: VideohubHeard): void {
    if (heard.type === 'bad-line') return this.#meter.badFrames()
    this.#meter.frame()
    if (heard.type === 'block') return this.#said(heard.block)
    const wasAsked =
      heard.type === 'ack'
        ? this.#exchange.answer()
        : this.#exchange.refuse(
            new DriverError('route-refused', 'It refuses: an output is locked, or is not there.'),
          )
    if (!wasAsked) this.#meter.badFrames()
  }

  #said(block: VideohubBlock): void {
    const isKnown = this.#hub.take(block)
    if (block.heading === 'VIDEOHUB DEVICE') {
      if (this.#hub.absence !== null) return this.#absent(this.#hub.absence)
      // It says all it is from here on: until it is through, nothing is compared with it.
      this.#isUp = false
      this.#loop.down()
    }
    if (this.#isUp) {
      if (isKnown) this.#loop.noticed(this.#hub.state())
      return
    }
    if (block.heading === 'END PRELUDE') return this.#ready()
    this.#stopWaiting()
    const isDumping = Object.keys(this.#hub.state().routes).length > 0
    this.#stopWaiting = isDumping
      ? this.#parts.time.after(QUIET_MS, () => this.#ready())
      : this.#parts.time.after(DUMP_MS, () => this.#hangUp('It does not say what it has.'))
  }

  /** The server is there, and no Videohub behind it: it says so when there is. */
  #absent(text: string): void {
    this.#away({ code: 'device-absent', text })
    this.#exchange.open()
    void this.#watchServer()
  }

  async #watchServer(): Promise<void> {
    try {
      await this.#ask({ heading: 'PING', lines: [] })
    } catch (error) {
      if (error instanceof DriverError) return
      throw error
    }
    if (this.#hub.absence === null) return
    this.#stopWaiting = this.#parts.time.after(POLL_MS, () => void this.#watchServer())
  }

  #ready(): void {
    this.#stopWaiting()
    this.#isUp = true
    this.#parts.sink.online(this.#unit.id, true)
    this.#exchange.open()
    this.#loop.up()
  }

  /** All it is was said already: asked is only whether it is still there. */
  async #read(): Promise<SwitcherState> {
    await this.#ask({ heading: 'PING', lines: [] })
    return this.#hub.state()
  }

  async #perform({ routes }: RouteCommand): Promise<void> {
    const lines = Object.entries(routes).map(([output, input]) => {
      const [to, from] = [this.#hub.outputOf(output), this.#hub.inputOf(input)]
      if (to === null) throw new DriverError('output-unknown', `It has no output ${output}.`)
      if (from === null) throw new DriverError('input-unknown', `It has no input ${input}.`)
      return `${to} ${from}`
    })
    await this.#ask({ heading: 'VIDEO OUTPUT ROUTING', lines })
  }

  /** A connection on which it answers no more is of no use: the next one begins with all it is. */
  async #ask(block: VideohubBlock): Promise<void> {
    try {
      await this.#exchange.ask(block, this.#meter)
    } catch (error) {
      if (error instanceof DriverError && error.code === 'no-answer') this.#hangUp(error.message)
      throw error
    }
  }
}

export const videohub = defineDriver({
  name: 'videohub',
  kind: 'switcher',
  ways: ['tcp'],
  unitsPerAddress: 1,
  models: VIDEOHUB_MODELS,
  options: Options,
  restlessMs: 3 * POLL_MS,
  create: (parts) => new VideohubDriver(parts),
})
