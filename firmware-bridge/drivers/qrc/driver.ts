import type { MixerAim, MixerState } from '../../../controller/protocol/device-kinds.ts'
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
import {
  changesOf,
  encodeRequest,
  QrcReader,
  statusOf,
  valuesOf,
  type ControlValue,
  type EngineStatus,
  type QrcHeard,
  type QrcRequest,
} from './codec.ts'
import {
  keyOf,
  metersOf,
  mixerMapOf,
  partsOf,
  QRC_MODELS,
  QrcOptions,
  type ControlKey,
  type QrcModel,
} from './model.ts'

/** A Core answers in milliseconds; one that loads a design takes longer and is asked again. */
const ANSWER_MS = 2000
/** It hangs up on a client that says nothing for 60 s. */
const POLL_MS = 10_000
/** As often as the levels of microphones are shown; the specification allows 0.1 s and more. */
const CHANGES_S = 0.2
/** Keeps questions and answers in one network packet or few. */
const CONTROLS_A_QUESTION = 50
const CHANGE_GROUP = 'chamber'

type Parts = DriverParts<'mixer', QrcModel, QrcOptions>

/** A Q-SYS Core: one connection, one question at a time, and what changes told by the Core itself. */
class QrcDriver {
  readonly driver: DeviceDriver<'mixer'>
  readonly #parts: Parts
  readonly #unit: Parts['units'][0]
  readonly #reader = new QrcReader()
  readonly #map: MixerMap<ControlKey>
  readonly #meters: ReadonlyMap<ControlKey, string>
  readonly #values = new Map<ControlKey, ControlValue['value']>()
  readonly #line: DeviceLine<QrcRequest, unknown>
  readonly #loop: Reconciliation<MixerAim, MixerState, MixerChange<ControlKey>>
  #lastId = 0
  /** Of this connection. */
  #status: EngineStatus | null = null
  #isSubscribed = false

