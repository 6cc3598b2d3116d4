import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyPatch } from '../protocol/patch.ts'
import type { PatchOp } from '../protocol/socket.ts'
import { diff } from './diff.ts'

/** JSON of few keys and small lists, so that two random views have much in common. */
const view = fc.letrec((again) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, 'a', 'ก'),
    fc.array(again('value'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'A1', 'length'), again('value')),
  ),
})).value

const overTheWire = (ops: PatchOp[]) => JSON.parse(JSON.stringify(ops)) as PatchOp[]

test('a view and the patch of what changed lead to the next view', () => {
  fc.assert(
    fc.property(view, view, (before, after) => {
      const copy = JSON.stringify(before)
      expect(applyPatch(before, overTheWire(diff(before, after)))).toEqual(after)
      expect(JSON.stringify(before)).toBe(copy)
    }),
    { numRuns: 2000 },
  )
})

test('equal views of different objects need no patch', () => {
  fc.assert(
    fc.property(view, (before) => {
      expect(diff(before, structuredClone(before))).toEqual([])
    }),
  )
})

test('one more in a long queue is one operation; when the first leaves, the queue is sent whole', () => {
  const queue = Array.from({ length: 100 }, (_, i) => ({ member: `m${i}`, place: i + 1 }))
  const more = { queue: [...queue, { member: 'm100', place: 101 }] }
  expect(diff({ queue }, more)).toEqual([[['queue', 100], { member: 'm100', place: 101 }]])
  const moved = { queue: queue.slice(1).map((entry, i) => ({ ...entry, place: i + 1 })) }
  expect(diff({ queue }, moved)).toEqual([[['queue'], moved.queue]])
})

test('a list that loses its end loses nothing else', () => {
  const list = fc.array(fc.nat(9), { maxLength: 12 })
  fc.assert(
    fc.property(list, fc.nat(12), list, (before, at, tail) => {
      const after = [...before.slice(0, at), ...tail.slice(0, 2)]
      expect(applyPatch(before, diff(before, after))).toEqual(after)
    }),
    { numRuns: 500 },
  )
})

test('a seat that changed among many is named by its path alone', () => {
  const before = { seats: { A1: { online: true }, A2: { online: true } } }
  const after = { seats: { A1: { online: true }, A2: { online: false } } }
  expect(diff(before, after)).toEqual([[['seats', 'A2', 'online'], false]])
})
