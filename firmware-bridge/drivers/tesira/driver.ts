import type { MixerAim, MixerState } from '../../../controller/protocol/device-kinds.ts'
import type { DeviceIdentity } from '../../../controller/protocol/devices.ts'
import {
  defineDriver,
  DriverError,
  unknownIdentity,
  type DeviceDriver,
  type DriverParts,
} from '../device-driver.ts'
import { aloneOnLine } from '../alone-on-line.ts'
import { DeviceLine } from '../device-line.ts'
import {
  controlsOf,
  mixerStateOf,
  planMixer,
  type MixerChange,
  type MixerMap,
  type MixerValue,
} from '../mixer-parts.ts'
import { Reconciliation } from '../reconciliation.ts'
import { encodeCommand, TtpReader, type TtpCommand, type TtpHeard, type TtpValue } from './codec.ts'
import {
  mixerMapOf,
  TESIRA_MODELS,
  TesiraOptions,
  type TesiraControl,
  type TesiraModel,
} from './model.ts'

/** A server of many devices passes a question on to one of them. */
const ANSWER_MS = 3000
const POLL_MS = 15_000
/** After the telnet options it says who it is; one that does not within this is something else. */
const GREETING_MS = 5000
/** Of what others change, and of levels: the shortest time between two messages, ms. */
const CHANGES_MS = 500
const LEVELS_MS = 200

type Parts = DriverParts<'mixer', TesiraModel, TesiraOptions>

/** A Biamp Tesira: one session, one question at a time, and what changes told by its subscriptions. */
class TesiraDriver {
  readonly driver: DeviceDriver<'mixer'>
  readonly #parts: Parts
  readonly #unit: Parts['units'][0]
  readonly #reader = new TtpReader()
  readonly #map: MixerMap<TesiraControl>
  readonly #controls: readonly TesiraControl[]
  /** Channel names in the order of their meters' tokens. */
  readonly #meters: readonly { name: string; block: string; channel: number }[]
  readonly #values = new Map<TesiraControl, TtpValue>()
  readonly #line: DeviceLine<TtpCommand, TtpValue | null>
  readonly #loop: Reconciliation<MixerAim, MixerState, MixerChange<TesiraControl>>
  /** Of this session. */
  #identity: DeviceIdentity | null = null
  #isSubscribed = false
  #stopWaiting: () => void = () => undefined
  #levels = new Map<string, number>()

