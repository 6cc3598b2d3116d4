import { COMPOUNDS } from '../../protocol/unbroken.ts'

/** A piece of HTML in which everything that came from outside is escaped. */
export class Markup {
  readonly html: string

  constructor(html: string) {
    this.html = html
  }
}

type Part = string | number | Markup | readonly Markup[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '')

const htmlOf = (part: Part): string => {
  if (part instanceof Markup) return part.html
  return typeof part === 'object' ? part.map(({ html }) => html).join('') : escaped(String(part))
}

/** Markup with texts put in; a text is escaped, markup is not. */
export const html = (pieces: TemplateStringsArray, ...parts: Part[]): Markup =>
  new Markup(pieces.reduce((text, piece, at) => text + htmlOf(parts[at - 1] ?? '') + piece))

export const NOTHING = new Markup('')

/** What paper alone has room to keep whole, and a number with the word that it belongs to. */
const ALSO_WHOLE = ['(?:พ\\.ศ\\.|มาตรา|ครั้งที่|วาระที่|ฉบับที่) [\\d๐-๙.…]+', 'ลงคะแนน']
const WHOLE = new RegExp([...COMPOUNDS.map(({ plain }) => plain), ...ALSO_WHOLE].join('|'), 'g')

/**
 * Running Thai, with compounds that the dictionary would break kept on one line. By markup and not by
 * word joiners, so that whoever searches the file finds the words.
 */
export const running = (text: string): Markup =>
  new Markup(escaped(text).replace(WHOLE, (compound) => `<span class="whole">${compound}</span>`))

/** As many letters as the column of names has room for; marks above and below take none. */
const LONGEST_WHOLE = 32
const widthOf = (text: string) => text.replace(/\p{M}/gu, '').length

/** A name, which breaks between its parts alone, unless a part is longer than a column. */
export const named = (name: string): Markup =>
  new Markup(
    name
      .split(' ')
      .map((part) =>
        widthOf(part) > LONGEST_WHOLE
          ? escaped(part)
          : `<span class="whole">${escaped(part)}</span>`,
      )
      .join(' '),
  )

/** A CSS string. */
export const cssText = (text: string): string =>
  `"${text.replace(/["\\<>\n\r\f]/g, (sign) => `\\${sign.charCodeAt(0).toString(16)} `)}"`
