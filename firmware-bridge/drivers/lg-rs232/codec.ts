/**
 * LG commercial displays by RS-232C (LG, owner's manuals, "External Control Device Setup", section
 * "Transmission / Receiving Protocol"): text that ends with CR, answers that end with `x`. Pure.
 */

/** An answer has 20 characters at most. */
const MAX_ANSWER = 40

export interface LgQuestion {
  /** Two letters, as in the command reference list: `ka` is power. */
  command: string
  /** 1–99 and more on newer ones; 0 is all, and answered by nobody. */
  setId: number
  /** Null asks (`FF`). */
  data: number | null
}

export type LgHeard =
  | { type: 'ok'; letter: string; setId: number; data: number }
  /** `NG`: not now, or not known. */
  | { type: 'refused'; letter: string; setId: number }
  | { type: 'bad-answer' }

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0')

export const encodeQuestion = ({ command, setId, data }: LgQuestion): string =>
  `${command} ${hex(setId)} ${data === null ? 'FF' : hex(data)}\r`

/** Cuts what displays send into answers. Keeps one, of 40 characters at most. */
export class LgReader {
  #text = ''
  #isOverlong = false

  /** What these bytes complete, in their order. Never throws, whatever the bytes. */
  push(chunk: Uint8Array): LgHeard[] {
    const heard: LgHeard[] = []
    for (const byte of chunk) {
      // Some put CR LF after the x.
      if (byte === 0x0d || byte === 0x0a) continue
      if (byte === 0x78) heard.push(this.#endOfAnswer())
      else if (this.#text.length < MAX_ANSWER) this.#text += String.fromCharCode(byte)
      else this.#isOverlong = true
    }
    return heard
  }

  /** Forgets a half-received answer. */
  reset(): void {
    this.#text = ''
    this.#isOverlong = false
  }

  #endOfAnswer(): LgHeard {
    const text = this.#text
    const isOverlong = this.#isOverlong
    this.reset()
    const [, letter, setId = '', outcome, data = ''] =
      /([a-z]) ([0-9a-f]{2}) (OK|NG)([0-9a-f]{0,6})$/i.exec(text) ?? []
    if (isOverlong || letter === undefined) return { type: 'bad-answer' }
    const of = { letter, setId: Number.parseInt(setId, 16) }
    if (outcome === 'NG') return { type: 'refused', ...of }
    if (data === '') return { type: 'bad-answer' }
    return { type: 'ok', ...of, data: Number.parseInt(data.slice(0, 2), 16) }
  }
}
