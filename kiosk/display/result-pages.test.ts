import { describe, expect, it } from 'vitest'
import type { RollCallView } from '../../controller/protocol/views.ts'
import { nextCalled } from './next-called.ts'
import { pageAt, pinnedPage, rowsOf } from './result-pages.ts'

const part = (tag: string, ...counts: number[]) => ({
  tag,
  name: { th: tag, en: tag },
  counts: counts.map((count, at) => ({ choice: `c${at}`, count })),
})

describe('the pages of a result', () => {
  it('turn by the clock alone, so that all displays show the same', () => {
    const pages = ['sum', 'groups', 'words'] as const
    const at = (seconds: number) => pageAt(pages, 1000, 1000 + seconds * 1000)
    expect([0, 11, 12, 24, 35, 36].map(at)).toEqual([
      'sum',
      'sum',
      'groups',
      'words',
      'words',
      'sum',
    ])
    // A clock that was set back shows the first.
    expect(at(-60)).toBe('sum')
  })

  it('stand still where the address says so, and that page is there', () => {
    expect(pinnedPage(['sum', 'words'], '?page=words')).toBe('words')
    expect(pinnedPage(['sum', 'words'], '?page=groups')).toBeNull()
    expect(pinnedPage(['sum', 'words'], '')).toBeNull()
  })
})

describe('rows of a split', () => {
  const parts = [part('a', 1, 2), part('b', 50, 0), part('c', 0, 30), part('d', 4, 4)]

  it('are all of them where there is room', () => {
    expect(rowsOf(parts, 4)).toEqual({ shown: parts, rest: null })
  })

  it('are the largest in their own order, and the rest as a sum: nobody is lost', () => {
    const { shown, rest } = rowsOf(parts, 3)
    expect(shown.map(({ tag }) => tag)).toEqual(['b', 'c'])
    expect(rest).toEqual({ parts: 2, counts: [5, 6] })
  })
})

describe('who is called next', () => {
  const call = (change: Partial<RollCallView>): RollCallView => ({
    order: ['m1', 'm2', 'm3', 'm4'],
    round: 1,
    called: 'm1',
    answered: false,
    next: 'm2',
    done: 0,
    left: 3,
    missing: [],
    ...change,
  })

  it('is the next two in the order of the call', () => {
    expect(nextCalled(call({}), 2)).toEqual(['m2', 'm3'])
    expect(nextCalled(call({ called: 'm3', next: 'm4' }), 2)).toEqual(['m4'])
    expect(nextCalled(call({ called: 'm4', next: null }), 2)).toEqual([])
  })

  it('is in the second call only who was missing in the first', () => {
    const second = call({ round: 2, called: null, next: 'm1', missing: ['m1', 'm4'] })
    expect(nextCalled(second, 2)).toEqual(['m1', 'm4'])
  })
})
