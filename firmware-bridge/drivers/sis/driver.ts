import type { SwitcherAim, SwitcherState } from '../../../controller/protocol/device-kinds.ts'
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
import { Reconciliation, type Step } from '../reconciliation.ts'
import { encodeQuestion, ERRORS, SisReader, type SisHeard, type SisQuestion } from './codec.ts'
import { SIS_MODELS, SisOptions, type SisModel } from './model.ts'

const ANSWER_MS = 2000
/** Some lose a command that comes at once after an answer. */
const GAP_MS = 20
/** A telnet session without a word is closed after five minutes. */
const POLL_MS = 10_000
/** It greets, and may ask for a password, within this. */
const GREETING_MS = 500

type Parts = DriverParts<'switcher', SisModel, SisOptions>
interface Route {
  input: string
  output: string
}

/** An Extron switcher: one session, one command at a time, and ties of others told by itself. */
class SisDriver {
  readonly driver: DeviceDriver<'switcher'>
  readonly #parts: Parts
  readonly #unit: Parts['units'][0]
  readonly #reader = new SisReader()
  readonly #line: DeviceLine<SisQuestion, string>
  readonly #loop: Reconciliation<SwitcherAim, SwitcherState, Route>
  /** By output: the input tied to it, 0 for none. */
  readonly #ties = new Map<number, number>()
  /** Of this session. */
  #identity: DeviceIdentity | null = null
  #isGreeted = false
  #cancel: () => void = () => undefined

