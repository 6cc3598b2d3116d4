import { expect, test } from 'vitest'
import { evolve } from '../../controller/core/evolve.ts'
import { violatedDeep } from '../../controller/core/invariants.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { toEvent } from '../../controller/protocol/event-versions.ts'
import type { JsonObject } from '../../controller/protocol/recorded.ts'
import { openHouse, START } from './given.ts'

/** As the first version of this software wrote a debate. */
const OLD: [string, JsonObject][] = [
  ['FloorRequested', { member: 'm1', kind: 'speak' }],
  ['FloorRequested', { member: 'm2', kind: 'point-of-order' }],
  ['FloorRequested', { member: 'm3', kind: 'speak' }],
  ['FloorGranted', { member: 'm1', kind: 'speak', allottedMs: 60_000 }],
  ['FloorRequestWithdrawn', { member: 'm3' }],
  ['FloorGranted', { member: 'm4', kind: 'speak', allottedMs: 0 }],
  ['FloorEnded', { member: 'm4', by: 'speaker' }],
]

test('a debate that an earlier version recorded is read as it was', () => {
  let { state } = openHouse({ members: 4 })
  for (const [type, data] of OLD) {
    const seq = state.seq + 1
    const cause = { by: { kind: 'desk', user: 'officer' }, command: '' }
    const stored = { type, version: 1, data, seq, at: START + 1000 * seq, cause, hash: '' }
    state = evolve(state, toEvent(stored))
  }
  expect(violatedDeep(state)).toBeNull()
  const { onAir, queue } = roomView(state)
  expect(queue.map(({ member, listed }) => [member, listed])).toEqual([['m2', false]])
  expect(onAir).toMatchObject([{ member: 'm1', taken: 'granted', stands: null, microphone: true }])
  expect((onAir[0]?.until ?? 0) - (onAir[0]?.since ?? 0)).toBe(60_000)
})
