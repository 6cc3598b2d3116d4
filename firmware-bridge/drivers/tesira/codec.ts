/**
 * Tesira Text Protocol (Biamp, "TTP Syntax", "TTP Responses", tesira-software-help.biamp.com): lines
 * of text over telnet or RS-232. Pure. Commands and attributes are named as there.
 */

/** A list of 800 values fits; a command has a few words. */
const MAX_LINE = 16 * 1024

/** Telnet (RFC 854). */
const IAC = 255
const SB = 250
const SE = 240
const WILL = 251
const WONT = 252
const DO = 253
const DONT = 254

export interface TtpCommand {
  /** The block's instance tag, as the design has it. */
  block: string
  service: 'get' | 'set' | 'subscribe'
  attribute: string
  /** Channel numbers, then a value, or a subscription's token and its shortest time in ms. */
  words: readonly (string | number | boolean)[]
}

/** An instance tag with spaces is written in speech marks. */
export const encodeCommand = ({ block, service, attribute, words }: TtpCommand): string =>
  [/\s/.test(block) ? `"${block}"` : block, service, attribute, ...words.map(String)].join(' ')

export type TtpValue = number | boolean | string

export type TtpHeard =
  /** `+OK`, with a value where one was asked for. */
  | { type: 'ok'; value: TtpValue | null }
  /** `-ERR …`, `-CANNOT_DELIVER`, `-GENERAL_FAILURE`. */
  | { type: 'error'; word: string; text: string }
  /** `! "publishToken":"…" "value":…`, by itself. */
  | { type: 'published'; token: string; value: TtpValue }
  | { type: 'greeting' }
  /** The server repeats what was typed; anything else it says is no answer. */
  | { type: 'other'; text: string }
  /** What telnet wants to be answered with. */
  | { type: 'negotiation'; reply: Uint8Array }
  | { type: 'bad-line' }

/** Cuts what a server sends into lines, and answers telnet's options: none is wanted here. */
export class TtpReader {
  #line = ''
  #isOverlong = false
  /** What of a telnet command was heard so far; null outside one. */
  #command: number[] | null = null
  #isSub = false

  /** What these bytes complete, in their order. Never throws, whatever the bytes. */
  push(chunk: Uint8Array): TtpHeard[] {
    const heard: TtpHeard[] = []
    for (const byte of chunk) {
      const item = this.#take(byte)
      if (item !== null) heard.push(item)
    }
    return heard
  }

  /** Forgets a half-received line. */
  reset(): void {
    this.#endLine()
    this.#command = null
    this.#isSub = false
  }

  #take(byte: number): TtpHeard | null {
    if (this.#command !== null) return this.#telnet(byte, this.#command)
    if (byte === IAC) {
      this.#command = []
      return null
    }
    // A server that forgets to end its sub-negotiation is understood again with the next line.
    if (this.#isSub && byte !== 0x0a) return null
    this.#isSub = false
    if (byte === 0x0a || byte === 0x0d) {
      const { line, isOverlong } = this.#endLine()
      if (isOverlong) return { type: 'bad-line' }
      return line.trim() === '' ? null : messageOf(line.trim())
    }
    if (this.#line.length >= MAX_LINE) this.#isOverlong = true
    else if (byte !== 0) this.#line += String.fromCharCode(byte)
    return null
  }

  #telnet(byte: number, command: readonly number[]): TtpHeard | null {
    const [verb] = command
    if (verb === undefined && byte >= WILL && byte <= DONT) {
      this.#command = [byte]
      return null
    }
    this.#command = null
    if (verb === WILL || verb === DO)
      return { type: 'negotiation', reply: Uint8Array.of(IAC, verb === WILL ? DONT : WONT, byte) }
    if (verb === undefined && byte === SB) this.#isSub = true
    if (verb === undefined && byte === SE) this.#isSub = false
    return null
  }

  #endLine(): { line: string; isOverlong: boolean } {
    const line = this.#line
    const isOverlong = this.#isOverlong
    this.#line = ''
    this.#isOverlong = false
    return { line, isOverlong }
  }
}

function messageOf(line: string): TtpHeard {
  if (line.startsWith('Welcome to the Tesira Text Protocol Server')) return { type: 'greeting' }
  const [, ok] = /^\+OK(?: "value":(.*))?$/.exec(line) ?? []
  if (line.startsWith('+OK')) return { type: 'ok', value: ok === undefined ? null : valueOf(ok) }
  const [, word, text = ''] = /^-([A-Z_]{2,40})\b ?(.*)$/.exec(line) ?? []
  if (word !== undefined) return { type: 'error', word, text }
  const [, token, value] = /^! "publishToken":"([^"]{1,80})" "value":(.*)$/.exec(line) ?? []
  if (token !== undefined && value !== undefined)
    return { type: 'published', token, value: valueOf(value) }
  return line.startsWith('!') ? { type: 'bad-line' } : { type: 'other', text: line }
}

function valueOf(text: string): TtpValue {
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text)
  return text.replace(/^"(.*)"$/, '$1')
}
