/**
 * Compounds that a browser's Thai dictionary breaks in the middle and a reader must not see broken.
 * Given with the places where it would, marked by '|'.
 */
export const COMPOUNDS = [
  'คณะ|อนุ|กรรมาธิการ',
  'คณะ|กรรมาธิการ',
  'สภา|ผู้|แทน|ราษฎร',
  'พระราช|บัญญัติ',
  'ประกอบ|รัฐธรรมนูญ',
  'คณะ|รัฐมนตรี',
  'วุฒิ|สภา',
  'ห้อง|พัก|คอย',
  'องค์|ประชุม',
].map((parts) => ({ plain: parts.replaceAll('|', ''), joined: parts.replaceAll('|', '\u2060') }))

/** A number, a year or its dots stay on the line of the word that they belong to. */
const COUNTED = /(พ\.ศ\.|มาตรา|ครั้งที่|วาระที่|ฉบับที่) (?=[\d๐-๙.…])/g

/** The text with a word joiner (U+2060) inside each compound, so that no line ends there. */
export function unbroken(thai: string): string {
  let text = thai.replace(COUNTED, '$1\u00a0')
  for (const { plain, joined } of COMPOUNDS) text = text.replaceAll(plain, joined)
  return text
}
