import { describe, expect, test } from 'vitest'
import { endOf, spentAt } from '../../controller/core/floor/time.ts'
import { roomView } from '../../controller/core/view/room.ts'
import type { FloorPolicy } from '../../controller/protocol/chamber.ts'
import { Debate } from './debate.ts'
import { openHouse } from './given.ts'

const MINUTE = 60_000
const debate = (floor: FloorPolicy = {}, speechMs = 5 * MINUTE) =>
  new Debate(openHouse({ members: 6, policy: { floor, speechMs, openMicrophones: 2 } }))
const left = (room: Debate, member: string) => (endOf(room.state, member) ?? NaN) - room.now
const extend = (member: string, byMs = MINUTE) => ({ type: 'ExtendSpeech', member, byMs }) as const
const item = (id: string) => ({ type: 'StartAgendaItem', item: id }) as const
const spent = (room: Debate, member: string) => spentAt(room.state, 'member', member, room.now)

describe('a speech', () => {
  test('stops counting exactly once, however it is stopped, and goes on where it was', () => {
    const room = debate()
    room.grant('m1')
    room.wait(MINUTE).do({ type: 'PauseSpeech', member: 'm1' })
    expect(room.do({ type: 'PauseSpeech', member: 'm1' })).toBe('nothing-to-change')
    room.wait(MINUTE).do({ type: 'SwitchPriority', on: true })
    room.wait(MINUTE).do({ type: 'ResumeSpeech', member: 'm1' })
    room.wait(MINUTE).do({ type: 'SwitchPriority', on: false })
    expect(left(room, 'm1')).toBe(4 * MINUTE)
    room.wait(MINUTE)
    expect(spent(room, 'm1')).toBe(2 * MINUTE)
    room.end('m1')
    expect(spent(room.wait(MINUTE), 'm1')).toBe(2 * MINUTE)
  })

  test('stands still while a point of order runs, microphone closed, and goes on after it', () => {
    const room = debate()
    room.grant('m1')
    room.grant('m2')
    room.wait(1000).ask('m3', 'point-of-order')
    expect(room.grant('m3')).toEqual(['SpeechInterrupted', 'SpeechInterrupted', 'FloorGranted'])
    const resume = { type: 'SwitchMicrophone', member: 'm1', on: true } as const
    expect(room.do({ ...resume, on: false })).toEqual(['MicrophoneSwitched'])
    expect(room.do(resume)).toBe('speech-interrupted')
    room.wait(7000)
    expect(room.end('m3')).toEqual(['FloorEnded', 'SpeechContinued', 'SpeechContinued'])
    expect([left(room, 'm1'), left(room, 'm2')]).toEqual([299_000, 299_000])
    expect(room.state.floor.speakers.map(({ microphone }) => microphone)).toEqual([false, true])
  })

  test('of each kind has its own time', () => {
    const room = debate({ times: { 'point-of-order': MINUTE, reply: 0 } })
    room.ask('m1', 'point-of-order')
    room.grant('m1')
    expect(left(room, 'm1')).toBe(MINUTE)
    room.end('m1')
    room.ask('m1', 'reply')
    room.grant('m1')
    expect(endOf(room.state, 'm1')).toBeNull()
  })
})

describe('the clock', () => {
  test('warns, then calls the time, and is refused when it is early or twice', () => {
    const room = debate()
    room.grant('m1')
    expect(room.wait(4 * MINUTE).warn('m1')).toBe('time-left')
    expect(room.wait(30_000).warn('m1')).toEqual(['SpeakerWarned'])
    expect(room.warn('m1')).toBe('time-left')
    expect(room.callTime('m1')).toBe('time-left')
    expect(room.wait(30_000).callTime('m1')).toEqual(['TimeCalled'])
    expect(room.callTime('m1')).toBe('time-left')
    expect(room.do(extend('m1'))).toEqual(['SpeechExtended'])
    expect(left(room, 'm1')).toBe(MINUTE)
  })

  test('mutes at zero where the policy says so, and more time opens it again', () => {
    const room = debate({ atZero: 'mute' })
    room.grant('m1')
    expect(room.wait(5 * MINUTE).callTime('m1')).toEqual(['TimeCalled', 'MicrophoneSwitched'])
    expect(room.do({ type: 'SwitchMicrophone', member: 'm1', on: true })).toBe('time-up')
    expect(room.do(extend('m1'))).toEqual(['SpeechExtended', 'MicrophoneSwitched'])
  })

  test('ends the speech where the policy says that', () => {
    const room = debate({ atZero: 'end' })
    room.grant('m1')
    expect(room.wait(5 * MINUTE).callTime('m1')).toEqual(['TimeCalled', 'FloorEnded'])
  })

  test('has nothing to say of a speech that stands still', () => {
    const room = debate()
    room.grant('m1')
    room.do({ type: 'PauseSpeech', member: 'm1' })
    expect(room.wait(10 * MINUTE).callTime('m1')).toBe('time-left')
  })
})

