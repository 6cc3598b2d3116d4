import { TcpDevice } from '../tcp-device.ts'

type Value = number | boolean

/** How a Tesira differs from the usual. */
export interface TesiraHabits {
  /** Repeats each command as telnet does. */
  echo?: boolean
  /** Takes every command and does nothing. */
  deaf?: boolean
  /** Is something else: it never greets. */
  silent?: boolean
}

/** A Tesira server written after Biamp's "Tesira Text Protocol", for tests and the demonstration. */
export class SimulatedTesira extends TcpDevice {
  /** By block, attribute and indexes: `Level1 mute 1`. */
  readonly controls: Map<string, Value>
  /** Sets it received. */
  readonly commands: string[] = []
  /** Telnet answers it received, hexadecimal. */
  readonly telnet: string[] = []
  readonly #habits: TesiraHabits
  readonly #subscribers = new Set<(key: string) => void>()

  constructor(controls: Record<string, Value>, habits: TesiraHabits = {}) {
    super()
    this.controls = new Map(Object.entries(controls))
    this.#habits = habits
  }

  /** Somebody changes it at the Tesira itself. */
  turn(key: string, value: Value): void {
    this.controls.set(key, value)
    for (const tell of this.#subscribers) tell(key)
  }

  protected serve(say: (bytes: string | Uint8Array) => void): (bytes: Buffer) => void {
    const tokens = new Map<string, string>()
    const tell = (key: string) => {
      const token = tokens.get(key)
      if (token !== undefined) say(`! "publishToken":"${token}" "value":${this.#show(key)}\r\n`)
    }
    this.#subscribers.add(tell)
    say(Uint8Array.of(255, 253, 24, 255, 253, 32, 255, 251, 3))
    let isGreeted = false
    let text = ''
    return (bytes) => {
      const hex = bytes.toString('hex')
      const answers = /^(?:ff[fF][cCeE]..)+/.exec(hex)?.[0] ?? ''
      if (answers !== '') this.telnet.push(answers)
      text += bytes.subarray(answers.length / 2).toString('latin1')
      if (!isGreeted && this.telnet.join('').length >= 18 && !this.#habits.silent) {
        isGreeted = true
        say('\r\nWelcome to the Tesira Text Protocol Server...\r\n\r\n')
      }
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 1)
        if (this.mute) continue
        if (this.#habits.echo) say(`${line}\r\n`)
        say(`${this.#answer(line, tokens, tell)}\r\n`)
      }
    }
  }

  #answer(line: string, tokens: Map<string, string>, tell: (key: string) => void): string {
    const [, quoted, plain, service = '', rest = ''] =
      /^(?:"([^"]+)"|(\S+)) (\w+) (.*)$/.exec(line) ?? []
    const block = quoted ?? plain ?? ''
    if (block === 'SESSION') return '+OK'
    if (block === 'DEVICE')
      return rest === 'version' ? '+OK "value":"3.16.0.1"' : '+OK "value":"01234567"'
    const words = rest.split(' ')
    const indexes = words
      .slice(1)
      .filter((word, at) => /^\d+$/.test(word) && at < this.#count(words))
    const key = [block, words[0], ...indexes].join(' ')
    if (!this.controls.has(key))
      return '-ERR address not found: {"deviceId":0 "classCode":0 "instanceNum":0}'
    if (service === 'get') return `+OK "value":${this.#show(key)}`
    const last = words[1 + indexes.length] ?? ''
    if (service === 'subscribe') {
      tokens.set(key, last)
      tell(key)
      return '+OK'
    }
    this.commands.push(`${key}=${last}`)
    if (!this.#habits.deaf)
      this.turn(key, last === 'true' || (last === 'false' ? false : Number(last)))
    return '+OK'
  }

  #count([attribute = '']: string[]): number {
    return attribute.startsWith('crosspoint') ? 2 : 1
  }

  #show(key: string): string {
    const value = this.controls.get(key) ?? 0
    return typeof value === 'number' ? value.toFixed(6) : String(value)
  }
}
