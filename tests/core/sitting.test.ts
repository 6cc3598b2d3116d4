import { describe, expect, test } from 'vitest'
import type { Command } from '../../controller/protocol/commands.ts'
import { given, motion, openBallot, openHouse, scheduledHouse, seated } from './given.ts'
import { CHAIR, houseOf } from './house.ts'

const house = { members: 4 }
const scheduled = (sitting: string): Command => ({
  type: 'ScheduleSitting',
  sitting,
  title: motion,
  agenda: [],
})

describe('a chamber', () => {
  test('must be known before anything else is done', () => {
    expect(given().when({ type: 'OpenSitting' })).toBe('chamber-unknown')
  })

  test('is not written again when it says nothing new, whatever the order of its keys', () => {
    const chamber = houseOf(house)
    const reordered = Object.fromEntries(Object.entries(chamber).reverse()) as typeof chamber
    const scene = given({ type: 'ChamberConfigured', data: { chamber } })
    expect(scene.when({ type: 'ConfigureChamber', chamber: reordered })).toBe('nothing-to-change')
  })

  test('is not replaced under an open sitting', () => {
    const command = { type: 'ConfigureChamber', chamber: houseOf({ members: 5 }) } as const
    expect(openHouse(house).when(command)).toBe('chamber-in-session')
    expect(openHouse(house).after({ type: 'SuspendSitting' }).when(command)).toBe(
      'chamber-in-session',
    )
  })

  test('that is replaced before the sitting sends out who came early', () => {
    const chamber = houseOf({ members: 5 })
    expect(
      scheduledHouse(house).and(seated('m1', 's1')).when({ type: 'ConfigureChamber', chamber }),
    ).toEqual([
      { type: 'MemberLeft', data: { member: 'm1', place: { kind: 'seat', seat: 's1' } } },
      { type: 'ChamberConfigured', data: { chamber } },
    ])
  })
})

describe('a sitting', () => {
  test('opens once', () => {
    expect(scheduledHouse(house).when({ type: 'OpenSitting' })).toEqual([
      { type: 'SittingOpened', data: { sitting: 'sitting-1' } },
    ])
    expect(openHouse(house).when({ type: 'OpenSitting' })).toBe('sitting-already-open')
  })

  test('is one at a time, and its id is never used again', () => {
    expect(openHouse(house).when(scheduled('sitting-2'))).toBe('sitting-exists')
    const closed = openHouse(house).after({ type: 'CloseSitting' })
    expect(closed.when(scheduled('sitting-1'))).toBe('sitting-exists')
    expect(closed.when(scheduled('sitting-2'))).toHaveLength(1)
    expect(closed.when({ type: 'OpenSitting' })).toBe('no-sitting')
  })

  test('that is suspended ends speeches, closes the chair too, and keeps the queue', () => {
    const scene = openHouse(house)
      .and(seated(CHAIR.member, CHAIR.seat))
      .after({ type: 'GrantFloor', member: 'm1' })
      .after({ type: 'RequestFloor', member: 'm2', kind: 'speak' })
      .after({ type: 'SwitchMicrophone', member: CHAIR.member, on: true })
    expect(scene.when({ type: 'SuspendSitting' })).toEqual([
      { type: 'FloorEnded', data: { member: 'm1', by: 'sitting' } },
      { type: 'MicrophoneSwitched', data: { member: CHAIR.member, on: false } },
      { type: 'SittingSuspended', data: { sitting: 'sitting-1' } },
    ])
    const suspended = scene.after({ type: 'SuspendSitting' })
    expect(suspended.state.floor.queue.map(({ member }) => member)).toEqual(['m2'])
    expect(suspended.when({ type: 'GrantFloor', member: 'm2' })).toBe('sitting-suspended')
    expect(suspended.when({ type: 'SuspendSitting' })).toBe('sitting-suspended')
    const resumed = suspended.after({ type: 'ResumeSitting' })
    expect(resumed.when({ type: 'GrantFloor', member: 'm2' })).toHaveLength(1)
    expect(resumed.when({ type: 'ResumeSitting' })).toBe('sitting-not-suspended')
  })

  test('neither pauses nor ends during a vote', () => {
    const voting = openHouse(house).after(openBallot())
    expect(voting.when({ type: 'SuspendSitting' })).toBe('ballot-still-open')
    expect(voting.when({ type: 'CloseSitting' })).toBe('ballot-still-open')
    expect(voting.when({ type: 'StartAgendaItem', item: 'one' })).toBe('ballot-still-open')
  })

  test('that closes, also from a pause, leaves nobody present', () => {
    const closed = openHouse(house)
      .after({ type: 'RequestFloor', member: 'm2', kind: 'speak' })
      .after({ type: 'SuspendSitting' })
      .after({ type: 'CloseSitting' })
    expect(closed.state.roll.persons.size).toBe(0)
    expect(closed.state.floor.queue).toEqual([])
    expect(closed.when({ type: 'CloseSitting' })).toBe('sitting-not-open')
  })

  test('deals with one item of its agenda at a time', () => {
    const scene = openHouse(house).after({ type: 'StartAgendaItem', item: 'one' })
    expect(scene.when({ type: 'StartAgendaItem', item: 'one' })).toBe('nothing-to-change')
    expect(scene.when({ type: 'StartAgendaItem', item: 'three' })).toBe('unknown-item')
    expect(scene.when({ type: 'StartAgendaItem', item: 'two' })).toHaveLength(1)
  })
})
