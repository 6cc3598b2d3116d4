import { describe, expect, test } from 'vitest'
import { consoleAim, heardMembers } from '../../controller/core/desire.ts'
import type { FloorMode } from '../../controller/protocol/floor-commands.ts'
import type { Policy } from '../../controller/protocol/chamber.ts'
import { Debate } from './debate.ts'
import { fromAfar, openHouse, seated } from './given.ts'
import { CHAIR } from './house.ts'

const debate = (mode: FloorMode, policy: Partial<Policy> = {}) =>
  new Debate(
    openHouse({ members: 6, remote: 1, policy: { floor: { mode }, ...policy } }).and(
      seated(CHAIR.member, CHAIR.seat),
      fromAfar('r1'),
    ),
  )
const setMode = (mode: FloorMode, openMicrophones: number | null = null) =>
  ({ type: 'SetFloorMode', mode, openMicrophones }) as const
const isOpen = (room: Debate, console: string) =>
  consoleAim(room.state, console).microphone === 'open'

describe('open', () => {
  test('a key switches the microphone, up to the number', () => {
    const room = debate('open')
    expect(room.press(1)).toEqual(['FloorGranted'])
    expect(room.press(2)).toEqual(['FloorGranted'])
    expect(room.press(3)).toBe('microphones-full')
    expect(isOpen(room, 'c1')).toBe(true)
    expect(room.press(1)).toEqual(['FloorEnded'])
    expect(room.press(3)).toEqual(['FloorGranted'])
  })

  test('somebody afar opens and closes like everybody else, within the same number', () => {
    const room = debate('open', { openMicrophones: 1 })
    const own = { kind: 'remote', member: 'r1' } as const
    const on = (yes: boolean) => ({ type: 'SwitchMicrophone', member: 'r1', on: yes }) as const
    expect(room.do(on(true), own)).toEqual(['FloorGranted'])
    expect(heardMembers(room.state)).toEqual(new Set(['r1']))
    expect(room.press(1)).toBe('microphones-full')
    expect(room.do(on(false), own)).toEqual(['FloorEnded'])
  })

  test('a microphone that the desk closed stays closed, also for the next try', () => {
    const room = debate('open')
    room.press(1)
    room.do({ type: 'SwitchMicrophone', member: 'm1', on: false })
    expect(room.press(1)).toEqual(['FloorEnded'])
    expect(room.press(1)).toBe('microphone-cut')
    expect(room.grant('m1')).toEqual(['FloorGranted'])
  })

  test('mute all ends what keys opened; they may open it again', () => {
    const room = debate('open')
    room.press(1)
    expect(room.do({ type: 'MuteAll' })).toEqual(['FloorEnded'])
    expect(room.press(1)).toEqual(['FloorGranted'])
  })
})

describe('override', () => {
  test('one press more switches the oldest off, unless the floor is held', () => {
    const room = debate('override')
    room.press(1)
    room.press(2)
    expect(room.press(3)).toEqual(['FloorEnded', 'FloorGranted'])
    expect(room.speaking).toEqual(['m2', 'm3'])
    room.do({ type: 'HoldFloor', on: true })
    expect(room.press(4)).toBe('floor-held')
    expect(room.grant('m4')).toBe('microphones-full')
    room.do({ type: 'HoldFloor', on: false })
    expect(room.press(4)).toEqual(['FloorEnded', 'FloorGranted'])
  })

  test('nobody overrides a point of order', () => {
    const room = debate('override', { openMicrophones: 1 })
    room.press(1)
    room.ask('m2', 'point-of-order')
    expect(room.grant('m2')).toEqual(['SpeechInterrupted', 'FloorGranted'])
    expect(room.press(3)).toBe('microphones-full')
  })
})

describe('voice', () => {
  test('a voice opens and its end closes, up to the number, and costs nobody their place', () => {
    const room = debate('voice')
    room.ask('m1')
    expect(room.voice(1, true)).toEqual(['FloorGranted'])
    expect(room.queue).toEqual([])
    room.voice(2, true)
    expect(room.voice(3, true)).toBe('microphones-full')
    expect(room.voice(1, false)).toEqual(['FloorEnded'])
    expect(room.queue).toEqual(['m1'])
    expect(room.voice(3, true)).toEqual(['FloorGranted'])
    expect(room.voice(1, false)).toBe('nothing-to-change')
  })

  test('opens nothing in any other mode, and its end closes nothing a key opened', () => {
    const room = debate('open')
    expect(room.voice(1, true)).toBe('nothing-to-change')
    room.press(1)
    expect(room.voice(1, false)).toBe('nothing-to-change')
  })
})

describe('push to talk', () => {
  test('is on while the key is down', () => {
    const room = debate('push-to-talk')
    expect(room.press(1, 'talk', true)).toEqual(['FloorGranted'])
    expect(room.press(1, 'talk', true)).toBe('already-speaking')
    expect(room.release(1)).toEqual(['FloorEnded'])
    expect(room.release(1)).toBe('not-speaking')
  })

  test('is refused to a console that cannot tell when its key comes up', () => {
    expect(debate('push-to-talk').press(1)).toBe('no-key-up')
  })

  test('ends with the key also when the mode has changed meanwhile', () => {
    const room = debate('push-to-talk')
    room.press(1, 'talk', true)
    room.do(setMode('request'))
    expect(room.release(1)).toEqual(['FloorEnded'])
  })
})

