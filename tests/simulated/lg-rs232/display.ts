import { TcpDevice } from '../tcp-device.ts'

/** How a display differs from the usual. */
export interface LgHabits {
  /** Says NG to this command. */
  refuses?: string
  /** Takes every command and does nothing. */
  deaf?: boolean
  /** Ends its answers with CR LF too. */
  lineFeeds?: boolean
}

/** LG displays on one line, written after LG's manuals, for tests and the demonstration. */
export class SimulatedLg extends TcpDevice {
  /** By set ID, the value of each command. */
  readonly displays: ReadonlyMap<number, Record<string, number>>
  /** Sets received. */
  readonly commands: string[] = []
  readonly #habits: LgHabits

  constructor(ids: readonly number[], habits: LgHabits = {}) {
    super()
    const fresh = () => ({ ka: 0, xb: 0xa0, kd: 0, ke: 1, kf: 0x14 })
    this.displays = new Map(ids.map((id) => [id, fresh()]))
    this.#habits = habits
  }

  protected serve(say: (text: string) => void): (bytes: Buffer) => void {
    let text = ''
    return (bytes) => {
      text += bytes.toString('latin1')
      for (let end = text.indexOf('\r'); end >= 0; end = text.indexOf('\r')) {
        const line = text.slice(0, end)
        text = text.slice(end + 1)
        const answer = this.mute ? null : this.#answer(line)
        if (answer !== null) say(`${answer}x${this.#habits.lineFeeds ? '\r\n' : ''}`)
      }
    }
  }

  #answer(line: string): string | null {
    const [command = '', id = '', data = ''] = line.split(' ')
    const display = this.displays.get(Number.parseInt(id, 16))
    if (display === undefined) return null
    const head = `${command.charAt(1)} ${id.toLowerCase()} `
    const isKnown = command in display && command !== this.#habits.refuses
    if (!isKnown || (display.ka === 0 && command !== 'ka')) return `${head}NG${data}`
    if (data === 'FF') return `${head}OK${this.#hex(display[command] ?? 0)}`
    this.commands.push(line)
    if (!this.#habits.deaf) display[command] = Number.parseInt(data, 16)
    return `${head}OK${data}`
  }

  #hex(value: number): string {
    return value.toString(16).padStart(2, '0')
  }
}
