import { describe, expect, it } from 'vitest'
import { constant, figureOf, quantile, spreadOf } from './figure.ts'

describe('a figure', () => {
  it('is the ratio of medians, and passes up to its goal', () => {
    const measured = {
      name: 'x',
      unit: 'ms',
      ours: [9, 1, 30, 3, 6],
      limit: { name: 'y', values: [4, 4, 4, 4, 4] },
      goal: 1.5,
    } as const
    expect(figureOf(measured)).toEqual({
      name: 'x',
      unit: 'ms',
      ours: { min: 1, median: 6, max: 30 },
      limit: { name: 'y', min: 4, median: 4, max: 4 },
      ratio: 1.5,
      goal: 1.5,
      pass: true,
    })
    expect(figureOf({ ...measured, goal: 1.49 }).pass).toBe(false)
  })

  it('needs five runs', () => {
    expect(() => spreadOf([1, 2, 3, 4])).toThrow(RangeError)
    expect(constant('one', 1).values).toHaveLength(5)
  })

  it('finds a quantile between its neighbours', () => {
    expect(quantile([0, 10], 0.5)).toBe(5)
    expect(quantile([0, 1, 2, 3, 100], 0.99)).toBeCloseTo(96.12)
  })
})
