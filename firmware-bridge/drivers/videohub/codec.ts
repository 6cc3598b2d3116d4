/**
 * Blackmagic Videohub Ethernet Protocol 2.3 (Blackmagic Design, "Videohub", Developer Information):
 * blocks of lines, each with a heading in capitals and a colon, each ended by an empty line. Pure.
 */

/** A label has 80 characters where people keep to the front panel; nothing real is longer than this. */
const MAX_LINE = 400
/** The largest has 288 outputs; its longest block has that many lines, with room for what is to come. */
const MAX_LINES = 2048

export interface VideohubBlock {
  /** Without its colon, such as `VIDEO OUTPUT ROUTING`. */
  heading: string
  lines: readonly string[]
}

export type VideohubHeard =
  | { type: 'block'; block: VideohubBlock }
  /** The change that was asked for is accepted, or not. */
  | { type: 'ack' | 'nak' }
  | { type: 'bad-line' }

/** A block as text: routes are `output input`, both counted from 0. */
export const encodeBlock = ({ heading, lines }: VideohubBlock): string =>
  `${[`${heading}:`, ...lines].join('\n')}\n\n`

/** Cuts what a Videohub sends into blocks. Keeps one block of 2048 lines of 400 characters at most. */
export class VideohubReader {
  readonly #decoder = new TextDecoder()
  #line = ''
  #isOverlong = false
  #block: { heading: string; lines: string[] } | null = null

  /** What these bytes complete, in their order. Never throws. */
  push(chunk: Uint8Array): VideohubHeard[] {
    const heard: VideohubHeard[] = []
    for (const character of this.#decoder.decode(chunk, { stream: true })) {
      if (character === '\n') heard.push(...this.#endOfLine())
      else if (character === '\r') continue
      else if (this.#line.length < MAX_LINE) this.#line += character
      else this.#isOverlong = true
    }
    return heard
  }

  /** Forgets a half-received block. */
  reset(): void {
    this.#decoder.decode()
    this.#line = ''
    this.#isOverlong = false
    this.#block = null
  }

  #endOfLine(): VideohubHeard[] {
    const line = this.#line
    const isOverlong = this.#isOverlong
    this.#line = ''
    this.#isOverlong = false
    if (isOverlong) return [{ type: 'bad-line' }]
    if (line === '') return this.#endOfBlock()
    if (/^[A-Z][A-Z0-9 ]{1,60}:$/.test(line)) {
      // A block that was not ended is ended by the next one.
      const before = this.#endOfBlock()
      this.#block = { heading: line.slice(0, -1), lines: [] }
      return before
    }
    if (this.#block === null) return [answerOf(line)]
    if (this.#block.lines.length >= MAX_LINES) return [{ type: 'bad-line' }]
    this.#block.lines.push(line)
    return []
  }

  #endOfBlock(): VideohubHeard[] {
    const block = this.#block
    this.#block = null
    return block === null ? [] : [{ type: 'block', block }]
  }
}

const answerOf = (line: string): VideohubHeard => ({
  type: line === 'ACK' ? 'ack' : line === 'NAK' ? 'nak' : 'bad-line',
})

/** `0 Camera 1` of a block of labels, routes or locks; null where it is none. */
export function entryOf(line: string): { port: number; value: string } | null {
  const [, port, value] = /^(\d{1,4}) (.*)$/.exec(line) ?? []
  return port === undefined || value === undefined ? null : { port: Number(port), value }
}

/** `Model name: Smart Videohub`, as of VIDEOHUB DEVICE. */
export const fieldOf = (lines: readonly string[], name: string): string | null =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null