describe('a change of mode', () => {
  test('loses neither the queue nor who speaks', () => {
    const room = debate('request')
    room.ask('m1')
    room.ask('r1')
    room.grant('m3')
    for (const mode of ['open', 'override', 'voice', 'push-to-talk', 'request'] as const) {
      expect(room.do(setMode(mode))).toEqual(['FloorModeSet'])
      expect(room.queue).toEqual(['m1', 'r1'])
      expect(room.speaking).toEqual(['m3'])
    }
    expect(room.do(setMode('request'))).toBe('nothing-to-change')
  })

  test('to fewer microphones needs some to be closed before; the next sitting begins anew', () => {
    const room = debate('open')
    room.press(1)
    room.press(2)
    expect(room.do(setMode('open', 1))).toBe('microphones-full')
    room.press(2)
    expect(room.do(setMode('open', 1))).toEqual(['FloorModeSet'])
    expect(room.press(2)).toBe('microphones-full')
    room.do({ type: 'CloseSitting' })
    expect(room.state.floor.openMicrophones).toBeNull()
  })
})

describe('the chair', () => {
  test('has priority while its key is down: all else is silent, and then as before', () => {
    const room = debate('request')
    room.grant('m1')
    expect(room.press(0, 'priority', true)).toEqual(['PrioritySwitched', 'MicrophoneSwitched'])
    expect([isOpen(room, 'c1'), isOpen(room, CHAIR.console)]).toEqual([false, true])
    expect(room.grant('m2')).toBe('chair-has-priority')
    expect(room.ask('m2')).toEqual(['FloorRequested'])
    expect(room.release(0, 'priority')).toEqual(['PrioritySwitched'])
    expect(isOpen(room, 'c1')).toBe(true)
  })

  test('has priority alone, and loses it when it leaves', () => {
    const room = debate('request')
    expect(room.press(1, 'priority')).toBe('not-the-chair')
    room.press(0, 'priority')
    expect(room.do({ type: 'SignOut', member: CHAIR.member })).toEqual([
      'PrioritySwitched',
      'MicrophoneSwitched',
      'MemberLeft',
    ])
  })
})

describe('one microphone for two seats', () => {
  const shared = { id: 'mic-1-2', seats: ['s1', 's2'] }
  const room = (mode: FloorMode) =>
    new Debate(openHouse({ members: 4, microphones: [shared], policy: { floor: { mode } } }))

  test('has one owner, and hangs on the first seat’s cable', () => {
    const two = room('request')
    two.grant('m2')
    expect([isOpen(two, 'c1'), isOpen(two, 'c2')]).toEqual([true, false])
    expect(consoleAim(two.state, 'c1').talk).toBe('off')
    expect(consoleAim(two.state, 'c2').talk).toBe('on-air')
    expect(two.grant('m1')).toBe('microphone-taken')
    expect(two.grant('m3')).toEqual(['FloorGranted'])
    two.end('m2')
    expect(two.grant('m1')).toEqual(['FloorGranted'])
  })

  test('goes to the neighbour for a point of order, and back', () => {
    const two = room('request')
    two.grant('m1')
    two.ask('m2', 'point-of-order')
    two.grant('m2')
    expect(consoleAim(two.state, 'c2').talk).toBe('on-air')
    two.end('m2')
    expect(consoleAim(two.state, 'c1').talk).toBe('on-air')
  })

  test('is overridden by the neighbour where keys override', () => {
    const two = room('override')
    two.press(1)
    expect(two.press(2)).toEqual(['FloorEnded', 'FloorGranted'])
    expect(two.speaking).toEqual(['m2'])
  })
})

describe('the technician', () => {
  const override = (seat: string, to: 'open' | 'closed' | 'floor') =>
    ({ type: 'OverrideMicrophone', seat, to }) as const

  test('opens a microphone at an empty seat, which counts, and shows it to whoever sits there', () => {
    const room = debate('request', { openMicrophones: 1 })
    expect(room.do(override('s1', 'open'))).toEqual(['MicrophoneOverridden'])
    expect(consoleAim(room.state, 'c1')).toMatchObject({ microphone: 'open', talk: 'on-air' })
    expect(room.grant('m2')).toBe('microphones-full')
    expect(room.grant('m1')).toEqual(['FloorGranted'])
    expect(room.do(override('s2', 'open'))).toBe('microphones-full')
    room.do({ type: 'SuspendSitting' })
    expect(isOpen(room, 'c1')).toBe(false)
  })

  test('keeps one closed whatever the floor says, and lets it go', () => {
    const room = debate('request')
    room.grant('m1')
    room.do(override('s1', 'closed'))
    expect(isOpen(room, 'c1')).toBe(false)
    expect(room.do(override('s1', 'closed'))).toBe('nothing-to-change')
    room.do(override('s1', 'floor'))
    expect(isOpen(room, 'c1')).toBe(true)
  })
})