  constructor(parts: Parts) {
    this.#parts = parts
    const [unit] = parts.units
    this.#unit = unit
    this.#map = mixerMapOf(unit.options)
    this.#controls = controlsOf(this.#map)
    this.#meters = Object.entries(unit.options.channels ?? {}).flatMap(([name, { meter }]) =>
      meter === undefined ? [] : [{ name, ...meter }],
    )
    const { time, log, sink } = parts
    this.#line = new DeviceLine(parts, {
      timeoutMs: ANSWER_MS,
      encode: (command) => Buffer.from(`${encodeCommand(command)}\n`),
      opened: () => this.#opened(),
      received: (bytes) => this.#received(bytes),
      lost: () => this.#lost(),
    })
    this.#loop = new Reconciliation(
      {
        read: () => this.#read(),
        plan: (aim, state) => planMixer(aim, state, this.#map, unit.model),
        perform: (change) => this.#perform(change),
      },
      {
        ...{ unit: unit.id, time, log, pollMs: POLL_MS },
        onKnown: (known) =>
          sink.reported(unit.id, {
            ...known,
            abilities: [
              ...['channels', 'sends', 'test'],
              ...(this.#meters.length > 0 ? ['levels'] : []),
            ],
            identity: this.#identity ?? { ...unknownIdentity, maker: 'Biamp', model: 'Tesira' },
          }),
      },
    )
    this.driver = aloneOnLine<'mixer'>(unit.id, this.#line, this.#loop)
  }

  #opened(): void {
    this.#reader.reset()
    this.#identity = null
    this.#isSubscribed = false
    // RS-232 has no session that begins.
    if (this.#parts.address.way === 'serial') return this.#greeted()
    this.#stopWaiting = this.#parts.time.after(GREETING_MS, () =>
      this.#line.hangUp('it did not say that it is a Tesira'),
    )
  }

  #lost(): void {
    this.#stopWaiting()
    this.#levels.clear()
    this.#loop.down()
  }

  #greeted(): void {
    this.#stopWaiting()
    this.#line.ready()
    this.#loop.up()
  }

  #received(bytes: Uint8Array): void {
    for (const heard of this.#reader.push(bytes)) this.#take(heard)
  }

  #take(heard: TtpHeard): void {
    if (heard.type === 'negotiation') return this.#line.send(heard.reply)
    if (heard.type === 'bad-line') return this.#line.stray()
    if (heard.type === 'other') return this.#repeated(heard.text)
    this.#line.heard(this.#unit.id)
    if (heard.type === 'greeting') return this.#greeted()
    if (heard.type === 'published') return this.#published(heard.token, heard.value)
    const isAwaited =
      heard.type === 'ok'
        ? this.#line.answer(heard.value)
        : this.#line.refuse(refusalOf(heard.word, heard.text))
    if (!isAwaited) this.#line.stray()
  }

  /** Telnet shows what was typed; it is no answer, and no noise. */
  #repeated(text: string): void {
    const { current } = this.#line
    if (current === null || !text.endsWith(encodeCommand(current))) this.#line.stray()
  }

  #published(token: string, value: TtpValue): void {
    const [, kind, number] = /^([cm])(\d{1,4})$/.exec(token) ?? []
    const meter = kind === 'm' ? this.#meters[Number(number)] : undefined
    if (meter !== undefined) return this.#metered(meter.name, value)
    const control = kind === 'c' ? this.#controls[Number(number)] : undefined
    if (control === undefined) return this.#line.stray()
    this.#values.set(control, value)
    if (this.#isSubscribed) this.#loop.noticed(this.#state())
  }

  #metered(name: string, value: TtpValue): void {
    if (typeof value !== 'number') return
    if (this.#levels.size === 0) this.#parts.time.after(LEVELS_MS, () => this.#sayLevels())
    this.#levels.set(name, tenthsOf(value))
  }

  #sayLevels(): void {
    const levels = Object.fromEntries(this.#levels)
    this.#levels.clear()
    if (Object.keys(levels).length === 0) return
    const event = { type: 'levels', at: this.#parts.time.epoch(), levels } as const
    // A level that nobody got is not said again: the next is more to the point.
    this.#parts.sink.event(this.#unit.id, event).catch(() => undefined)
  }

  #ask(
    service: TtpCommand['service'],
    block: string,
    attribute: string,
    ...words: (string | number | boolean)[]
  ): Promise<TtpValue | null> {
    return this.#line.ask(this.#unit.id, { block, service, attribute, words })
  }

  async #read(): Promise<MixerState> {
    if (this.#identity === null) await this.#meet()
    for (const control of this.#controls) {
      const { block, attribute, indexes } = control
      const value = await this.#ask('get', block, attribute, ...indexes)
      if (value !== null) this.#values.set(control, value)
    }
    if (!this.#isSubscribed) await this.#subscribe()
    return this.#state()
  }

  async #meet(): Promise<void> {
    await this.#ask('set', 'SESSION', 'verbose', true)
    const said = async (attribute: string) => {
      const value = await this.#ask('get', 'DEVICE', attribute)
      return String(value ?? '').slice(0, 80)
    }
    const serial = await said('serialNumber')
    const firmware = await said('version')
    this.#identity = { maker: 'Biamp', model: 'Tesira', firmware, serial }
  }

  async #subscribe(): Promise<void> {
    for (const [at, { block, attribute, indexes }] of this.#controls.entries())
      await this.#ask('subscribe', block, attribute, ...indexes, `c${at}`, CHANGES_MS)
    for (const [at, { block, channel }] of this.#meters.entries())
      await this.#ask('subscribe', block, 'level', channel, `m${at}`, LEVELS_MS)
    this.#isSubscribed = true
  }

  #state(): MixerState {
    return mixerStateOf(this.#map, (control): MixerValue => {
      const value = this.#values.get(control)
      if (typeof value === 'number') return tenthsOf(value)
      if (typeof value !== 'boolean') return null
      return control.attribute === 'crosspointLevelState' ? !value : value
    })
  }

  async #perform({ control, value }: MixerChange<TesiraControl>): Promise<void> {
    const { block, attribute, indexes } = control
    const silent = attribute === 'crosspointLevelState' ? !value : value
    const word = typeof value === 'number' ? (value / 10).toFixed(1) : silent
    await this.#ask('set', block, attribute, ...indexes, word)
  }
}

const tenthsOf = (db: number): number => Math.min(300, Math.max(-1200, Math.round(10 * db)))

function refusalOf(word: string, text: string): DriverError {
  const said = text.slice(0, 160)
  if (/address not found|INVALID_PARAMETER|out of range/i.test(text))
    return new DriverError('part-unknown', `Its design has no such block or channel: ${said}`)
  if (word === 'CANNOT_DELIVER')
    return new DriverError('not-now', 'A device of its system that this is on does not answer.')
  return new DriverError('command-refused', `It refuses (${word}): ${said}`)
}

export const tesira = defineDriver({
  name: 'tesira',
  kind: 'mixer',
  ways: ['tcp', 'serial'],
  unitsPerAddress: 1,
  models: TESIRA_MODELS,
  options: TesiraOptions,
  restlessMs: 3 * POLL_MS,
  create: (parts) => new TesiraDriver(parts).driver,
})
