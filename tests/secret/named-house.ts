import type { Chamber, Policy, Rule } from '../../controller/protocol/chamber.ts'
import { houseOf, ORDINARY } from '../core/house.ts'
import type { Voter } from './leak-search.ts'

export const WORDS = ['zalder', 'zbirch', 'zcedar']
export const WIRED = [1, 2, 3, 4, 5, 6]
export const NETWORKED = [7, 8, 9, 10, 11, 12]
export const SEATS = [13, 14, 15]
export const REMOTE = [1, 2, 3]
export const text = (en: string) => ({ th: en, en })

const RULE: Rule = {
  ...ORDINARY,
  id: 'secret',
  method: 'secret',
  choices: WORDS.map((id, at) => ({
    id,
    name: text(id),
    counts: at === 0 ? 'yes' : at === 1 ? 'no' : 'neither',
  })),
}

/** Names nobody could mistake for anything else in a page of a database. */
export function namedChamber(policy: Partial<Policy>): Chamber {
  const house = houseOf({ members: 15, remote: 3, rules: [RULE], policy })
  const named = JSON.stringify(house).replaceAll(
    /"([mscr])([0-9]+)"/g,
    (_all, kind: string, n: string) => `"${NAMES[kind] ?? kind}-${n.padStart(2, '0')}"`,
  )
  return JSON.parse(named) as Chamber
}
const NAMES: Record<string, string> = { m: 'member', s: 'place', c: 'console', r: 'afar' }
export const named = (kind: string, n: number) => `${NAMES[kind]}-${String(n).padStart(2, '0')}`

/** Choices go round, so that each is chosen by as many of each kind. */
export const choiceOf = (n: number) => 1 + (n % 3)
export const VOTERS: Voter[] = [
  ...[...WIRED, ...NETWORKED, ...SEATS].map((n) => ({
    names: [named('m', n), named('s', n), named('c', n)],
    choice: choiceOf(n),
  })),
  ...REMOTE.map((n) => ({ names: [named('r', n)], choice: choiceOf(n) })),
]
