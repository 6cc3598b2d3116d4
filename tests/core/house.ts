import type { Chamber, Policy, Rule, SharedMicrophone } from '../../controller/protocol/chamber.ts'
import { ONLY_NOTES } from '../../controller/protocol/flags.ts'
import type { MemberId, SeatId } from '../../controller/protocol/ids.ts'

/** A house for tests: member `m1` owns seat `s1` with console `c1`, and so on; `chair` sits apart. */
export interface House {
  /** How many ordinary members with a seat of their own. */
  members: number
  /** Members without a seat, who can only take part from afar: `r1`, `r2`, … */
  remote?: number
  policy?: Partial<Policy>
  microphones?: SharedMicrophone[]
  rules?: Rule[]
}

const text = (en: string) => ({ th: en, en })

export const ORDINARY: Rule = {
  id: 'ordinary',
  name: text('Ordinary motion'),
  citation: text('s.120'),
  method: 'machine',
  choices: [
    { id: 'agree', name: text('Agree'), counts: 'yes' },
    { id: 'disagree', name: text('Disagree'), counts: 'no' },
    { id: 'abstain', name: text('Abstain'), counts: 'neither' },
    { id: 'no-vote', name: text('No vote'), counts: 'neither' },
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

export const NO_CONFIDENCE: Rule = {
  ...ORDINARY,
  id: 'no-confidence',
  name: text('No confidence'),
  citation: text('s.151'),
  decides: {
    by: 'threshold',
    base: 'existing',
    compare: '>',
    threshold: { num: 1, den: 2 },
    tie: 'not-carried',
  },
}

const POLICY: Policy = {
  remoteVoting: true,
  openMicrophones: 2,
  speechMs: 300_000,
  quorum: { num: 1, den: 2 },
  queueLimit: 500,
  flags: ONLY_NOTES,
  lateWindowMs: 0,
  presenceCheck: 'optional',
}

export const CHAIR: { member: MemberId; seat: SeatId; console: string } = {
  member: 'chair',
  seat: 'chair-seat',
  console: 'chair-console',
}

/** The chair's person is staff here, so that the existing members are exactly those asked for. */
export function houseOf({
  members,
  remote = 0,
  policy = {},
  microphones = [],
  rules = [ORDINARY],
}: House): Chamber {
  const numbers = Array.from({ length: members }, (_, at) => at + 1)
  const afar = Array.from({ length: remote }, (_, at) => `r${at + 1}`)
  const person = (id: MemberId, seat: SeatId | null, card: string | null) => ({
    id,
    name: text(id),
    class: 'member' as const,
    group: null,
    seat,
    card,
  })
  const seat = (id: SeatId, kind: 'member' | 'chair', at: number) => ({
    id,
    kind,
    block: 'A',
    row: 1,
    x: at * 60,
    y: 0,
    angle: 0,
  })
  return {
    id: 'house',
    name: text('House'),
    groups: [],
    splits: [],
    members: [
      { ...person(CHAIR.member, CHAIR.seat, null), class: 'staff' },
      ...numbers.map((n) => person(`m${n}`, `s${n}`, cardOf(n))),
      ...afar.map((id) => person(id, null, null)),
    ],
    seats: [seat(CHAIR.seat, 'chair', 0), ...numbers.map((n) => seat(`s${n}`, 'member', n))],
    consoles: [
      { id: CHAIR.console, seat: CHAIR.seat, bridge: 'bridge-1', line: 'line-1' },
      ...numbers.map((n) => ({ id: `c${n}`, seat: `s${n}`, bridge: 'bridge-1', line: 'line-1' })),
    ],
    microphones,
    displays: [],
    rules,
    policy: { ...POLICY, ...policy },
    simulation: true,
  }
}

export const cardOf = (n: number) => n.toString(16).toUpperCase().padStart(8, '0')