describe('a quota', () => {
  const quota = (of: 'member' | 'item', id: string | null, ms: number | null, on = 'one') =>
    ({ type: 'SetQuota', item: on, of, id, ms }) as const

  test('ends a speech before its own time, and is refused when nothing is left', () => {
    const room = debate({ quotas: [{ of: 'member', id: null, ms: 2 * MINUTE }] })
    room.grant('m1')
    expect(left(room, 'm1')).toBe(2 * MINUTE)
    room.wait(2 * MINUTE).end('m1')
    expect(room.grant('m1')).toBe('quota-spent')
    expect(room.do({ type: 'GrantFloor', member: 'm1', beyond: true })).toEqual(['FloorGranted'])
    expect(left(room, 'm1')).toBe(5 * MINUTE)
    expect(room.grant('m2')).toEqual(['FloorGranted'])
  })

  test('is used up by all who speak at its cost, twice as fast by two', () => {
    const room = debate()
    room.do(item('one'))
    room.do(quota('item', null, 4 * MINUTE))
    room.grant('m1')
    room.wait(MINUTE).grant('m2')
    expect(left(room, 'm1')).toBe(1.5 * MINUTE)
    expect(left(room, 'm2')).toBe(1.5 * MINUTE)
    room.do(quota('item', null, null))
    expect(left(room, 'm2')).toBe(5 * MINUTE)
  })

  test('counts for each item alone, also across a speech that goes on', () => {
    const room = debate()
    room.do(item('one'))
    room.grant('m1')
    room.wait(MINUTE).do(item('two'))
    room.wait(2000)
    expect(spent(room, 'm1')).toBe(2000)
    expect(left(room, 'm1')).toBe(4 * MINUTE - 2000)
    room.do(item('one'))
    expect(spent(room, 'm1')).toBe(MINUTE)
  })

  test('is of somebody or something that exists, on an item of the agenda', () => {
    const room = debate()
    expect(room.do(quota('item', null, 1, 'three'))).toBe('unknown-item')
    expect(room.do(quota('member', 'nobody', 1))).toBe('unknown-quota')
    expect(room.do(quota('item', null, null))).toBe('nothing-to-change')
  })
})

describe('a list of speakers', () => {
  const register = (...members: string[]) =>
    ({
      type: 'RegisterSpeakers',
      item: 'one',
      speakers: members.map((member) => ({ member, speechMs: member === 'm2' ? MINUTE : null })),
    }) as const

  test('stands in the queue while its item runs, before those who ask, behind what goes first', () => {
    const room = debate()
    room.ask('m5')
    room.do(register('m3', 'm2', 'm1'))
    room.do(item('one'))
    room.ask('m4', 'point-of-order')
    expect(room.queue).toEqual(['m4', 'm3', 'm2', 'm1', 'm5'])
    room.grant('m2')
    expect(left(room, 'm2')).toBe(MINUTE)
    room.end('m2')
    room.do(item('two'))
    expect(room.queue).toEqual(['m4', 'm5'])
    room.do(item('one'))
    expect(room.queue).toEqual(['m4', 'm3', 'm1', 'm5'])
  })

  test('takes who arrives late at their place, and nobody twice', () => {
    const room = new Debate(openHouse({ members: 4 }, 3))
    room.do(item('one'))
    expect(room.do(register('m1', 'm1'))).toBe('listed-twice')
    room.do(register('m4', 'm1'))
    expect(room.queue).toEqual(['m1'])
    room.do({ type: 'SignIn', member: 'm4', place: { kind: 'seat', seat: 's4' } })
    expect(room.queue).toEqual(['m4', 'm1'])
    room.do({ type: 'WithdrawRequest', member: 'm4' })
    room.do({ type: 'SuspendSitting' })
    room.do({ type: 'ResumeSitting' })
    expect(room.queue).toEqual(['m1'])
  })

  test('says on every screen who has spoken and who is awaited', () => {
    const room = new Debate(openHouse({ members: 4 }, 3))
    room.do(item('one'))
    room.do(register('m1', 'm2', 'm4'))
    room.grant('m1')
    const states = roomView(room.state).floor.list.map(({ state }) => state)
    expect(states).toEqual(['speaking', 'waiting', 'absent'])
  })
})

describe('who asks for something that interrupts', () => {
  test('keeps the place they had, whether it is granted or taken back', () => {
    const room = debate()
    room.ask('m1')
    room.ask('m2')
    room.ask('m1', 'point-of-order')
    expect(room.queue).toEqual(['m1', 'm2'])
    expect(room.ask('m1', 'point-of-order')).toBe('already-asking')
    room.grant('m1')
    expect(room.queue).toEqual(['m2'])
    room.end('m1')
    expect(room.queue).toEqual(['m1', 'm2'])
    room.ask('m2', 'point-of-order')
    room.do({ type: 'WithdrawRequest', member: 'm2' })
    expect(room.queue).toEqual(['m1', 'm2'])
  })

  test('stands in the order of the kinds', () => {
    const room = debate()
    room.ask('m1', 'consultation')
    room.ask('m2')
    room.ask('m3', 'reply')
    room.ask('m4', 'point-of-order')
    expect(room.queue).toEqual(['m4', 'm3', 'm1', 'm2'])
  })
})