  constructor(parts: Parts) {
    this.#parts = parts
    const [unit] = parts.units
    this.#unit = unit
    this.#map = mixerMapOf(unit.options)
    this.#meters = metersOf(unit.options)
    const { time, log, sink } = parts
    this.#line = new DeviceLine(parts, {
      timeoutMs: ANSWER_MS,
      encode: (request) => Buffer.from(encodeRequest(request)),
      opened: () => this.#opened(),
      received: (bytes) => this.#received(bytes),
      lost: () => this.#loop.down(),
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
            abilities: ['channels', 'sends', ...(this.#meters.size > 0 ? ['levels'] : []), 'test'],
            identity: {
              ...unknownIdentity,
              maker: 'QSC',
              model: this.#status?.platform.slice(0, 80) ?? '',
            },
          }),
      },
    )
    this.driver = aloneOnLine<'mixer'>(unit.id, this.#line, this.#loop)
  }

  #opened(): void {
    this.#reader.reset()
    this.#status = null
    this.#isSubscribed = false
    this.#line.ready()
    this.#loop.up()
  }

  #received(bytes: Uint8Array): void {
    for (const heard of this.#reader.push(bytes)) this.#take(heard)
  }

  #take(heard: QrcHeard): void {
    if (heard.type === 'bad-frame') return this.#line.stray()
    this.#line.heard(this.#unit.id)
    if (heard.type === 'notice') return this.#noticed(heard.method, heard.params)
    // An answer that comes after its time is no answer to the next question.
    if (heard.id !== null && heard.id !== this.#line.current?.id) return this.#line.stray()
    const isAwaited =
      heard.type === 'result'
        ? this.#line.answer(heard.result)
        : this.#line.refuse(refusalOf(heard.code, heard.message))
    if (!isAwaited) this.#line.stray()
  }

  #noticed(method: string, params: unknown): void {
    if (method === 'EngineStatus') return this.#status === null ? undefined : this.#loop.changed()
    const changes = method === 'ChangeGroup.Poll' ? changesOf(params) : null
    if (changes === null) return this.#line.stray()
    const { levels, rest } = this.#split(changes)
    if (levels.length > 0) {
      const event = { type: 'levels', at: this.#parts.time.epoch() } as const
      // A level that nobody got is not said again: the next is more to the point.
      this.#parts.sink
        .event(this.#unit.id, { ...event, levels: Object.fromEntries(levels) })
        .catch(() => undefined)
    }
    if (rest.length === 0) return
    const mapped = new Set(controlsOf(this.#map))
    const known = rest.filter(({ component, name }) => mapped.has(keyOf(component, name)))
    for (const { component, name, value } of known) this.#values.set(keyOf(component, name), value)
    // Some say only the name of what changed in a component: then it is read.
    if (known.length < rest.length) this.#loop.changed()
    else this.#loop.noticed(this.#state())
  }

  #split(changes: readonly ControlValue[]): { levels: [string, number][]; rest: ControlValue[] } {
    const levels: [string, number][] = []
    const rest: ControlValue[] = []
    for (const change of changes) {
      const channel = this.#meters.get(keyOf(change.component, change.name))
      if (channel === undefined) rest.push(change)
      else if (typeof change.value === 'number') levels.push([channel, tenthsOf(change.value)])
    }
    return { levels, rest }
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    return this.#line.ask(this.#unit.id, { id: ++this.#lastId, method, params })
  }

  async #read(): Promise<MixerState> {
    if (this.#status === null) await this.#logOn()
    this.#status = statusOf(await this.#ask('StatusGet', 0))
    if (this.#status !== null && this.#status.state !== 'Active') {
      const text = `Its design is not running (${this.#status.state.slice(0, 40)}).`
      throw new DriverError('not-now', text)
    }
    await this.#readControls()
    if (!this.#isSubscribed) await this.#subscribe()
    return this.#state()
  }

  async #logOn(): Promise<void> {
    const { options, secret } = this.#unit
    if (options.user === undefined || secret === null) return
    await this.#ask('Logon', { User: options.user, Password: secret })
  }

  async #readControls(): Promise<void> {
    for (const { component, names } of questionsFor(controlsOf(this.#map))) {
      const result =
        component === null
          ? await this.#ask('Control.Get', names)
          : await this.#ask('Component.Get', { Name: component, Controls: named(names) })
      const values = valuesOf(result)
      if (values === null) throw new DriverError('answer-unknown', 'It answers nothing known.')
      for (const { name, value } of values) this.#values.set(keyOf(component, name), value)
    }
  }

  async #subscribe(): Promise<void> {
    const Id = CHANGE_GROUP
    for (const { component, names } of questionsFor([
      ...controlsOf(this.#map),
      ...this.#meters.keys(),
    ]))
      if (component === null) await this.#ask('ChangeGroup.AddControl', { Id, Controls: names })
      else {
        const Component = { Name: component, Controls: named(names) }
        await this.#ask('ChangeGroup.AddComponentControl', { Id, Component })
      }
    this.#isSubscribed = true
    await this.#ask('ChangeGroup.AutoPoll', { Id, Rate: CHANGES_S })
  }

  #state(): MixerState {
    const mutes = new Set<ControlKey>()
    for (const { mute } of [...Object.values(this.#map.channels), ...this.#map.sends])
      if (mute !== undefined) mutes.add(mute)
    return mixerStateOf(this.#map, (key): MixerValue => {
      const value = this.#values.get(key)
      if (value === undefined || typeof value === 'string') return null
      // A button is true or false, or 1 or 0.
      if (mutes.has(key)) return value === true || (typeof value === 'number' && value >= 0.5)
      return typeof value === 'number' ? tenthsOf(value) : null
    })
  }

  async #perform({ control, value }: MixerChange<ControlKey>): Promise<void> {
    const { component, name } = partsOf(control)
    const Value = typeof value === 'number' ? value / 10 : value
    if (component === null) await this.#ask('Control.Set', { Name: name, Value })
    else await this.#ask('Component.Set', { Name: component, Controls: [{ Name: name, Value }] })
  }
}

const tenthsOf = (db: number): number => Math.min(300, Math.max(-1200, Math.round(10 * db)))
const named = (names: readonly string[]) => names.map((Name) => ({ Name }))

/** By component, a bounded number of controls each. */
function questionsFor(
  keys: readonly ControlKey[],
): { component: string | null; names: string[] }[] {
  const byComponent = Map.groupBy(new Set(keys), (key) => partsOf(key).component)
  return [...byComponent].flatMap(([component, its]) => {
    const names = its.map((key) => partsOf(key).name)
    const pages = Math.ceil(names.length / CONTROLS_A_QUESTION)
    return Array.from({ length: pages }, (_, page) => ({
      component,
      names: names.slice(page * CONTROLS_A_QUESTION, (page + 1) * CONTROLS_A_QUESTION),
    }))
  })
}

/** Error codes as the specification lists them. */
function refusalOf(code: number, message: string): DriverError {
  const said = message.slice(0, 160)
  if (code === 10)
    return new DriverError('password-refused', `It wants a user and password: ${said}`)
  if (code === 7 || code === 8 || code === -32_602)
    return new DriverError('part-unknown', `Its design has no such component or control: ${said}`)
  return new DriverError('command-refused', `It refuses (${code}): ${said}`)
}

export const qrc = defineDriver({
  name: 'qrc',
  kind: 'mixer',
  ways: ['tcp'],
  unitsPerAddress: 1,
  models: QRC_MODELS,
  options: QrcOptions,
  restlessMs: 3 * POLL_MS,
  create: (parts) => new QrcDriver(parts).driver,
})
