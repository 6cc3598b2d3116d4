import { describe, expect, test } from 'vitest'
import { secretResultOf, resultOf } from '../../controller/core/ballot-result.ts'
import { countsOf } from '../../controller/core/splits.ts'
import type { Chamber, Split } from '../../controller/protocol/chamber.ts'
import { ORDINARY } from './house.ts'
import { divisionOf, type Bloc } from './voting-blocs.ts'

const text = (en: string) => ({ th: en, en })
const HOUSES: Split = {
  id: 'houses',
  name: text('Houses'),
  parts: [
    { tag: 'house', name: text('House') },
    { tag: 'senate', name: text('Senate') },
  ],
}

/** The division, in a chamber that shows its results so. */
function shownBy(splits: Split[], blocs: Bloc[], change: (chamber: Chamber) => Chamber = (c) => c) {
  const { state, ballot, votes } = divisionOf(ORDINARY, { blocs })
  if (state.chamber === null) throw new Error('No chamber.')
  return { state: { ...state, chamber: change({ ...state.chamber, splits }) }, ballot, votes }
}

const blocs = [
  { tags: ['house'], existing: 4, votes: { agree: 2, disagree: 1 } },
  { tags: ['house', 'without-office'], existing: 3, votes: { agree: 1 } },
  { tags: ['senate'], existing: 3, votes: { disagree: 2 } },
  { tags: [], existing: 2, votes: { abstain: 1 } },
]

describe('a result by groups', () => {
  const { state, ballot, votes } = shownBy([HOUSES], blocs)
  const { splits, counts } = resultOf(state, ballot, votes)
  const shown = splits.map(({ id, parts }) => ({
    id,
    parts: parts.map((part) => [part.tag, part.counts.map(({ count }) => count).join(' ')]),
  }))

  test('has a row for each part, for whoever is in none, and always one for each group', () => {
    expect(shown).toEqual([
      {
        id: 'houses',
        parts: [
          ['house', '3 1 0 0'],
          ['senate', '0 2 0 0'],
          ['others', '0 0 1 0'],
        ],
      },
      {
        id: 'group',
        parts: [
          ['bloc-0', '2 1 0 0'],
          ['bloc-1', '1 0 0 0'],
          ['bloc-2', '0 2 0 0'],
          ['bloc-3', '0 0 1 0'],
        ],
      },
    ])
  })

  test('adds up to the result', () => {
    for (const { parts } of splits)
      for (const [at, { count }] of counts.entries())
        expect(parts.reduce((sum, part) => sum + (part.counts[at]?.count ?? 0), 0)).toBe(count)
  })

  test('has parts nobody voted in, and no others where there are none', () => {
    const few = shownBy([HOUSES], [{ tags: ['house'], existing: 2, votes: { agree: 1 } }])
    const [houses] = resultOf(few.state, few.ballot, few.votes).splits
    expect(houses?.parts.map(({ tag }) => tag)).toEqual(['house', 'senate'])
  })

  test('may be by what every member is tagged', () => {
    const everybody = {
      id: 'all',
      name: text('All'),
      parts: [{ tag: 'member', name: text('All') }],
    }
    const all = shownBy([everybody], blocs)
    const [first] = resultOf(all.state, all.ballot, all.votes).splits
    expect(first?.parts.map(({ tag }) => tag)).toEqual(['member'])
  })

  test('is nothing where there are no groups', () => {
    const none = shownBy([], blocs, (chamber) => ({ ...chamber, groups: [] }))
    expect(resultOf(none.state, none.ballot, none.votes).splits).toEqual([])
  })

  test('is never shown of a secret vote', () => {
    const totals = countsOf(ballot.rule, votes)
    const result = secretResultOf(state, ballot, totals, new Set(votes.keys()))
    expect(result).toMatchObject({ counts, cast: 7, splits: [], also: [] })
  })
})
