import { TcpDevice } from '../tcp-device.ts'

/** How a switcher differs from the usual. */
export interface SwitcherHabits {
  password?: string
  /** Takes every command and does nothing. */
  deaf?: boolean
  /** Writes numbers with two digits. */
  twoDigits?: boolean
}

/** An Extron matrix switcher of 8 by 8, written after Extron's guides, for tests and the demonstration. */
export class SimulatedSwitcher extends TcpDevice {
  /** By output. */
  readonly ties = new Map<number, number>()
  readonly commands: string[] = []
  readonly #habits: SwitcherHabits

  constructor(habits: SwitcherHabits = {}) {
    super()
    this.#habits = habits
    for (let output = 1; output <= 8; output++) this.ties.set(output, 1)
  }

  /** Somebody ties it at the front panel. */
  tie(input: number, output: number): void {
    this.ties.set(output, input)
    this.say(`${this.#out(input, output)}\r\n`)
  }

  protected serve(say: (text: string) => void): (bytes: Buffer) => void {
    const { password } = this.#habits
    let isOpen = password === undefined
    let text = ''
    say('\r\n© Copyright 2014, Extron Electronics, DXP 88 HDMI, V1.04, 60-1493-01\r\n')
    say('Fri, 21 Nov 2014 10:00:00\r\n')
    if (!isOpen) say('Password:')
    return (bytes) => {
      text += bytes.toString('latin1')
      if (!isOpen) {
        const end = text.indexOf('\r')
        if (end < 0) return
        isOpen = text.slice(0, end) === password
        text = text.slice(end + 1)
        say(isOpen ? '\r\nLogin Administrator\r\n' : '\r\nPassword:')
        return
      }
      for (;;) {
        const [all, command = ''] = /^(.\d+CV\r|\d+\*\d+[!%$]|\d+[%$]|[QN])/.exec(text) ?? []
        if (all === undefined) return
        text = text.slice(all.length)
        if (!this.mute) say(`${this.#answer(command)}\r\n`)
      }
    }
  }

  #answer(command: string): string {
    if (command.startsWith('\x1b')) return 'Vrb1'
    if (command === 'Q') return '1.04'
    if (command === 'N') return '60-1493-01'
    const [, first = '', second] = /^(\d+)(?:\*(\d+))?/.exec(command) ?? []
    if (second === undefined) {
      const tied = this.ties.get(Number(first))
      return tied === undefined ? 'E12' : this.#number(tied)
    }
    this.commands.push(command)
    if (Number(first) > 8) return 'E01'
    if (!this.ties.has(Number(second))) return 'E12'
    if (!this.#habits.deaf) this.ties.set(Number(second), Number(first))
    return this.#out(Number(first), Number(second))
  }

  #out(input: number, output: number): string {
    return `Out${this.#number(output)} In${this.#number(input)} All`
  }

  #number(value: number): string {
    return this.#habits.twoDigits ? String(value).padStart(2, '0') : String(value)
  }
}
