import { describe, expect, test } from 'vitest'
import { endOf } from '../../controller/core/floor/time.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import { fromAfar, openHouse, press, scheduledHouse, seated, type Scene } from './given.ts'
import { CHAIR } from './house.ts'

const house = { members: 6, remote: 1 }
const ask = (member: string, kind: 'speak' | 'point-of-order' = 'speak') =>
  ({ type: 'RequestFloor', member, kind }) as const
const grant = (member: string) => ({ type: 'GrantFloor', member }) as const
const microphone = (member: string, on: boolean) =>
  ({ type: 'SwitchMicrophone', member, on }) as const
const granted = (member: string, kind: string) => ({
  ...{ member, kind, allottedMs: 300_000 },
  ...{ taken: 'granted', beyond: false },
})
const queueOf = (scene: Scene) => scene.state.floor.queue.map(({ member }) => member)
const seat = (id: string): Actor => ({ kind: 'seat', seat: id })

describe('the queue', () => {
  test('stands in the order of asking, points of order before all', () => {
    const scene = openHouse(house)
      .and(fromAfar('r1'))
      .after(ask('m1'))
      .after(ask('r1'))
      .after(ask('m3', 'point-of-order'))
      .after(ask('m4', 'point-of-order'))
      .after(ask('m5'))
    expect(queueOf(scene)).toEqual(['m3', 'm4', 'm1', 'r1', 'm5'])
  })

  test('takes nobody twice, nobody absent, nobody who speaks, and no more than its limit', () => {
    const scene = openHouse({ members: 6, policy: { queueLimit: 2 } }, 5).after(ask('m1'))
    expect(scene.when(ask('m1'))).toBe('already-asking')
    expect(scene.when(ask('m6'))).toBe('not-present')
    expect(scene.after(grant('m1')).when(ask('m1'))).toBe('already-speaking')
    expect(scene.after(ask('m2')).when(ask('m3'))).toBe('queue-full')
    expect(scene.when({ type: 'WithdrawRequest', member: 'm2' })).toBe('not-asking')
  })

  test('opens with the sitting', () => {
    expect(scheduledHouse(house).and(seated('m1', 's1')).when(ask('m1'))).toBe('sitting-not-open')
  })
})

describe('a grant', () => {
  test('answers a request, or gives the floor to somebody who did not ask', () => {
    const scene = openHouse(house).after(ask('m1', 'point-of-order'))
    expect(scene.when(grant('m1'))).toEqual([
      { type: 'FloorGranted', data: granted('m1', 'point-of-order') },
    ])
    expect(queueOf(scene.after(grant('m1')))).toEqual([])
    expect(scene.when(grant('m2'))).toEqual([
      { type: 'FloorGranted', data: granted('m2', 'speak') },
    ])
  })

  test('stops at the number of open microphones, the chair outside it', () => {
    const scene = openHouse(house)
      .and(seated(CHAIR.member, CHAIR.seat))
      .after(microphone(CHAIR.member, true))
      .after(grant('m1'))
      .after(grant('m2'))
    expect(scene.when(grant('m3'))).toBe('microphones-full')
    expect(scene.after(microphone('m1', false)).when(grant('m3'))).toHaveLength(1)
  })

  test('ends by the speaker, the desk, or when they leave', () => {
    const scene = openHouse(house).after(grant('m1'))
    const ended = (by: string) => [{ type: 'FloorEnded', data: { member: 'm1', by } }]
    const revoke = { type: 'RevokeFloor', member: 'm1' } as const
    expect(scene.when(revoke)).toEqual(ended('desk'))
    expect(scene.when(revoke, seat('s1'))).toEqual(ended('speaker'))
    expect(scene.when(revoke, { kind: 'system', part: 'media' })).toEqual(ended('left'))
    expect(scene.when({ type: 'RevokeFloor', member: 'm2' })).toBe('not-speaking')
  })

  test('gives time that can be extended, where there is a limit', () => {
    const extend = { type: 'ExtendSpeech', member: 'm1', byMs: 60_000 } as const
    const before = openHouse(house).after(grant('m1'))
    const until = (scene: Scene) => endOf(scene.state, 'm1') ?? 0
    expect(until(before.after(extend)) - until(before)).toBe(60_000)
    const unlimited = openHouse({ members: 2, policy: { speechMs: 0 } }).after(grant('m1'))
    expect(unlimited.when(extend)).toBe('nothing-to-change')
  })
})

