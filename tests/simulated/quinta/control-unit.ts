import { TcpDevice } from '../tcp-device.ts'

/** A Quinta control unit in PC-controlled mode, after beyerdynamic's protocol, with its units. */
export class SimulatedQuinta extends TcpDevice {
  readonly units: readonly number[]
  readonly open = new Set<number>()
  /** Lines it received. */
  readonly commands: string[] = []
  /** Takes every command and does nothing. */
  deaf = false

  constructor(units: readonly number[]) {
    super()
    this.units = units
  }

  /** The microphone button: four times the same, as units send it. */
  press(unit: number): void {
    const speak = this.open.has(unit) ? '00' : '01'
    for (let time = 0; time < 4; time++) {
      this.#tell(`q ${this.#id(unit)} ${speak} 0139`)
      this.#tell(`a ${this.#id(unit)} ${speak} 0139`)
    }
    if (speak === '00') this.#allocate(unit, false)
  }

  /** Every unit says its status. */
  beat(): void {
    for (const unit of this.units) this.#tell(`x ${this.#id(unit).slice(2)} 0139 7A 241100 00`)
  }

  protected serve(say: (text: string) => void): (bytes: Buffer) => void {
    let text = ''
    return (bytes) => {
      text += bytes.toString('latin1')
      for (let end = text.indexOf('\r'); end >= 0; end = text.indexOf('\r')) {
        const line = text.slice(0, end)
        text = text.slice(end + 1)
        if (this.mute) continue
        this.commands.push(line)
        const [, id, speak] = /^A ([0-9A-F]{8}) ([01]) 0139$/.exec(line) ?? []
        const unit = Number.parseInt(id ?? '', 16)
        if (this.units.includes(unit) && !this.deaf) this.#allocate(unit, speak === '1')
        else say('\r\n>')
      }
    }
  }

  #allocate(unit: number, open: boolean): void {
    if (open) this.open.add(unit)
    else this.open.delete(unit)
    this.#tell(`Q ${this.#id(unit)} ${open ? '01' : '00'} 0C`)
  }

  #tell(line: string): void {
    this.say(`\r\n${line}\r\n>`)
  }

  #id(unit: number): string {
    return unit.toString(16).toUpperCase().padStart(8, '0')
  }
}
