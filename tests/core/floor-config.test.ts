import { expect, test } from 'vitest'
import { contradictionInFloor } from '../../config/floor-check.ts'
import type { Quota } from '../../controller/protocol/floor-commands.ts'
import { houseOf } from './house.ts'

const shared = (id: string, ...seats: string[]) => ({ id, seats })
const microphones = (...list: ReturnType<typeof shared>[]) =>
  contradictionInFloor(houseOf({ members: 4, microphones: list }))
const quota = (given: Quota) =>
  contradictionInFloor(houseOf({ members: 4, policy: { floor: { quotas: [given] } } }))

test('a microphone is shared by seats there are, each once, and never by the chair and others', () => {
  expect(microphones(shared('a', 's1', 's2'), shared('b', 's3', 's4'))).toBeNull()
  expect(microphones(shared('a', 's1', 's9'))).toContain('not defined')
  expect(microphones(shared('a', 's1', 's2'), shared('b', 's2', 's3'))).toContain('two microphones')
  expect(microphones(shared('s3', 's1', 's2'))).toContain('name of a seat')
  expect(microphones(shared('a', 's1', 's2'), shared('a', 's3', 's4'))).toContain('twice')
  expect(microphones(shared('a', 'chair-seat', 's1'))).toContain('outside the number')
})

test('a quota is of somebody or something there is', () => {
  expect(quota({ of: 'member', id: null, ms: 1 })).toBeNull()
  expect(quota({ of: 'tag', id: 'member', ms: 1 })).toBeNull()
  expect(quota({ of: 'tag', id: 'opposition', ms: 1 })).toContain('of nobody')
  expect(quota({ of: 'group', id: null, ms: 1 })).toContain('of nobody')
  expect(quota({ of: 'item', id: 'i1', ms: 1 })).toContain('of nobody')
})
