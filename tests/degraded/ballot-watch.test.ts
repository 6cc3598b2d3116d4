import { describe, expect, test } from 'vitest'
import { inBoth } from '../../controller/protocol/text.ts'
import { DESK } from '../core/given.ts'
import { BALLOT, countsIn, watchedHouse } from './watched-house.ts'

const resume = { type: 'ResumeBallot', ballot: BALLOT } as const
const close = { type: 'CloseBallot', ballot: BALLOT } as const

describe('a bridge that is lost', () => {
  test('holds the vote with the reason; what was recorded stays, and a person lets it go on', async () => {
    const house = await watchedHouse({ members: 4 })
    expect(await house.pressed('c1', 'choice-1')).toBe('ok')
    house.room.onBridgeOnline('bridge-1', false)
    await house.beats(2)
    expect(inBoth(house.ballot().held?.because ?? '')).toContain('Bridge bridge-1 does not answer')
    expect(await house.pressed('c3', 'choice-2')).toBe('ballot-held')
    expect([...house.ballot().votes.keys()]).toEqual(['m1'])

    house.room.onBridgeOnline('bridge-1', true)
    for (const id of house.consoles) house.room.onConsoleOnline(id, true)
    await house.beats(3)
    expect(house.ballot().state).toBe('held')
    expect(await house.give(resume)).toBe('ok')
    for (const id of ['c2', 'c3', 'c4']) expect(await house.pressed(id, 'choice-2')).toBe('ok')
    expect(await house.give(close)).toBe('ok')
    expect(countsIn(house.ballot())).toEqual([1, 3, 0, 0])
  })

  test('is held for once: an officer who goes on without it is not overruled', async () => {
    const house = await watchedHouse({ members: 4 })
    house.room.onBridgeOnline('bridge-1', false)
    await house.beats(2)
    expect(await house.give(resume)).toBe('ok')
    await house.beats(5)
    expect(house.ballot().state).toBe('open')
    expect(await house.give(close)).toBe('ok')
    const asked = house.ballot().result?.sanity.map(({ code }) => code)
    expect(asked).toContain('consoles-unreachable')
  })

  test('holds nothing where it is back within a beat', async () => {
    const house = await watchedHouse({ members: 4 })
    house.room.onBridgeOnline('bridge-1', false)
    await house.beats(1)
    house.room.onBridgeOnline('bridge-1', true)
    for (const id of house.consoles) house.room.onConsoleOnline(id, true)
    await house.beats(3)
    expect(house.ballot().state).toBe('open')
  })

  test('holds nothing where the chamber’s policy says so', async () => {
    const house = await watchedHouse({ members: 4, policy: { holdOn: [] } })
    house.room.onBridgeOnline('bridge-1', false)
    await house.beats(3)
    expect(house.ballot().state).toBe('open')
    expect(house.faults()).toContain('bridge-lost')
  })
})

describe('consoles that are lost', () => {
  test.each([
    [2, 'open'],
    [3, 'held'],
  ])('%i of 20 in use, where more than a tenth holds: %s', async (lost, state) => {
    const house = await watchedHouse({ members: 20 })
    for (const id of house.consoles.slice(0, lost)) house.room.onConsoleOnline(id, false)
    await house.beats(2)
    expect(house.ballot().state).toBe(state)
  })

  test('where nobody sits count for nothing', async () => {
    const house = await watchedHouse({ members: 20 })
    for (const n of [1, 2, 3]) {
      await house.give({ type: 'SignOut', member: `m${n}` }, DESK)
      house.room.onConsoleOnline(`c${n}`, false)
    }
    await house.beats(2)
    expect(house.ballot().state).toBe('open')
  })

  test('are all of them when the broker is gone, and the result asks about it', async () => {
    const house = await watchedHouse({ members: 4 })
    house.room.onBrokerOnline(false)
    await house.beats(3)
    expect(house.faults()).toEqual(['broker-lost'])
    expect(inBoth(house.ballot().held?.because ?? '')).toContain('No console can be reached')
    await house.give(resume)
    await house.give(close)
    const [asked] = house.ballot().result?.sanity ?? []
    expect(asked).toMatchObject({ code: 'consoles-unreachable', kind: 'ask' })
  })
})

test('a record that fails takes nothing, and the vote is held as soon as it is back', async () => {
  const house = await watchedHouse({ members: 4 })
  expect(await house.pressed('c1', 'choice-1')).toBe('ok')
  house.record.disk.fault = 'record-full'
  expect(await house.pressed('c2', 'choice-1')).toBe('record-unavailable')
  await house.beats(3)
  expect(house.ballot()).toMatchObject({ state: 'open', votes: { size: 1 } })
  house.record.disk.fault = null
  await house.beats(1)
  expect(inBoth(house.ballot().held?.because ?? '')).toContain('The record failed')
  await house.beats(3)
  expect(await house.give(resume)).toBe('ok')
  await house.beats(3)
  expect(await house.pressed('c2', 'choice-2')).toBe('ok')
  expect([...house.ballot().votes.keys()]).toEqual(['m1', 'm2'])
})

test('the WAN is gone: who is afar stays present, their votes stay, and the hall votes on', async () => {
  const house = await watchedHouse({ members: 3, remote: 3 })
  const vote = (member: string, choice: string) =>
    house.give({ type: 'CastVote', ballot: BALLOT, member, choice }, { kind: 'remote', member })
  expect(await vote('r1', 'agree')).toBe('ok')
  expect(await vote('r2', 'disagree')).toBe('ok')
  for (const member of ['r1', 'r2', 'r3']) house.room.memberConnected(member, false)
  await house.beats(30)
  expect(house.ballot().state).toBe('open')
  for (const id of house.consoles) expect(await house.pressed(id, 'choice-1')).toBe('ok')
  expect(await house.give(close)).toBe('ok')
  expect(countsIn(house.ballot())).toEqual([4, 1, 0, 0])
  expect(house.ballot().result).toMatchObject({ cast: 5, present: 6, silent: ['r3'] })
})
