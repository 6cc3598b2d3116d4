import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyPatch, PatchMismatch } from './patch.ts'

test('sets, adds and removes, and leaves the view it was given as it was', () => {
  const before = { seats: { A1: { on: false }, A2: { on: false } }, queue: [1, 2, 3] }
  const after = applyPatch(before, [
    [['seats', 'A1', 'on'], true],
    [['seats', 'A3'], { on: false }],
    [['queue', 3], 4],
    [['queue', 0]],
  ])
  expect(after).toEqual({
    seats: { A1: { on: true }, A2: { on: false }, A3: { on: false } },
    queue: [2, 3, 4],
  })
  expect(before).toEqual({ seats: { A1: { on: false }, A2: { on: false } }, queue: [1, 2, 3] })
})

test('what did not change is the same object in both views', () => {
  const before = { seats: { A1: { on: false }, A2: { on: false } }, queue: [] }
  const after = applyPatch(before, [[['seats', 'A1', 'on'], true]]) as typeof before
  expect(after.seats.A2).toBe(before.seats.A2)
  expect(after.queue).toBe(before.queue)
  expect(after.seats.A1).not.toBe(before.seats.A1)
})

test('an empty path replaces the view; a value that came in a patch is not altered by a later one', () => {
  const value = { a: { b: 1 } }
  const after = applyPatch(null, [
    [[], value],
    [['a', 'b'], 2],
  ])
  expect(after).toEqual({ a: { b: 2 } })
  expect(value).toEqual({ a: { b: 1 } })
})

test('a path that the view does not have is a mismatch, whatever it is', () => {
  const mismatched: [unknown, Parameters<typeof applyPatch>[1]][] = [
    [{}, [[['a', 'b'], 1]]],
    [{ a: 1 }, [[['a', 'b'], 1]]],
    [{}, [[['a']]]],
    [[], [[[1], 'x']]],
    [[], [[[0]]]],
    [{}, [[['constructor', 'x'], 1]]],
  ]
  for (const [view, ops] of mismatched)
    expect(() => applyPatch(view, ops), JSON.stringify(ops)).toThrow(PatchMismatch)
})

test('never alters its input, whatever the patch', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('a', 'b'), fc.array(fc.nat(), { maxLength: 3 })),
      fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(2)), { maxLength: 5 }),
      (view, steps) => {
        const before = JSON.stringify(view)
        try {
          applyPatch(
            view,
            steps.map(([key, index]) => [[key, index]]),
          )
        } catch (error) {
          if (!(error instanceof PatchMismatch)) throw error
        }
        expect(JSON.stringify(view)).toBe(before)
      },
    ),
  )
})
