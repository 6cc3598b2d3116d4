import { horseshoeSeats } from '../../config/horseshoe.ts'
import type { Rule } from '../../controller/protocol/chamber.ts'
import { ONLY_NOTES } from '../../controller/protocol/flags.ts'
import type { PlanView } from '../../controller/protocol/views.ts'
import { GROUPS, members } from './people.ts'

/** The rule of every fixture's vote. */
export const ORDINARY: Rule = {
  id: 'ordinary',
  name: { th: 'ญัตติทั่วไป', en: 'Ordinary motion' },
  citation: {
    th: 'รัฐธรรมนูญแห่งราชอาณาจักรไทย มาตรา ๑๒๐',
    en: 'Constitution of the Kingdom of Thailand, section 120',
  },
  method: 'machine',
  choices: [
    { id: 'agree', name: { th: 'เห็นด้วย', en: 'Agree' }, counts: 'yes' },
    { id: 'disagree', name: { th: 'ไม่เห็นด้วย', en: 'Disagree' }, counts: 'no' },
    { id: 'abstain', name: { th: 'งดออกเสียง', en: 'Abstain' }, counts: 'neither' },
    { id: 'no-vote', name: { th: 'ไม่ลงคะแนนเสียง', en: 'No vote' }, counts: 'neither' },
  ],
  decides: {
    by: 'threshold',
    base: 'yes+no',
    compare: '>',
    threshold: { num: 1, den: 2 },
    tie: 'casting-vote',
  },
  also: [],
  quorum: { part: { num: 1, den: 2 }, atClose: 'cast' },
  recount: null,
  supporters: null,
  electorate: 'frozen',
  revision: 'last-counts',
}

/** Rows of the small, the usual and the largest chamber: 60, 500 and 1,200 seats. */
const ROWS = {
  small: { blocks: 'ABCD', rows: [4, 5, 5], inner: 420, opening: 196 },
  house: { blocks: 'ABCDEF', rows: [5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 10], inner: 620, opening: 190 },
  joint: {
    blocks: 'ABCDEFGH',
    rows: [6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 10, 11, 11, 12, 12, 13],
    inner: 900,
    opening: 190,
  },
}
export type Size = keyof typeof ROWS

/** The clock of all fixtures, so that pictures can be compared. */
export const NOW = Date.UTC(2026, 10, 12, 7, 32, 8)
export const MINUTE = 60_000

/** A chamber of that size; `long` gives everybody the longest name. */
export function planOf(size: Size, long: boolean): PlanView {
  const { blocks, rows, inner, opening } = ROWS[size]
  const seats = horseshoeSeats({
    kind: 'horseshoe',
    blocks: [...blocks],
    rows,
    innerRadius: inner,
    rowDepth: size === 'small' ? 130 : 95,
    opening,
    aisle: size === 'small' ? 8 : 5,
    head: ['H-01', 'H-02', 'H-03'],
  })
  return {
    id: 'fixture',
    name: { th: 'สภาผู้แทนราษฎร', en: 'House of Representatives' },
    groups: GROUPS,
    splits: [],
    members: members(
      seats.map(({ id }) => id),
      long,
    ),
    seats,
    displays: [
      { id: 'hall-left', name: { th: 'จอหลัก ซ้าย', en: 'Hall left' } },
      { id: 'hall-right', name: { th: 'จอหลัก ขวา', en: 'Hall right' } },
      { id: 'lobby-1', name: { th: 'โถงชั้น 1', en: 'Lobby 1' } },
    ],
    rules: [ORDINARY],
    policy: {
      remoteVoting: size === 'small',
      openMicrophones: 2,
      speechMs: 5 * MINUTE,
      quorum: { num: 1, den: 2 },
      queueLimit: 500,
      flags: ONLY_NOTES,
      lateWindowMs: 0,
      presenceCheck: 'optional',
    },
    simulation: true,
  }
}
