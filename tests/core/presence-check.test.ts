import { describe, expect, test } from 'vitest'
import type { Actor } from '../../controller/protocol/actors.ts'
import { consoleAim } from '../../controller/core/desire.ts'
import { memberView } from '../../controller/core/view/member.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { seatView } from '../../controller/core/view/seat.ts'
import { fromAfar, openBallot, openHouse, press, scheduledHouse } from './given.ts'
import { CHAIR } from './house.ts'

const house = { members: 6, remote: 1 }
const start = { type: 'StartPresenceCheck', check: 'k1' } as const
const end = { type: 'EndPresenceCheck', check: 'k1' } as const
const declare = (member: string) => ({ type: 'DeclarePresence', member }) as const
const remote: Actor = { kind: 'remote', member: 'r1' }

describe('a presence check', () => {
  const checking = openHouse(house).and(fromAfar('r1')).after(start)

  test('counts whoever declared and is still here, against the quorum', () => {
    const counted = checking
      .after(declare('m1'))
      .after(...press('c2', 1, 'present'))
      .after(...press('c3', 1, 'present'))
      .after(declare('r1'), remote)
    expect(counted.when(end)).toMatchObject([
      { data: { check: 'k1', present: 4, existing: 7, quorum: { holds: true } } },
    ])
    const gone = counted.after({ type: 'SignOut', member: 'm3' })
    expect(gone.when(end)).toMatchObject([{ data: { present: 3, quorum: { holds: false } } }])
    const back = gone.after(...press('c3', 2, 'present'))
    expect(back.when(end)).toMatchObject([{ data: { present: 4 } }])
  })

  test('hears nothing but the key for it', () => {
    const talked = checking.after(...press('c1', 1, 'talk'))
    expect(talked.when(...press('c1', 2, 'choice-1'))).toBe('no-ballot')
    expect(talked.when(end)).toMatchObject([{ data: { present: 0 } }])
  })

  test('signs nobody out by that key, and whoever comes in by it has declared', () => {
    const declared = checking.after(...press('c1', 1, 'present'))
    expect(declared.when(...press('c1', 2, 'present'))).toBe('already-declared')
    const late = openHouse(house, 4).after(start)
    expect(late.when(...press('c6', 1, 'present'))).toMatchObject([
      { type: 'MemberSignedIn', data: { member: 'm6' } },
      { type: 'PresenceDeclared', data: { member: 'm6' } },
    ])
  })

  test('is of members who count, and of those who are here', () => {
    const chair = checking.after(...press(CHAIR.console, 1, 'present'))
    expect(chair.when(...press(CHAIR.console, 2, 'present'))).toBe('not-a-member')
    expect(openHouse(house, 3).after(start).when(declare('m5'))).toBe('not-present')
    const hallOnly = openHouse({ ...house, policy: { remoteVoting: false } }).and(fromAfar('r1'))
    expect(hallOnly.after(start).when(declare('r1'), remote)).toBe('no-remote-vote')
  })

  test('runs alone, in an open sitting, and once under its id', () => {
    expect(scheduledHouse(house).when(start)).toBe('sitting-not-open')
    expect(checking.when({ ...start, check: 'k2' })).toBe('presence-check-running')
    expect(checking.when(openBallot())).toBe('presence-check-running')
    expect(checking.when({ ...end, check: 'k2' })).toBe('no-presence-check')
    const ended = checking.after(end)
    expect(ended.when(end)).toBe('no-presence-check')
    expect(ended.when(declare('m1'))).toBe('no-presence-check')
    expect(ended.when(start)).toBe('check-exists')
    expect(openHouse(house).after(openBallot()).when(start)).toBe('ballot-still-open')
  })

  test('is shown to the house, and to each member what it asks of them', () => {
    const declared = checking.after(declare('m1')).after(declare('r1'), remote)
    expect(roomView(declared.state).presenceCheck).toMatchObject({
      state: 'running',
      declared: 2,
      existing: 7,
      quorum: { holds: false, formula: '2 < 4 = ⌈7 × 1/2⌉' },
      members: { m1: true, r1: true },
    })
    expect(seatView(declared.state, 's1')?.presence).toBe('declared')
    expect(seatView(declared.state, 's2')?.presence).toBe('awaited')
    expect(memberView(declared.state, 'r1')?.presence).toBe('declared')
    expect(consoleAim(declared.state, 'c1').present).toBe(true)
    expect(consoleAim(declared.state, 'c2').present).toBe(false)
    const ended = declared.after(end)
    expect(consoleAim(ended.state, 'c2').present).toBe(true)
    expect(seatView(ended.state, 's2')?.presence).toBeNull()
    expect(roomView(ended.state).presenceCheck).toMatchObject({ state: 'ended', used: false })
  })
})

describe('a chamber that requires it', () => {
  const required = openHouse({ ...house, policy: { presenceCheck: 'required' } })
  const declaredBy = (members: readonly string[]) =>
    members.reduce((scene, member) => scene.after(declare(member)), required.after(start))
  const four = ['m1', 'm2', 'm3', 'm4']

  test('opens no vote without a quorate check of its own', () => {
    expect(required.when(openBallot())).toBe('presence-check-first')
    expect(declaredBy(['m1']).after(end).when(openBallot())).toBe('presence-check-first')
    const opened = declaredBy(four).after(end).after(openBallot())
    expect(opened.state.ballot?.electorate).toHaveLength(6)
    const closed = opened.after({ type: 'CloseBallot', ballot: 'b1' })
    expect(closed.when(openBallot('b2'))).toBe('presence-check-first')
  })

  test('opens it on the number declared', () => {
    expect(declaredBy(four).after(end).when(openBallot())).toMatchObject([
      { type: 'BallotOpened', data: { present: 4, existing: 7 } },
    ])
  })

  test('asks again after a pause', () => {
    const paused = declaredBy(four)
      .after(end)
      .after({ type: 'SuspendSitting' })
      .after({ type: 'ResumeSitting' })
    expect(paused.when(openBallot())).toBe('presence-check-first')
  })
})

test('the bell is rung for a sitting, also before it is open', () => {
  const rung = scheduledHouse(house).after({ type: 'RingBell' })
  expect(roomView(rung.state).bellAt).toBe(rung.state.bellAt)
  expect(rung.state.bellAt).not.toBeNull()
  expect(
    rung.after({ type: 'OpenSitting' }).after({ type: 'CloseSitting' }).when({ type: 'RingBell' }),
  ).toBe('no-sitting')
})
