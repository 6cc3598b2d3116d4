/**
 * External control of Shure DIS central units (Shure, user manuals of DCS 6000 and DDS 5900, chapters
 * "Command Structure", "Microphone Control"): lines of ASCII. Pure. Commands are named as there.
 */

/** A seat's name is the longest word. */
const MAX_LINE = 400

export type DcsCommand =
  | { name: 'mic_on' | 'mic_off' | 'mic_request_on' | 'mic_request_off'; seat: number }
  /** Asks for the state of every microphone. */
  | { name: 'mic_status' }

/** `<command><SP><data><CR>`. */
export const encodeCommand = (command: DcsCommand): string =>
  'seat' in command ? `${command.name} ${command.seat}\r` : `${command.name}\r`

export type DcsHeard =
  | { type: 'microphone'; seat: number; open: boolean }
  | { type: 'request'; seat: number; asking: boolean }
  | { type: 'seat'; seat: number; active: boolean }
  /** All of what `mic_status` asked for was said. */
  | { type: 'status-done' }
  | { type: 'refused'; text: string }
  /** Something else it may say, such as volumes and votes. */
  | { type: 'other' }
  | { type: 'bad-line' }

/** Cuts what a central unit sends into messages. Keeps one line, of 400 characters at most. */
export class DcsReader {
  #line = ''
  #isOverlong = false

  /** What these bytes complete, in their order. Never throws, whatever the bytes. */
  push(chunk: Uint8Array): DcsHeard[] {
    const heard: DcsHeard[] = []
    for (const byte of chunk) {
      if (byte === 0x0d || byte === 0x0a) {
        const message = this.#endOfLine()
        if (message !== null) heard.push(message)
      } else if (this.#line.length < MAX_LINE) this.#line += String.fromCharCode(byte)
      else this.#isOverlong = true
    }
    return heard
  }

  /** Forgets a half-received line. */
  reset(): void {
    this.#line = ''
    this.#isOverlong = false
  }

  #endOfLine(): DcsHeard | null {
    const line = this.#line.trim()
    const isOverlong = this.#isOverlong
    this.reset()
    if (isOverlong) return { type: 'bad-line' }
    return line === '' ? null : messageOf(line)
  }
}

function messageOf(line: string): DcsHeard {
  const [, name = '', rest = ''] = /^([a-z_0-9]+)(?: (.*))?$/.exec(line) ?? []
  if (name === '') return { type: 'bad-line' }
  if (name === 'mic_status_done') return { type: 'status-done' }
  if (name === 'command_error') return { type: 'refused', text: rest }
  const [, on, off] = /^mic(?:_request)?_(?:(on)|(off))$/.exec(name) ?? []
  if (on === undefined && off === undefined && name !== 'seat_state') return { type: 'other' }
  const seat = seatOf(rest.split(' ')[0] ?? '')
  if (seat === null) return { type: 'bad-line' }
  if (name === 'seat_state') return { type: 'seat', seat, active: rest.split(' ')[1] === 'active' }
  return name.startsWith('mic_request')
    ? { type: 'request', seat, asking: on !== undefined }
    : { type: 'microphone', seat, open: on !== undefined }
}

/** Seats are numbered 1 to 65535. */
export function seatOf(text: string): number | null {
  const seat = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return seat >= 1 && seat <= 65_535 ? seat : null
}
