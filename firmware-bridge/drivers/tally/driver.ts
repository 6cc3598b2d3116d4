import type { LampAim, LampState } from '../../../controller/protocol/device-kinds.ts'
import { keepDeviceOpen, type KeepOpen } from '../../transports/keep-open.ts'
import type { Link } from '../../transports/transport.ts'
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
import { HealthMeter } from '../health-meter.ts'
import { Reconciliation, type Step } from '../reconciliation.ts'
import { encodeRelay, encodeTsl31, encodeTsl50, wrapTsl50, type TallyLamp } from './codec.ts'
import { TALLY_MODELS, TallyOptions, type TallyModel } from './model.ts'

/** A display that was switched on meanwhile says nothing: it is told again. */
const REPEAT_MS = 10_000
const EVERY_SCREEN = 0xffff

type Parts = DriverParts<'lamp', TallyModel, TallyOptions>
type Lit = NonNullable<LampAim['lamps']>[string]
interface Lighting {
  name: string
  lit: Lit
}

/** Lamps that never answer: what they were told last is what they are said to be. */
class TallyDriver implements DeviceDriver<'lamp'> {
  readonly #parts: Parts
  readonly #unit: Parts['units'][0]
  readonly #meter: HealthMeter
  readonly #loop: Reconciliation<LampAim, LampState, Lighting>
  readonly #port: KeepOpen
  readonly #told = new Map<string, Lit>()
  #link: Link | null = null

  constructor(parts: Parts) {
    this.#parts = parts
    const [unit] = parts.units
    this.#unit = unit
    const { time, log, sink } = parts
    this.#meter = new HealthMeter(time)
    this.#loop = new Reconciliation(
      {
        read: () => Promise.resolve(this.#repeat()),
        plan: (aim, state) => planLamps(aim, state, unit.options, unit.model),
        perform: (lighting) => this.#light(lighting),
      },
      {
        ...{ unit: unit.id, time, log, pollMs: REPEAT_MS },
        onKnown: (known) =>
          sink.reported(unit.id, {
            ...known,
            abilities: ['lamps', 'test'],
            identity: unknownIdentity,
          }),
      },
    )
    const user = {
      up: (link: Link) => this.#opened(link),
      // Nobody listens to lamps; what they send all the same is noise.
      received: () => this.#meter.badFrames(),
      down: (error: { code: string; message: string }) => this.#lost(error),
    }
    this.#port = keepDeviceOpen(parts.transport, user, time)
  }

  start(): void {
    this.#port.start()
  }

  async stop(): Promise<void> {
    this.#link = null
    this.#loop.down()
    await this.#port.stop()
  }

  desire(_unit: string, desired: Desired<'lamp'>): void {
    this.#loop.desire(desired)
  }

  /** Tells them all again. */
  async order(_unit: string, order: DriverOrder): Promise<void> {
    if (order.type === 'test') return this.#loop.check()
    throw new DriverError('order-unsupported', 'Lamps have no command for this.')
  }

  health(): DriverHealth {
    return this.#meter.figures()
  }

  #opened(link: Link): void {
    this.#link = link
    // Who was told before may be another one now.
    this.#told.clear()
    this.#parts.sink.online(this.#unit.id, true)
    this.#loop.up()
  }

  #lost({ code, message }: { code: string; message: string }): void {
    if (this.#link !== null) this.#meter.hungUp()
    this.#link = null
    this.#loop.down()
    this.#parts.sink.online(this.#unit.id, false, { code, text: message.slice(0, 300) })
  }

  #repeat(): LampState {
    for (const [name, lit] of this.#told) this.#send(name, lit)
    return { lamps: Object.fromEntries(this.#told) }
  }

  #light({ name, lit }: Lighting): Promise<void> {
    this.#send(name, lit)
    this.#told.set(name, lit)
    this.#loop.noticed({ lamps: Object.fromEntries(this.#told) })
    return Promise.resolve()
  }

  #send(name: string, { colour, text }: Lit): void {
    const { options, model } = this.#unit
    const index = options.lamps[name]
    if (index === undefined || this.#link === null) return
    const lamp = {
      ...{ index, text: text ?? name },
      red: colour !== 'off' && colour !== 'green',
      green: colour !== 'off' && colour !== 'red',
    }
    this.#meter.sent()
    this.#link.send(this.#encoded(lamp, model.speaks))
  }

  #encoded(lamp: TallyLamp, speaks: TallyModel['speaks']): Uint8Array {
    const { screen = EVERY_SCREEN, red = 1, green = 2 } = this.#unit.options
    if (speaks === 'relay') return encodeRelay(lamp)
    if (speaks === 'tsl-3.1') return encodeTsl31(lamp, { red, green })
    const packet = encodeTsl50(lamp, screen)
    return this.#parts.address.way === 'udp' ? packet : wrapTsl50(packet)
  }
}

/** Throws DriverError where nothing else is left to do: a lamp or a colour that there is not. */
export function planLamps(
  { lamps = {} }: LampAim,
  state: LampState,
  options: TallyOptions,
  { speaks, highest }: TallyModel,
): Step<Lighting>[] {
  const whyNot = ([name, { colour }]: [string, Lit]): DriverError | null => {
    const index = options.lamps[name]
    if (index === undefined || index > highest)
      return new DriverError('part-unknown', `Its options name no lamp ${name} that it can have.`)
    if (speaks !== 'relay' && (colour === 'blue' || colour === 'white'))
      return new DriverError('colour-unsupported', `TSL has no ${colour} for ${name}.`)
    return null
  }
  const isLit = ([name, lit]: [string, Lit]) => {
    const told = state.lamps[name]
    return told?.colour === lit.colour && told.text === lit.text
  }
  const wrong = Object.entries(lamps).filter((lamp) => !isLit(lamp))
  const steps = wrong
    .filter((lamp) => whyNot(lamp) === null)
    .map(([name, lit]) => ({
      command: { name, lit },
      reason: lit.colour === 'off' ? `${name} should be dark` : `${name} should be ${lit.colour}`,
    }))
  const [impossible] = wrong.flatMap((lamp) => whyNot(lamp) ?? [])
  if (steps.length === 0 && impossible !== undefined) throw impossible
  return steps
}

export const tally = defineDriver({
  name: 'tally',
  kind: 'lamp',
  ways: ['udp', 'tcp', 'serial'],
  unitsPerAddress: 1,
  models: TALLY_MODELS,
  options: TallyOptions,
  restlessMs: null,
  create: (parts) => new TallyDriver(parts),
})