  constructor(parts: Parts) {
    this.#parts = parts
    const [unit] = parts.units
    this.#unit = unit
    const { time, log, sink } = parts
    this.#line = new DeviceLine(parts, {
      ...{ timeoutMs: ANSWER_MS, gapMs: GAP_MS },
      encode: (question) => Buffer.from(encodeQuestion(question), 'latin1'),
      opened: () => this.#opened(),
      received: (bytes) => this.#reader.push(bytes).forEach((heard) => this.#take(heard)),
      lost: () => {
        this.#cancel()
        this.#loop.down()
      },
    })
    this.#loop = new Reconciliation(
      {
        read: () => this.#read(),
        plan: (aim, state) => planRoutes(aim, state, unit.options),
        perform: (route) => this.#perform(route),
      },
      {
        ...{ unit: unit.id, time, log, pollMs: POLL_MS },
        onKnown: (known) =>
          sink.reported(unit.id, {
            ...known,
            abilities: ['routes', 'test'],
            identity: this.#identity ?? { ...unknownIdentity, maker: 'Extron' },
          }),
      },
    )
    this.driver = aloneOnLine<'switcher'>(unit.id, this.#line, this.#loop)
  }

  /** It may greet in several lines, or ask for a password, or (on RS-232) say nothing. */
  #opened(): void {
    this.#reader.reset()
    this.#identity = null
    this.#isGreeted = false
    this.#cancel = this.#parts.time.after(GREETING_MS, () => this.#begin())
  }

  #begin(): void {
    this.#cancel()
    if (this.#isGreeted) return
    this.#isGreeted = true
    this.#line.ready()
    this.#loop.up()
  }

  #take(heard: SisHeard): void {
    if (heard.type === 'bad-line') return this.#line.stray()
    this.#line.heard(this.#unit.id)
    if (heard.type === 'password-wanted') return this.#sayPassword()
    if (heard.type === 'logged-in') return this.#begin()
    if (heard.type === 'tied') return this.#tied(heard)
    // What was tied by a preset or at once is read output by output.
    if (heard.type === 'tied-to-all') return this.#loop.changed()
    // Whatever it greets with, before it is asked anything.
    if (!this.#isGreeted) return
    const { current } = this.#line
    if (heard.type === 'error') {
      const { code, text } = ERRORS[heard.number] ?? {
        ...{ code: 'command-refused', text: `It refuses (E${heard.number}).` },
      }
      if (!this.#line.refuse(new DriverError(code, text))) this.#line.stray()
    } else if (heard.type === 'verbose' ? current?.type === 'verbose' : isForText(current))
      this.#line.answer(heard.type === 'text' ? heard.text : '')
    else this.#line.stray()
  }

  #sayPassword(): void {
    this.#cancel()
    const { secret } = this.#unit
    if (secret !== null) return this.#line.send(Buffer.from(`${secret.trim()}\r`))
    this.#line.hangUp('it wants a password, and the chamber’s file names no secret file')
  }

  #tied({ input, output, kind }: SisHeard & { type: 'tied' }): void {
    const { current } = this.#line
    const { ties } = this.#unit.model
    if (kind === 'all' || ties === kind || (ties === 'all' && kind === 'video'))
      this.#ties.set(output, input)
    if (current?.type === 'tie' && current.output === output && current.input === input)
      this.#line.answer('')
    else if (this.#loop.known.state !== null) this.#loop.noticed(this.#state())
  }

  #ask(question: SisQuestion): Promise<string> {
    return this.#line.ask(this.#unit.id, question)
  }

  async #read(): Promise<SwitcherState> {
    if (this.#identity === null) {
      await this.#ask({ type: 'verbose' })
      const firmware = (await this.#ask({ type: 'about', what: 'Q' })).slice(0, 80)
      const model = (await this.#ask({ type: 'about', what: 'N' })).slice(0, 80)
      this.#identity = { ...unknownIdentity, maker: 'Extron', model, firmware }
    }
    const kind = this.#unit.model.ties
    for (const output of Object.values(this.#unit.options.outputs)) {
      const said = await this.#ask({ type: 'view-tie', output, kind })
      const [, input] = /^(?:.*In)?0*(\d{1,3})$/.exec(said) ?? []
      if (input === undefined)
        throw new DriverError('answer-unknown', `It says no input: ${said.slice(0, 60)}`)
      this.#ties.set(output, Number(input))
    }
    return this.#state()
  }

  #state(): SwitcherState {
    const { inputs, outputs } = this.#unit.options
    const inputName = new Map(Object.entries(inputs).map(([name, number]) => [number, name]))
    const names = (sockets: Record<string, number>) =>
      Object.fromEntries(Object.keys(sockets).map((name) => [name, name]))
    const routes = Object.entries(outputs).flatMap(([output, number]) => {
      const input = this.#ties.get(number) ?? 0
      // An input that the chamber's file does not name is shown by its number; 0 is none.
      return input === 0 ? [] : [[output, inputName.get(input) ?? String(input)] as const]
    })
    return {
      routes: Object.fromEntries(routes),
      ...{ inputs: names(inputs), outputs: names(outputs), locked: [] },
    }
  }

  async #perform({ input, output }: Route): Promise<void> {
    const { inputs, outputs } = this.#unit.options
    const tie = { input: inputs[input] ?? 0, output: outputs[output] ?? 0 }
    await this.#ask({ type: 'tie', kind: this.#unit.model.ties, ...tie })
  }
}

const isForText = (question: SisQuestion | null): boolean =>
  question?.type === 'view-tie' || question?.type === 'about'

/** Throws DriverError 'part-unknown' where nothing else is left to do. */
export function planRoutes(
  { routes = {} }: SwitcherAim,
  state: SwitcherState,
  { inputs, outputs }: SisOptions,
): Step<Route>[] {
  const isKnown = ([output, input]: [string, string]) => input in inputs && output in outputs
  const steps = Object.entries(routes)
    .filter((route) => isKnown(route) && state.routes[route[0]] !== route[1])
    .map(([output, input]) => ({
      command: { input, output },
      reason: `${output} should show ${input}, not ${state.routes[output] ?? 'nothing'}`,
    }))
  const unknown = Object.entries(routes).find((route) => !isKnown(route))
  if (steps.length === 0 && unknown !== undefined) {
    const text = `Its options name no output ${unknown[0]} or no input ${unknown[1]}.`
    throw new DriverError('part-unknown', text)
  }
  return steps
}

export const sis = defineDriver({
  name: 'sis',
  kind: 'switcher',
  ways: ['tcp', 'serial'],
  unitsPerAddress: 1,
  models: SIS_MODELS,
  options: SisOptions,
  restlessMs: 3 * POLL_MS,
  create: (parts) => new SisDriver(parts).driver,
})
