import type { DisplayAim, DisplayState } from '../../controller/protocol/device-kinds.ts'
import type { DeviceIdentity } from '../../controller/protocol/devices.ts'
import type { DeviceId } from '../../controller/protocol/ids.ts'
import {
  DriverError,
  type Desired,
  type DeviceDriver,
  type DeviceModel,
  type DriverHealth,
  type DriverOrder,
  type DriverParts,
  type Unit,
} from './device-driver.ts'
import { DeviceLine } from './device-line.ts'
import { Reconciliation, type Step } from './reconciliation.ts'

/** What can be set of a display, one thing at a time. */
export type DisplayChange =
  | { set: 'power'; value: 'on' | 'standby' }
  | { set: 'input'; value: string }
  | { set: 'picture'; value: 'shown' | 'muted' }
  | { set: 'sound'; value: 'on' | 'muted' }
  | { set: 'volume'; value: number }

/** One answer, of the display with this number on the line; or noise. */
export type DisplayHeard<Q, A> =
  { place: number; fits(question: Q): boolean; answer: A | DriverError } | 'noise'

/** How a maker's displays are spoken with. `Q` is a question or command, `A` what it is answered by. */
export interface DisplayDialect<M extends DeviceModel, Q, A> {
  timeoutMs: number
  gapMs: number
  pollMs: number
  encode(question: Q): Uint8Array
  /** Forgets a half-received answer. */
  reset(): void
  hear(bytes: Uint8Array): DisplayHeard<Q, A>[]
  /** Asks a display all it can say. Rejects with DriverError. */
  read(unit: DisplayUnit<M>, ask: (question: Q) => Promise<A>): Promise<DisplayState>
  /** Who it is, asked once after connecting. */
  identify(unit: DisplayUnit<M>, ask: (question: Q) => Promise<A>): Promise<DeviceIdentity>
  /** The command for a change; throws DriverError 'part-unknown' for an input it does not have. */
  command(unit: DisplayUnit<M>, change: DisplayChange): Q
}

export interface DisplayUnit<M> {
  id: DeviceId
  model: M
  /** Its number on the line; 1 where the chamber's file names none. */
  place: number
}

/**
 * What brings a display from `state` to `aim`, the power first: the rest is refused while it is off,
 * and what is desired of one in standby is left until it is on.
 */
export function planDisplay(aim: DisplayAim, state: DisplayState): Step<DisplayChange>[] {
  if (aim.power !== undefined && aim.power !== state.power) {
    if (state.power === 'warming') return [{ waitFor: 'it switches on' }]
    const reason = aim.power === 'on' ? 'it should be on' : 'it should be in standby'
    return [{ command: { set: 'power', value: aim.power }, reason }]
  }
  if (state.power !== 'on') return []
  const steps: Step<DisplayChange>[] = []
  if (aim.input !== undefined && aim.input !== state.input) {
    const reason = `it should show ${aim.input}, not ${state.input ?? 'what it shows'}`
    steps.push({ command: { set: 'input', value: aim.input }, reason })
  }
  if (aim.picture !== undefined && state.picture !== null && aim.picture !== state.picture)
    steps.push({
      command: { set: 'picture', value: aim.picture },
      reason: `the picture should be ${aim.picture}`,
    })
  if (aim.sound !== undefined && state.sound !== null && aim.sound !== state.sound)
    steps.push({
      command: { set: 'sound', value: aim.sound },
      reason: `the sound should be ${aim.sound}`,
    })
  if (aim.volume !== undefined && state.volume !== null && aim.volume !== state.volume)
    steps.push({
      command: { set: 'volume', value: aim.volume },
      reason: `the volume should be ${aim.volume}`,
    })
  return steps
}

type Loop = Reconciliation<DisplayAim, DisplayState, DisplayChange>

/** Displays of one maker on one line, each by its number. */
export class DisplayLine<M extends DeviceModel, O, Q, A> implements DeviceDriver<'display'> {
  readonly #dialect: DisplayDialect<M, Q, A>
  readonly #line: DeviceLine<Q, A>
  readonly #units: ReadonlyMap<number, DisplayUnit<M>>
  readonly #loops: ReadonlyMap<DeviceId, Loop>
  /** Of this connection. */
  readonly #identities = new Map<DeviceId, DeviceIdentity>()

