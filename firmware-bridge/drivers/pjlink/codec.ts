/**
 * PJLink class 1 and 2 (JBMIA, "PJLink Specifications", pjlink.jbmia.or.jp): lines of ASCII that end
 * with CR. Pure. Commands are named as there.
 */

/** A parameter has 128 characters at most; with its head and a projector's own prompt it fits in this. */
const MAX_LINE = 160

export type PjlinkClass = 1 | 2

/** `%1POWR ?` is { class: 1, body: 'POWR', parameter: '?' }. */
export interface PjlinkCommand {
  class: PjlinkClass
  /** Four letters, in capitals. */
  body: string
  parameter: string
}

export type PjlinkMessage =
  /** The projector's first line: `PJLINK 0`, or `PJLINK 1` and the number to sign with. */
  | { type: 'greeting'; challenge: string | null }
  /** It wants another password, or any. */
  | { type: 'password-refused' }
  /** `%1POWR=1`, and `%1POWR=OK` or `=ERR2` after a command. */
  | { type: 'reply'; class: PjlinkClass; body: string; parameter: string }

export type PjlinkHeard = PjlinkMessage | { type: 'bad-line' }

/**
 * A command as text. `digest` is what the authentication procedure asks for: the hexadecimal MD5 of
 * the greeting's number and the password, before the command; empty without a password.
 */
export function encodeCommand(
  { class: level, body, parameter }: PjlinkCommand,
  digest = '',
): string {
  return `${digest}%${level}${body} ${parameter}\r`
}

/** Cuts what a projector sends into messages. Keeps one line, of 160 characters at most. */
export class PjlinkReader {
  #line = ''
  #isOverlong = false

  /** What these bytes complete, in their order. Never throws, whatever the bytes. */
  push(chunk: Uint8Array): PjlinkHeard[] {
    const heard: PjlinkHeard[] = []
    for (const byte of chunk) {
      // Some end their lines with CR LF, some greet with LF alone.
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

  #endOfLine(): PjlinkHeard | null {
    const line = this.#line
    const isOverlong = this.#isOverlong
    this.reset()
    if (isOverlong) return { type: 'bad-line' }
    return line === '' ? null : messageOf(line)
  }
}

function messageOf(line: string): PjlinkHeard {
  const greeting = /PJLINK (?:(0)|1 ([0-9A-Fa-f]{8})|(ERRA))\s*$/i.exec(line)
  if (greeting) {
    const [, open, challenge, refused] = greeting
    if (refused !== undefined) return { type: 'password-refused' }
    return { type: 'greeting', challenge: open === undefined ? (challenge ?? null) : null }
  }
  // A prompt before the line is some projectors' own; the reply is what begins with the percent sign.
  const [, level, body, parameter] = /%([12])([0-9A-Za-z]{4})=(.*)$/.exec(line) ?? []
  if (level === undefined || body === undefined || parameter === undefined)
    return { type: 'bad-line' }
  return { type: 'reply', class: level === '2' ? 2 : 1, body: body.toUpperCase(), parameter }
}

/** What ERR1 to ERR4 mean, as answers to commands and questions. */
export const REFUSALS: Record<string, { code: string; text: string }> = {
  ERR1: { code: 'command-unknown', text: 'It does not know this command.' },
  ERR2: { code: 'parameter-refused', text: 'It has no such input or setting.' },
  ERR3: { code: 'not-now', text: 'It cannot do this now: it is off, warming up or cooling down.' },
  ERR4: { code: 'device-failed', text: 'It reports a failure of its own: see its own display.' },
}

const POWERS = ['standby', 'on', 'cooling', 'warming'] as const
export type PjlinkPower = (typeof POWERS)[number]

/** The answer to POWR; null where it is none. */
export const powerOf = (parameter: string): PjlinkPower | null =>
  /^[0-3]$/.test(parameter) ? (POWERS[Number(parameter)] ?? null) : null

export interface PjlinkMute {
  picture: boolean
  sound: boolean
}

/** The answer to AVMT; null where it is none. */
export function muteOf(parameter: string): PjlinkMute | null {
  const mutes: Record<string, PjlinkMute> = {
    11: { picture: true, sound: false },
    21: { picture: false, sound: true },
    31: { picture: true, sound: true },
    30: { picture: false, sound: false },
    // Seen where only one of the two was ever muted.
    10: { picture: false, sound: false },
    20: { picture: false, sound: false },
  }
  return mutes[parameter] ?? null
}

const ERROR_PARTS = ['fan', 'lamp', 'temperature', 'cover', 'filter', 'other'] as const

/** The answer to ERST, one digit a part: 1 is a warning, 2 an error. Null: none. */
export const warningsOf = (parameter: string): string[] | null =>
  /^[0-2]{6}$/.test(parameter) ? ERROR_PARTS.filter((_, at) => parameter[at] !== '0') : null

/** The answer to LAMP, hours and lit for each; null where it is none. */
export function lampHoursOf(parameter: string): number[] | null {
  if (!/^\d{1,5} [01](?: \d{1,5} [01]){0,7}$/.test(parameter)) return null
  return parameter.split(' ').flatMap((text, at) => (at % 2 === 0 ? [Number(text)] : []))
}

const INPUT_TYPES = ['rgb', 'video', 'digital', 'storage', 'network', 'internal'] as const

/** INPT: `31` is digital-1. Class 2 counts on with letters: `3A` is digital-10. Null: none. */
export function inputNameOf(code: string): string | null {
  const type = /^[1-6][1-9A-Z]$/.test(code) ? INPUT_TYPES[Number(code[0]) - 1] : undefined
  return type === undefined ? null : `${type}-${Number.parseInt(code.slice(1), 36)}`
}

/** The code of an input by its name; null where there is no such name. */
export function inputCodeOf(name: string): string | null {
  const [, type, number] = /^([a-z]+)-(\d{1,2})$/.exec(name) ?? []
  const at = INPUT_TYPES.findIndex((it) => it === type)
  const place = Number(number)
  if (at < 0 || !(place >= 1 && place <= 35)) return null
  return `${at + 1}${place.toString(36).toUpperCase()}`
}

/** The answer to INST; codes that are none are left out. */
export const inputNamesOf = (parameter: string): string[] =>
  parameter.split(' ').flatMap((code) => inputNameOf(code) ?? [])
