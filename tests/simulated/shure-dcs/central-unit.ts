import { TcpDevice } from '../tcp-device.ts'

/** How a central unit differs from the usual. */
export interface CentralUnitHabits {
  /** Takes every command and does nothing. */
  deaf?: boolean
  /** Says nothing at the end of its status. */
  endless?: boolean
}

/** A Shure DIS central unit written after Shure's manuals, for tests and the demonstration. */
export class SimulatedCentralUnit extends TcpDevice {
  readonly open = new Set<number>()
  readonly requests = new Set<number>()
  readonly seats: readonly number[]
  /** Commands it received, without the questions. */
  readonly commands: string[] = []
  readonly #habits: CentralUnitHabits

  constructor(seats: readonly number[], habits: CentralUnitHabits = {}) {
    super()
    this.seats = seats
    this.#habits = habits
  }

  /** The button of a seat is pressed, with the system in manual mode. */
  press(seat: number): void {
    if (this.open.has(seat)) this.#microphone(seat, false)
    else this.#request(seat, !this.requests.has(seat))
  }

  protected serve(say: (text: string) => void): (bytes: Buffer) => void {
    let text = ''
    return (bytes) => {
      text += bytes.toString('latin1')
      for (let end = text.indexOf('\r'); end >= 0; end = text.indexOf('\r')) {
        const line = text.slice(0, end)
        text = text.slice(end + 1)
        if (this.mute) continue
        if (line === 'mic_status') say(this.#status())
        else this.#obey(line, say)
      }
    }
  }

  #status(): string {
    return [
      ...this.seats.map((seat) => `seat_state ${seat} active Seat ${seat}`),
      ...[...this.open].map((seat) => `mic_on ${seat}`),
      ...[...this.requests].map((seat) => `mic_request_on ${seat}`),
      ...(this.#habits.endless ? [] : ['mic_status_done']),
    ]
      .map((line) => `${line}\r\n`)
      .join('')
  }

  #obey(line: string, say: (text: string) => void): void {
    const [command = '', number = ''] = line.split(' ')
    const seat = Number(number)
    this.commands.push(line)
    if (this.#habits.deaf || !this.seats.includes(seat)) return
    if (command === 'mic_on') {
      if (this.open.has(seat)) return
      this.#microphone(seat, true)
      if (this.requests.has(seat)) this.#request(seat, false)
    } else if (command === 'mic_off') this.#microphone(seat, false)
    else if (command === 'mic_request_on') this.#request(seat, true)
    else if (command === 'mic_request_off') this.#request(seat, false)
    else say(`command_error ${command}\r\n`)
  }

  #microphone(seat: number, open: boolean): void {
    if (this.open.has(seat) === open) return
    if (open) this.open.add(seat)
    else this.open.delete(seat)
    this.say(`mic_${open ? 'on' : 'off'} ${seat}\r\n`)
  }

  #request(seat: number, asking: boolean): void {
    if (this.requests.has(seat) === asking) return
    if (asking) this.requests.add(seat)
    else this.requests.delete(seat)
    this.say(`mic_request_${asking ? 'on' : 'off'} ${seat}\r\n`)
  }
}
