import { TcpDevice } from '../tcp-device.ts'

/** How a display differs from the usual. */
export interface MdcHabits {
  /** Says NAK to this command. */
  refuses?: number
  /** Takes every command and does nothing. */
  deaf?: boolean
}

/** Samsung displays on one line, written after Samsung's manuals, for tests and the demonstration. */
export class SimulatedMdc extends TcpDevice {
  /** By id. */
  readonly displays: ReadonlyMap<
    number,
    { power: number; volume: number; mute: number; input: number; panel: number }
  >
  /** Sets received, hexadecimal, without header and sum. */
  readonly commands: string[] = []
  readonly #habits: MdcHabits

  constructor(ids: readonly number[], habits: MdcHabits = {}) {
    super()
    this.displays = new Map(
      ids.map((id) => [id, { power: 0, volume: 20, mute: 0, input: 0x21, panel: 0 }]),
    )
    this.#habits = habits
  }

  protected serve(say: (bytes: Uint8Array) => void): (bytes: Buffer) => void {
    let waiting = Buffer.alloc(0)
    return (bytes) => {
      waiting = Buffer.concat([waiting, bytes])
      while (waiting.length >= 5) {
        const size = 5 + (waiting[3] ?? 0)
        if (waiting.length < size) return
        const frame = waiting.subarray(0, size)
        waiting = waiting.subarray(size)
        const answer = this.mute ? null : this.#answer(frame)
        if (answer !== null) say(answer)
      }
    }
  }

  #answer(frame: Buffer): Uint8Array | null {
    let sum = 0
    for (const byte of frame.subarray(1, -1)) sum += byte
    const [, command = 0, id = 0, length = 0, value = 0] = frame
    const display = this.displays.get(id)
    if (display === undefined || frame[0] !== 0xaa || (sum & 0xff) !== frame.at(-1)) return null
    const say = (ack: string, ...data: number[]) => {
      const body = [0xff, id, data.length + 2, ack.charCodeAt(0), command, ...data]
      return Uint8Array.of(0xaa, ...body, body.reduce((all, byte) => all + byte, 0) & 0xff)
    }
    if (command === this.#habits.refuses) return say('N', 1)
    const { power, volume, mute, input } = display
    if (length === 0 && command === 0) return say('A', power, volume, mute, input, 0x10, 0, 0)
    const text = { 0x0b: '0123ABC', 0x0e: 'T-1000.2', 0x8a: 'QM55' }[command]
    if (text !== undefined) return say('A', ...Buffer.from(text))
    const names = {
      0x11: 'power',
      0x12: 'volume',
      0x13: 'mute',
      0x14: 'input',
      0xf9: 'panel',
    } as const
    const name = Object.entries(names).find(([code]) => Number(code) === command)?.[1]
    if (name === undefined) return say('N', 0)
    if (length === 0) return say('A', display[name])
    this.commands.push(frame.subarray(1, -1).toString('hex'))
    if (!this.#habits.deaf) display[name] = value
    return say('A', value)
  }
}