  constructor(
    parts: DriverParts<'display', M, O>,
    maker: string,
    dialect: DisplayDialect<M, Q, A>,
  ) {
    this.#dialect = dialect
    const units = parts.units.map((unit) => numbered(unit))
    this.#units = new Map(units.map((unit) => [unit.place, unit]))
    this.#line = new DeviceLine(parts, {
      timeoutMs: dialect.timeoutMs,
      gapMs: dialect.gapMs,
      encode: (question) => dialect.encode(question),
      opened: () => this.#opened(),
      received: (bytes) => this.#received(bytes),
      lost: () => this.#lost(),
    })
    this.#loops = new Map(units.map((unit) => [unit.id, this.#loopOf(unit, parts, maker)]))
  }

  start(): void {
    this.#line.start()
  }

  stop(): Promise<void> {
    return this.#line.stop()
  }

  desire(unit: DeviceId, desired: Desired<'display'>): void {
    this.#loops.get(unit)?.desire(desired)
  }

  async order(unit: DeviceId, order: DriverOrder): Promise<void> {
    if (order.type === 'test') return this.#loops.get(unit)?.check()
    throw new DriverError('order-unsupported', 'This driver has no command for this.')
  }

  health(unit: DeviceId): DriverHealth {
    return this.#line.health(unit)
  }

  #loopOf(unit: DisplayUnit<M>, parts: DriverParts<'display', M, O>, maker: string): Loop {
    const { time, log, sink } = parts
    const ask = (question: Q) => this.#line.ask(unit.id, question)
    return new Reconciliation(
      {
        read: async () => {
          const state = await this.#dialect.read(unit, ask)
          if (state.power === 'on' && !this.#identities.has(unit.id))
            this.#identities.set(unit.id, await this.#dialect.identify(unit, ask))
          return state
        },
        plan: planDisplay,
        perform: async (change) => {
          await ask(this.#dialect.command(unit, change))
        },
      },
      {
        ...{ unit: unit.id, time, log, pollMs: this.#dialect.pollMs },
        onKnown: (known) => {
          const nobody = { maker, model: '', firmware: '', serial: '' }
          const identity = this.#identities.get(unit.id) ?? nobody
          sink.reported(unit.id, { ...known, abilities: abilitiesOf(known.state), identity })
        },
      },
    )
  }

  #opened(): void {
    this.#dialect.reset()
    this.#identities.clear()
    this.#line.ready()
    for (const loop of this.#loops.values()) loop.up()
  }

  #lost(): void {
    for (const loop of this.#loops.values()) loop.down()
  }

  #received(bytes: Uint8Array): void {
    for (const heard of this.#dialect.hear(bytes)) {
      const unit = heard === 'noise' ? undefined : this.#units.get(heard.place)
      if (heard === 'noise' || unit === undefined) {
        this.#line.stray()
        continue
      }
      this.#line.heard(unit.id)
      const { current } = this.#line
      if (current === null || !heard.fits(current)) this.#line.stray(unit.id)
      else if (heard.answer instanceof DriverError) this.#line.refuse(heard.answer)
      else this.#line.answer(heard.answer)
    }
  }
}

function numbered<M, O>({ id, model, place }: Unit<M, O>): DisplayUnit<M> {
  return { id, model, place: place === null ? 1 : Number(place) }
}

function abilitiesOf(state: DisplayState | null): string[] {
  if (state === null) return []
  const { inputs, picture, sound, volume } = state
  return [
    'power',
    ...(inputs.length > 0 ? ['input'] : []),
    ...(picture === null ? [] : ['picture']),
    ...(sound === null ? [] : ['sound']),
    ...(volume === null ? [] : ['volume']),
    'test',
  ]
}

/** What a display in standby says of the rest: nothing. */
export const nothingButPower = (
  power: DisplayState['power'],
  inputs: readonly string[],
): DisplayState => ({
  ...{ power, inputs: [...inputs], input: null, picture: null, sound: null, volume: null },
  ...{ frozen: null, lampHours: [], warnings: [] },
})

/** Refusals that say only that this display, or this moment, has no such answer. */
export async function askMaybe<A>(answer: Promise<A>): Promise<A | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof DriverError && error.code === 'command-refused') return null
    throw error
  }
}
