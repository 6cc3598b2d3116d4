import { describe, expect, test } from 'vitest'
import type { Actor } from '../../controller/protocol/actors.ts'
import { fromAfar, given, openHouse, press, scheduledHouse, seated } from './given.ts'
import { cardOf, houseOf } from './house.ts'

const house = { members: 4, remote: 1 }
const at = (seat: string) => ({ kind: 'seat', seat }) as const
const cardAt = (n: number, console: string, inserted: boolean) => {
  const by: Actor = { kind: 'console', console, pressId: 'boot.1', deviceAt: 0 }
  return [{ type: 'PresentCard', console, card: cardOf(n), inserted }, by] as const
}

describe('a member', () => {
  test('signs in from the schedule of a sitting on, and not without one', () => {
    const signIn = { type: 'SignIn', member: 'm1', place: at('s1') } as const
    expect(scheduledHouse(house).when(signIn)).toEqual([seated('m1', 's1')])
    const chamber = houseOf(house)
    expect(given({ type: 'ChamberConfigured', data: { chamber } }).when(signIn)).toBe('no-sitting')
    expect(openHouse(house).after({ type: 'CloseSitting' }).when(signIn)).toBe('no-sitting')
  })

  test('is in one place at a time, and a seat holds one person', () => {
    const scene = openHouse(house, 1)
    expect(scene.when({ type: 'SignIn', member: 'm1', place: at('s1') })).toBe('already-present')
    expect(scene.when({ type: 'SignIn', member: 'm1', place: at('s2') })).toBe('present-elsewhere')
    expect(scene.when({ type: 'SignIn', member: 'm2', place: at('s1') })).toBe('seat-taken')
    expect(scene.when({ type: 'SignIn', member: 'm2', place: at('s9') })).toBe('unknown-seat')
    expect(scene.when({ type: 'SignIn', member: 'm9', place: at('s2') })).toBe('unknown-member')
  })

  test('takes part from afar only through the lobby', () => {
    const remotely = { type: 'SignIn', member: 'r1', place: { kind: 'remote' } } as const
    expect(openHouse(house).when(remotely)).toBe('not-admitted')
    expect(openHouse(house).and(fromAfar('r1')).when(remotely)).toBe('already-present')
  })

  test('who leaves loses request and speech with it', () => {
    const asking = openHouse(house).after({ type: 'RequestFloor', member: 'm1', kind: 'speak' })
    expect(asking.when({ type: 'SignOut', member: 'm1' })).toEqual([
      { type: 'FloorRequestWithdrawn', data: { member: 'm1', because: 'left' } },
      { type: 'MemberLeft', data: { member: 'm1', place: at('s1') } },
    ])
    const speaking = asking.after({ type: 'GrantFloor', member: 'm1' })
    expect(speaking.when({ type: 'SignOut', member: 'm1' })).toEqual([
      { type: 'FloorEnded', data: { member: 'm1', by: 'left' } },
      { type: 'MemberLeft', data: { member: 'm1', place: at('s1') } },
    ])
    expect(openHouse(house, 0).when({ type: 'SignOut', member: 'm1' })).toBe('not-present')
  })
})

describe('the present key', () => {
  test('signs in whose seat it is, then out', () => {
    const scene = openHouse(house, 0)
    expect(scene.when(...press('c1', 1, 'present'))).toEqual([seated('m1', 's1')])
    const here = scene.after(...press('c1', 1, 'present'))
    expect(here.when(...press('c1', 2, 'present'))).toHaveLength(1)
    expect(here.after(...press('c1', 2, 'present')).state.roll.persons.size).toBe(0)
  })

  test('of somebody who is elsewhere signs nobody in', () => {
    expect(
      openHouse(house, 0)
        .and(seated('m1', 's2'))
        .when(...press('c1', 1, 'present')),
    ).toBe('present-elsewhere')
  })
})

describe('a card', () => {
  test('signs its member in at any free seat, and out where it is taken from', () => {
    const scene = openHouse(house, 0)
    expect(scene.when(...cardAt(1, 'c3', true))).toEqual([seated('m1', 's3', cardOf(1))])
    const here = scene.and(seated('m1', 's3'))
    expect(here.when(...cardAt(1, 'c3', false))).toHaveLength(1)
    expect(here.when(...cardAt(1, 'c2', false))).toBe('not-present')
  })

  test('in two slots is refused in the second', () => {
    expect(openHouse(house, 1).when(...cardAt(1, 'c2', true))).toBe('present-elsewhere')
    expect(openHouse(house, 1).when(...cardAt(2, 'c1', true))).toBe('seat-taken')
  })

  test('that nobody owns, or at a console that is not here, is refused by name', () => {
    expect(openHouse(house).when(...cardAt(9, 'c1', true))).toBe('unknown-card')
    expect(openHouse(house).when(...cardAt(1, 'c9', true))).toBe('unknown-console')
  })
})

test('members afar count only where they may vote, staff never', () => {
  const scene = openHouse(house, 2).and(fromAfar('r1'), seated('chair', 'chair-seat'))
  expect(scene.state.roll).toMatchObject({ membersInHall: 2, membersRemote: 1 })
  expect(scene.state.index.existing).toBe(5)
})
