import { describe, expect, test } from 'vitest'
import { withPersons } from '../../controller/core/persons.ts'
import type { Choice, Rule } from '../../controller/protocol/rule.ts'
import { ORDINARY } from './house.ts'

const choice = (id: string, counts: Choice['counts'] = 'person'): Choice => ({
  id,
  name: { th: id, en: id },
  counts,
})
const election: Rule = {
  ...ORDINARY,
  choices: [choice('abstain', 'neither')],
  decides: { by: 'plurality', tie: 'refer' },
}
const named = (count: number) =>
  Array.from({ length: count }, (_, at) => choice(`person-${'abcdefghijk'[at]}`))

describe('who stands in an election', () => {
  test('comes before the choices the rule has itself', () => {
    expect(withPersons(election, named(2))).toEqual({
      ok: true,
      rule: { ...election, choices: [...named(2), choice('abstain', 'neither')] },
    })
  })

  test('is nobody in a motion', () => {
    expect(withPersons(ORDINARY, null)).toEqual({ ok: true, rule: ORDINARY })
    expect(withPersons(ORDINARY, named(2)).ok).toBe(false)
  })

  test('may be one person, whom others can abstain from', () => {
    expect(withPersons(election, named(1)).ok).toBe(true)
    expect(withPersons({ ...election, choices: [] }, named(1)).ok).toBe(false)
  })

  test.each([
    ['nobody', null],
    ['an empty list', []],
    ['more than there are keys', named(10)],
    ['the same person twice', [...named(1), ...named(1)]],
    ['a choice of the rule', [choice('abstain')]],
    ['somebody who counts as yes', [choice('yes', 'yes'), ...named(1)]],
  ])('cannot be %s', (_, persons) => {
    expect(withPersons(election, persons).ok).toBe(false)
  })

  test('are nine at most beside one other choice', () => {
    expect(withPersons(election, named(9)).ok).toBe(true)
  })
})
