import type { ReportLanguage, VoteRecord, VoterLine } from '../../protocol/vote-record.ts'
import { REPORT_WORDS } from './words.ts'

/** What a member chose, or why nothing stands there. */
export function choiceWords(
  { rule }: VoteRecord,
  { part, choice }: VoterLine,
  language: ReportLanguage,
): string {
  if (choice === null) return REPORT_WORDS[language].part[part]
  return rule.choices.find(({ id }) => id === choice)?.name[language] ?? choice
}

/** Where a vote was given; empty for who gave none, and for a vote said aloud. */
export function placeWords({ part, place, oral }: VoterLine, language: ReportLanguage): string {
  if (part !== 'voted' || oral || place === null) return ''
  return place.kind === 'remote' ? REPORT_WORDS[language].remote : place.seat
}
