import { describe, expect, test } from 'vitest'
import { documentedRule, SHIPPED } from './shipped-rules.ts'
import { resultIn } from './voting-blocs.ts'

const THAI = /[\u0e01-\u0e5b]/

const DOCUMENTED = await documentedRule()

describe.each([...SHIPPED, DOCUMENTED])('the worked cases of $rule.id', ({ rule, examples }) => {
  test.each(examples)('$title', (example) => {
    const result = resultIn(rule, example)
    expect(result.outcome).toBe(example.outcome)
    expect(result.decision.formula).toBe(example.decision)
    const also = result.also.map(({ id, arithmetic }) => [id, arithmetic.formula])
    expect(Object.fromEntries(also)).toEqual(example.also ?? {})
    if (example.quorum !== undefined) expect(result.quorum.formula).toBe(example.quorum)
    if (example.leading !== undefined) expect(result.leading).toEqual(example.leading)
  })

  test('say every sum as a sentence in both languages', () => {
    for (const example of examples) {
      const { decision, quorum, also } = resultIn(rule, example)
      const sums = [decision, quorum, ...also.map(({ arithmetic }) => arithmetic)]
      for (const { words } of sums) {
        expect(words.th).toMatch(THAI)
        expect(words.en).toMatch(/\w+\.$/)
        expect(words.en).not.toMatch(THAI)
      }
    }
  })
})
