/**
 * Extron Simple Instruction Set (Extron, user guides of matrix switchers, "Command and Response Table
 * for SIS Commands"): text. Pure. Commands are named as there.
 */

/** The greeting is the longest line. */
const MAX_LINE = 200

/** Tie of an input to an output: picture and sound, picture alone, sound alone. */
export type TieKind = 'all' | 'video' | 'audio'
const SIGNS = { all: '!', video: '%', audio: '$' } as const

export type SisQuestion =
  | { type: 'tie'; input: number; output: number; kind: TieKind }
  /** Which input is tied to an output; its picture, where both are. */
  | { type: 'view-tie'; output: number; kind: TieKind }
  /** `Q`: firmware. `N`: part number. */
  | { type: 'about'; what: 'Q' | 'N' }
  /** It tells by itself what others tie, and answers in words. */
  | { type: 'verbose' }

export function encodeQuestion(question: SisQuestion): string {
  switch (question.type) {
    case 'tie':
      return `${question.input}*${question.output}${SIGNS[question.kind]}`
    case 'view-tie':
      return `${question.output}${SIGNS[question.kind === 'audio' ? 'audio' : 'video']}`
    case 'about':
      return question.what
    case 'verbose':
      return '\x1b1CV\r'
  }
}

export type SisHeard =
  /** `Out5 In2 All`: after a command, or because somebody did it there. Input 0: nothing is tied. */
  | { type: 'tied'; input: number; output: number; kind: TieKind }
  /** `In5 All`: to every output. */
  | { type: 'tied-to-all' }
  | { type: 'error'; number: number }
  | { type: 'verbose' }
  | { type: 'password-wanted' }
  | { type: 'logged-in' }
  /** A number, a version, a name: what it is, the question says. */
  | { type: 'text'; text: string }
  | { type: 'bad-line' }

/** Cuts what a switcher sends into lines. Keeps one, of 200 characters at most. */
export class SisReader {
  #line = ''
  #isOverlong = false

  /** What these bytes complete, in their order. Never throws, whatever the bytes. */
  push(chunk: Uint8Array): SisHeard[] {
    const heard: SisHeard[] = []
    for (const byte of chunk) {
      if (byte === 0x0d || byte === 0x0a) {
        const message = this.#endOfLine()
        if (message !== null) heard.push(message)
      } else if (this.#line.length < MAX_LINE) this.#line += String.fromCharCode(byte)
      else this.#isOverlong = true
      // The prompt for a password ends with no line.
      if (this.#line === 'Password:') {
        this.reset()
        heard.push({ type: 'password-wanted' })
      }
    }
    return heard
  }

  /** Forgets a half-received line. */
  reset(): void {
    this.#line = ''
    this.#isOverlong = false
  }

  #endOfLine(): SisHeard | null {
    const line = this.#line.trim()
    const isOverlong = this.#isOverlong
    this.reset()
    if (isOverlong) return { type: 'bad-line' }
    return line === '' ? null : messageOf(line)
  }
}

const KINDS: Record<string, TieKind> = { All: 'all', Vid: 'video', RGB: 'video', Aud: 'audio' }

function messageOf(line: string): SisHeard {
  // Some manuals print a dot for the space between.
  const [, output, input, word = ''] =
    /^Out ?(\d{1,3})[ \xb7•]?In ?(\d{1,3})[ \xb7•]?(All|Vid|RGB|Aud)$/.exec(line) ?? []
  const kind = KINDS[word]
  if (output !== undefined && input !== undefined && kind !== undefined)
    return { type: 'tied', input: Number(input), output: Number(output), kind }
  if (/^(?:In ?\d{1,3}[ \xb7•]?(?:All|Vid|RGB|Aud)|Qik|R(?:pr|mm).*)$/.test(line))
    return { type: 'tied-to-all' }
  const [, error] = /^E(\d\d)$/.exec(line) ?? []
  if (error !== undefined) return { type: 'error', number: Number(error) }
  if (/^Vrb\d$/.test(line)) return { type: 'verbose' }
  if (line.startsWith('Login ')) return { type: 'logged-in' }
  return /^[\x20-\x7e\xa0-\xff]+$/.test(line) ? { type: 'text', text: line } : { type: 'bad-line' }
}

/** What the numbers of errors mean, as the table's "Symbol definitions" and error lists have it. */
export const ERRORS: Record<number, { code: string; text: string }> = {
  1: { code: 'part-unknown', text: 'It has no such input.' },
  10: { code: 'command-unknown', text: 'It does not know this command.' },
  12: { code: 'part-unknown', text: 'It has no such output.' },
  13: { code: 'parameter-refused', text: 'It has no such input, output or setting.' },
  14: { code: 'not-now', text: 'This is not valid for how it is set up.' },
  22: { code: 'not-now', text: 'It is busy.' },
  24: { code: 'password-refused', text: 'Its user may not do this.' },
}