describe('a microphone', () => {
  test('is switched by who has the floor, and by nobody else', () => {
    const scene = openHouse(house).after(grant('m1'))
    expect(scene.when(microphone('m1', true))).toBe('nothing-to-change')
    expect(scene.when(microphone('m2', true))).toBe('not-speaking')
    const muted = scene.after(microphone('m1', false), seat('s1'))
    expect(muted.when(microphone('m1', true), seat('s1'))).toHaveLength(1)
  })

  test('that the desk closed is opened by the desk alone', () => {
    const scene = openHouse(house).after(grant('m1')).after({ type: 'MuteAll' })
    expect(scene.when(microphone('m1', true), seat('s1'))).toBe('microphone-cut')
    const again = scene.after(microphone('m1', true))
    const byself = again.after(microphone('m1', false), seat('s1'))
    expect(byself.when(microphone('m1', true), seat('s1'))).toHaveLength(1)
  })

  test('stays closed while all others are taken', () => {
    const scene = openHouse(house)
      .after(grant('m1'))
      .after(microphone('m1', false), seat('s1'))
      .after(grant('m2'))
      .after(grant('m3'))
    expect(scene.when(microphone('m1', true), seat('s1'))).toBe('microphones-full')
  })

  test('mute all closes the floor, not the chair, and takes nobody the floor', () => {
    const scene = openHouse(house)
      .and(seated(CHAIR.member, CHAIR.seat))
      .after(microphone(CHAIR.member, true))
      .after(grant('m1'))
      .after({ type: 'MuteAll' })
    expect(scene.state.floor.chairMicrophones).toEqual([CHAIR.member])
    expect(scene.state.floor.speakers).toMatchObject([{ member: 'm1', microphone: false }])
    expect(scene.when({ type: 'MuteAll' })).toBe('nothing-to-change')
  })
})

describe('the talk key', () => {
  test('asks, takes back, and ends the own speech', () => {
    const scene = openHouse(house)
    expect(scene.when(...press('c1', 1, 'talk'))).toMatchObject([{ type: 'FloorRequested' }])
    const asking = scene.after(...press('c1', 1, 'talk'))
    expect(asking.when(...press('c1', 2, 'talk'))).toMatchObject([
      { type: 'FloorRequestWithdrawn' },
    ])
    expect(asking.after(grant('m1')).when(...press('c1', 2, 'talk'))).toEqual([
      { type: 'FloorEnded', data: { member: 'm1', by: 'speaker' } },
    ])
  })

  test('switches the microphone of a chair seat, also before the sitting opens', () => {
    const scene = scheduledHouse(house).and(seated(CHAIR.member, CHAIR.seat))
    const [command, by] = press(CHAIR.console, 1, 'talk')
    expect(scene.when(command, by)).toEqual([
      { type: 'MicrophoneSwitched', data: { member: CHAIR.member, on: true } },
    ])
    const open = scene.after(command, by)
    expect(open.when(...press(CHAIR.console, 2, 'talk'))).toEqual([
      { type: 'MicrophoneSwitched', data: { member: CHAIR.member, on: false } },
    ])
    expect(open.when(ask(CHAIR.member))).toBe('sitting-not-open')
    expect(openHouse(house).and(seated(CHAIR.member, CHAIR.seat)).when(grant(CHAIR.member))).toBe(
      'chair-needs-no-floor',
    )
  })

  test('at an empty seat means nothing', () => {
    expect(openHouse(house, 1).when(...press('c2', 1, 'talk'))).toBe('seat-empty')
    expect(openHouse(house, 1).when(...press('c9', 1, 'talk'))).toBe('unknown-console')
  })

  test('pressed once and delivered again changes nothing, also across other presses', () => {
    const scene = openHouse(house)
      .after(...press('c1', 1, 'talk'))
      .after(...press('c1', 2, 'talk'))
    expect(scene.when(...press('c1', 1, 'talk'))).toBe('repeated-press')
    expect(scene.when(...press('c1', 2, 'talk'))).toBe('repeated-press')
    expect(scene.when(...press('c2', 1, 'talk'))).toHaveLength(1)
  })
})
