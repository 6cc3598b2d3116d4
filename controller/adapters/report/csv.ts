import type { ReportLanguage, VoteReport, VoterLine } from '../../protocol/vote-record.ts'
import { choiceWords, placeWords } from './line-words.ts'
import { REPORT_WORDS } from './words.ts'

/** Without it spreadsheets take UTF-8 for another encoding, and Thai for noise. */
const BYTE_ORDER_MARK = '\uFEFF'

/** RFC 4180: a line of headings, then one for each member; lines end in CR LF. */
export function voteCsv({ record }: VoteReport, language: ReportLanguage): string {
  const words = REPORT_WORDS[language]
  const cells = (line: VoterLine): string[] => [
    String(line.number),
    line.member,
    line.name[language],
    line.group?.[language] ?? '',
    choiceWords(record, line, language),
    placeWords(line, language),
    line.oral ? words.saidAloud : '',
  ]
  const { number, member, name, group, choice, place, note } = words
  const headings = [number, member, name, group, choice, place, note]
  const rows = [headings, ...record.members.map(cells)]
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')
}

/** A cell that a spreadsheet would take for a formula becomes a text by an apostrophe. */
const asText = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)

function field(cell: string): string {
  const text = asText(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
