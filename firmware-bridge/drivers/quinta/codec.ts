/**
 * beyerdynamic Quinta (beyerdynamic, "Quinta control protocol for 3rd party system control", edition
 * 3.0): words of ASCII, numbers in hexadecimal, lines that end with CR LF, a prompt `>` after each
 * command. Pure. Commands and messages are named as there.
 */

const MAX_LINE = 120

/** Identity of a microphone unit (MU), 0x000001 to 0xFFFFFF. */
export type MuId = number

/** `A muad m tf`: start or stop speaking. `tf` is what the unit said of itself by `q` or `x`. */
export interface QuintaCommand {
  muad: MuId
  speak: boolean
  /** Hardware type and MU flags, 16 bits. */
  flags: number
}

const hex = (value: number, digits: number): string =>
  value.toString(16).toUpperCase().padStart(digits, '0')

export const encodeCommand = ({ muad, speak, flags }: QuintaCommand): string =>
  `A ${hex(muad, 8)} ${speak ? 1 : 0} ${hex(flags, 4)}\r`

export type QuintaHeard =
  /** `q`: a unit asks to speak, or says that its microphone is off. Sent several times each. */
  | { type: 'request'; muad: MuId; speak: boolean; flags: number }
  /** `Q`: a unit has got a stream, or has lost it. */
  | { type: 'allocated'; muad: MuId; open: boolean }
  /** `x`: said by each unit about every 20 s. */
  | { type: 'status'; muad: MuId; flags: number; firmware: string }
  /** It is ready for the next command. */
  | { type: 'prompt' }
  | { type: 'other' }
  | { type: 'bad-line' }

/** Cuts what a control unit (CU) sends into messages. Keeps one line, of 120 characters at most. */
export class QuintaReader {
  #line = ''
  #isOverlong = false

  /** What these bytes complete, in their order. Never throws, whatever the bytes. */
  push(chunk: Uint8Array): QuintaHeard[] {
    const heard: QuintaHeard[] = []
    for (const byte of chunk) {
      if (byte === 0x3e && this.#line.trim() === '' && !this.#isOverlong) {
        this.reset()
        heard.push({ type: 'prompt' })
      } else if (byte === 0x0d || byte === 0x0a) {
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

  #endOfLine(): QuintaHeard | null {
    const line = this.#line.trim()
    const isOverlong = this.#isOverlong
    this.reset()
    if (isOverlong) return { type: 'bad-line' }
    return line === '' ? null : messageOf(line)
  }
}

function messageOf(line: string): QuintaHeard {
  const [word = '', ...numbers] = line.split(' ')
  if (!/^[\x20-\x7e]+$/.test(line)) return { type: 'bad-line' }
  if (word !== 'q' && word !== 'Q' && word !== 'x' && word !== 'X') return { type: 'other' }
  if (!numbers.every((number) => /^[0-9A-Fa-f]{1,8}$/.test(number))) return { type: 'bad-line' }
  const [muad = 0, second = 0, third = 0] = numbers.map((number) => Number.parseInt(number, 16))
  if (muad < 1 || muad > 0xffffff || numbers.length < 3) return { type: 'bad-line' }
  if (word === 'q') return { type: 'request', muad, speak: (second & 1) === 1, flags: third }
  // Bit 0 of its flags: allocated or de-allocated.
  if (word === 'Q') return { type: 'allocated', muad, open: (second & 1) === 1 }
  return { type: 'status', muad, flags: second, firmware: numbers[3] ?? '' }
}
