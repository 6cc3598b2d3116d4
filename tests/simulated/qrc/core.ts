import { TcpDevice } from '../tcp-device.ts'

type Value = number | boolean | string
interface Question {
  id?: number
  method: string
  params?: Record<string, unknown> | string[]
}

/** How a Core differs from the usual, as its specification and the field have it. */
export interface CoreHabits {
  /** Answers nothing else before a Logon with this. */
  password?: string
  /** Takes every set and does nothing. */
  deaf?: boolean
  /** Says its buttons as 1 and 0. */
  numbers?: boolean
}

/** A Q-SYS Core written after QSC's "QRC Commands", for tests and the demonstration. */
export class SimulatedCore extends TcpDevice {
  state: 'Active' | 'Standby' | 'Idle' = 'Active'
  /** Named Controls by name; of a component by `Component.name`. */
  readonly controls = new Map<string, Value>()
  /** Sets it received, as `name=value`. */
  readonly commands: string[] = []
  readonly logons: string[] = []
  readonly #habits: CoreHabits
  readonly #polls: (() => void)[] = []

  constructor(controls: Record<string, Value>, habits: CoreHabits = {}) {
    super()
    this.controls = new Map(Object.entries(controls))
    this.#habits = habits
  }

  /** Somebody changes it at the Core itself. */
  turn(control: string, value: Value): void {
    this.controls.set(control, value)
    for (const poll of this.#polls) poll()
  }

  protected serve(say: (text: string) => void): (bytes: Buffer) => void {
    const group: string[] = []
    const told = new Map<string, Value>()
    let text = ''
    let isOpen = this.#habits.password === undefined
    const send = (message: object) => say(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\0`)
    const poll = () => {
      const changed = group.filter((key) => told.get(key) !== this.controls.get(key))
      for (const key of changed) told.set(key, this.controls.get(key) ?? 0)
      const params = { Id: 'chamber', Changes: changed.map((key) => this.#show(key)) }
      if (changed.length > 0) send({ method: 'ChangeGroup.Poll', params })
    }
    send({ method: 'EngineStatus', params: this.#status() })
    return (bytes) => {
      text += bytes.toString('utf8')
      for (let end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0')) {
        const question = JSON.parse(text.slice(0, end)) as Question
        text = text.slice(end + 1)
        if (this.mute) continue
        const { id, method } = question
        if (method === 'Logon') {
          isOpen = JSON.stringify(question.params).includes(`"${this.#habits.password}"`)
          this.logons.push(JSON.stringify(question.params))
        }
        const answer = isOpen
          ? this.#answer(question, group)
          : { error: { code: 10, message: 'Logon required' } }
        send({ id, ...answer })
        if (method === 'ChangeGroup.AutoPoll') {
          this.#polls.push(poll)
          poll()
        }
      }
    }
  }

  #answer({ method, params }: Question, group: string[]): object {
    const list = Array.isArray(params) ? params : []
    const its = (Array.isArray(params) ? {} : (params ?? {})) as {
      Name?: string
      Value?: Value
      Controls?: ({ Name: string; Value?: Value } | string)[]
      Component?: { Name: string; Controls: { Name: string }[] }
    }
    const nameOf = (it: { Name: string } | string) => (typeof it === 'string' ? it : it.Name)
    switch (method) {
      case 'Logon':
        return { result: true }
      case 'StatusGet':
        return { result: this.#status() }
      case 'Control.Get':
        return this.#found(list, (found) => found)
      case 'Component.Get': {
        const keys = (its.Controls ?? []).map((it) => `${its.Name}.${nameOf(it)}`)
        return this.#found(keys, (Controls) => ({ Name: its.Name, Controls }))
      }
      case 'Control.Set':
        return this.#set(String(its.Name), its.Value ?? 0)
      case 'Component.Set': {
        const [first] = its.Controls ?? []
        if (typeof first !== 'object') return { error: { code: -32602, message: 'Invalid params' } }
        return this.#set(`${its.Name}.${first.Name}`, first.Value ?? 0)
      }
      case 'ChangeGroup.AddControl':
        group.push(...(its.Controls ?? []).map(nameOf))
        return { result: true }
      case 'ChangeGroup.AddComponentControl':
        group.push(
          ...(its.Component?.Controls ?? []).map((it) => `${its.Component?.Name}.${it.Name}`),
        )
        return { result: true }
      case 'ChangeGroup.AutoPoll':
        return { result: true }
      default:
        return { error: { code: -32601, message: 'Method not found' } }
    }
  }

  #found(keys: string[], wrap: (found: object[]) => unknown): object {
    const missing = keys.find((key) => !this.controls.has(key))
    if (missing !== undefined) return { error: { code: 8, message: `Unknown control ${missing}` } }
    return { result: wrap(keys.map((key) => this.#show(key))) }
  }

  #show(key: string): object {
    const value = this.controls.get(key) ?? 0
    const at = key.indexOf('.')
    const Value = this.#habits.numbers && typeof value === 'boolean' ? Number(value) : value
    const name = at < 0 ? { Name: key } : { Component: key.slice(0, at), Name: key.slice(at + 1) }
    return { ...name, Value, String: String(value), Position: 0 }
  }

  #set(key: string, value: Value): object {
    if (!this.controls.has(key)) return { error: { code: 8, message: `Unknown control ${key}` } }
    this.commands.push(`${key}=${value}`)
    if (!this.#habits.deaf) this.turn(key, value)
    return { result: true }
  }

  #status(): object {
    return {
      ...{
        Platform: 'Core 110f',
        State: this.state,
        DesignName: 'Hall',
        DesignCode: 'qALFilm6IcCo',
      },
      ...{ IsRedundant: false, IsEmulator: false, Status: { Code: 0, String: 'OK' } },
    }
  }
}
