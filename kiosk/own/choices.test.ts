import { describe, expect, it } from 'vitest'
import type { Choice } from '../../controller/protocol/chamber.ts'
import { choiceOfKey, isList, offered } from './choices.ts'

const named = (count: number): Choice[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `c${index + 1}`,
    name: { th: '', en: '' },
    counts: 'neither',
  }))

describe('offered choices', () => {
  it('have the four forms, in the order of the console’s buttons', () => {
    expect(offered(named(4)).map(({ glyph }) => glyph)).toEqual([
      'full',
      'crossed',
      'level',
      'empty',
    ])
    expect(offered(named(2)).map(({ number }) => number)).toEqual([1, 2])
  })

  it('have none when there are more than forms, so that none looks like more', () => {
    expect(offered(named(5)).map(({ glyph }) => glyph)).toEqual(Array(5).fill(null))
    expect([isList(named(4)), isList(named(5))]).toEqual([false, true])
  })

  it('have none where persons stand: nobody is a cross', () => {
    const persons = named(3).map((choice): Choice => ({ ...choice, counts: 'person' }))
    expect(offered(persons).map(({ glyph }) => glyph)).toEqual([null, null, null])
    expect(isList(persons)).toBe(true)
  })
})

describe('a key of the keyboard', () => {
  it('is the choice of that number, 0 the tenth', () => {
    expect(choiceOfKey('1', named(4))).toBe('c1')
    expect(choiceOfKey('4', named(4))).toBe('c4')
    expect(choiceOfKey('0', named(10))).toBe('c10')
  })

  it('is nothing where there is no such choice', () => {
    for (const key of ['5', '0', 'a', ' ', 'F1', '-1', '๑'])
      expect(choiceOfKey(key, named(4)), key).toBeNull()
  })
})
