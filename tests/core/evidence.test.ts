import { describe, expect, test } from 'vitest'
import { flagSanity } from '../../controller/core/evidence/sanity.ts'
import { deskView } from '../../controller/core/view/desk.ts'
import { memberView } from '../../controller/core/view/member.ts'
import { seatView } from '../../controller/core/view/seat.ts'
import { START } from './given.ts'
import { cardOf } from './house.ts'
import { FLAGS, WatchedHall } from './watched-hall.ts'

const afar = (member: string) => ({ kind: 'remote', member }) as const
const check = { camera: true, microphone: true, levelTenthsDb: -200, roundTripMs: 30 }
const seatAt = (seat: string) => ({ kind: 'seat', seat }) as const
const noteOnly = { 'member-asked-to-leave': { action: 'note', windowMs: 1000 } } as const

describe('the evidence of a vote', () => {
  test('says console, line, credential, seat, card, presence, press and clocks', () => {
    const hall = new WatchedHall({ members: 3 }).seat(2)
    hall.press(3, 'present')
    hall.open().at = 700
    hall.press(1, 'choice-1', 650)
    hall.press(3, 'choice-2')
    hall.give(
      { type: 'CastVote', ballot: 'b1', member: 'm2', choice: 'agree' },
      {
        kind: 'seat',
        seat: 's2',
      },
    )
    const of = (member: string) => hall.state.ballot?.votes.get(member)?.evidence
    expect(of('m1')).toEqual({
      place: seatAt('s1'),
      console: 'c1',
      line: 'line-1',
      card: cardOf(1),
      credential: 'mqtt:bridge-1',
      presentSince: START,
      pressId: 'boot.4',
      deviceAt: START + 700,
      bridgeAt: START + 650,
      sentAt: START + 700,
      called: false,
    })
    expect(of('m3')).toMatchObject({ card: null, bridgeAt: null, console: 'c3' })
    expect(of('m2')).toMatchObject({ console: null, line: null, credential: 'session:seat' })
  })
})

describe('one member in two places', () => {
  test('one card in two readers locks them until an officer decides', () => {
    const hall = new WatchedHall({ members: 4 }).seat(3).open()
    hall.press(1, 'choice-1')
    expect(hall.card(1, 4)).toBe('member-locked')
    expect(hall.flags).toMatchObject([
      {
        code: 'card-in-two-readers',
        action: 'lock',
        members: ['m1'],
        seats: ['s1', 's4'],
        consoles: ['c1', 'c4'],
        ballot: 'b1',
      },
    ])
    expect(hall.press(1, 'choice-2')).toBe('member-locked')
    expect(hall.press(1, 'talk')).toBe('member-locked')
    expect(hall.card(1, 4)).toBe('member-locked')
    expect(hall.codes).toHaveLength(1)
    // The vote cast before stays: nobody but the member changes a vote.
    expect(hall.state.ballot?.votes.get('m1')?.choice).toBe('agree')
  })

  test('a locked member has no vote taken down by two officers either', () => {
    const hall = new WatchedHall({ members: 4 }).seat(3).open()
    hall.card(1, 4)
    const oral = { type: 'AddOralVote', ballot: 'b1', member: 'm1', choice: 'agree' } as const
    expect(hall.give({ ...oral, reason: 'the console is dark' })).toBe('member-locked')
  })

  test('locking ends what they said and asked', () => {
    const speaking = new WatchedHall({ members: 3 }).seat(2)
    speaking.press(1, 'talk')
    speaking.give({ type: 'GrantFloor', member: 'm1' })
    speaking.card(1, 3)
    expect(speaking.state.floor.speakers).toEqual([])
    expect(speaking.give({ type: 'GrantFloor', member: 'm1' })).toBe('member-locked')
    const asking = new WatchedHall({ members: 3 }).seat(2)
    asking.press(1, 'talk')
    asking.card(1, 3)
    expect(asking.state.floor.queue).toEqual([])
  })

  test('admitted from afar and a card at a seat, or seated and asking for admission', () => {
    const remote = new WatchedHall({ members: 3 })
    remote.give({ type: 'EnterLobby', member: 'm1', check }, afar('m1'))
    remote.give({ type: 'AdmitPerson', member: 'm1' })
    expect(remote.card(1, 1)).toBe('member-locked')
    expect(remote.codes).toEqual(['remote-and-seated'])
    const seated = new WatchedHall({ members: 3 }).seat(1)
    const enter = { type: 'EnterLobby', member: 'm1', check } as const
    expect(seated.give(enter, afar('m1'))).toBe('member-locked')
    expect(seated.codes).toEqual(['remote-and-seated'])
    expect(seated.give(enter, afar('m1'))).toBe('member-locked')
    expect(seated.isLocked('m1')).toBe(true)
  })

  test('signed in by key at one seat, and a card at another', () => {
    const hall = new WatchedHall({ members: 3 })
    hall.press(1, 'present')
    expect(hall.card(1, 2)).toBe('member-locked')
    expect(hall.codes).toEqual(['member-in-two-places'])
  })

  test('a key at the own seat of somebody elsewhere asks, and locks nobody', () => {
    const hall = new WatchedHall({ members: 3 })
    hall.card(1, 2)
    expect(hall.press(1, 'present')).toBe('present-elsewhere')
    expect(hall.press(1, 'present')).toBe('present-elsewhere')
    expect(hall.codes).toEqual(['key-at-second-seat'])
    expect(hall.isLocked('m1')).toBe(false)
  })

  test('the desk that signs somebody in twice is refused, and flags nobody', () => {
    const hall = new WatchedHall({ members: 3 }).seat(1)
    const signIn = { type: 'SignIn', member: 'm1', place: seatAt('s2') } as const
    expect(hall.give(signIn)).toBe('present-elsewhere')
    expect(hall.flags).toEqual([])
  })

  test('two cards at one seat, at once or within the window', () => {
    const both = new WatchedHall({ members: 3 }).seat(1)
    expect(both.card(2, 1)).toBe('seat-taken')
    expect(both.flags).toMatchObject([{ code: 'two-cards-one-seat', members: ['m1', 'm2'] }])
    const [soon, late] = [FLAGS['two-cards-one-seat'].windowMs, 1].map(
      (afterMs, _, [first = 0]) => {
        const hall = new WatchedHall({ members: 3 }).seat(1)
        hall.at = 60_000
        hall.card(1, 1, false)
        hall.at += afterMs === 1 ? first + 1 : first
        expect(hall.card(2, 1)).toBeNull()
        return hall.codes
      },
    )
    expect([soon, late]).toEqual([['two-cards-one-seat'], []])
  })
})

describe('an officer', () => {
  const locked = () => {
    const hall = new WatchedHall({ members: 4 }).seat(3).open()
    hall.press(1, 'choice-1')
    hall.card(1, 4)
    const flag = hall.flags[0]?.id ?? ''
    return { hall, flag }
  }

  test('who dismisses the flag unlocks the member where they are', () => {
    const { hall, flag } = locked()
    expect(hall.give({ type: 'DecideFlag', flag, decision: 'dismiss' })).toBeNull()
    expect(hall.isLocked('m1')).toBe(false)
    expect(hall.press(1, 'choice-2')).toBeNull()
    const again = { type: 'DecideFlag', flag, decision: 'uphold' } as const
    const program = { kind: 'desk', user: 'api-statistics' } as const
    expect(hall.give(again, program)).toBe('not-allowed')
    expect(hall.give(again)).toBe('flag-decided')
    expect(hall.give({ ...again, flag: 'flag-0' })).toBe('unknown-flag')
  })

  test('who upholds it leaves them locked until they are said to be somewhere', () => {
    const { hall, flag } = locked()
    hall.give({ type: 'DecideFlag', flag, decision: 'uphold' })
    expect(hall.isLocked('m1')).toBe(true)
    const keep = (seat: string) =>
      hall.give({ type: 'UnlockMember', member: 'm1', keep: seatAt(seat) })
    expect(keep('s9')).toBe('not-that-place')
    expect(keep('s4')).toBeNull()
    expect(hall.state.roll.persons.get('m1')).toMatchObject({
      place: seatAt('s4'),
      card: cardOf(1),
    })
    expect(hall.press(4, 'choice-2')).toBeNull()
    expect(hall.state.ballot?.votes.get('m1')?.choice).toBe('disagree')
    expect(keep('s4')).toBe('not-locked')
  })

  test('who has seen them at neither place signs them out; it also decides the flag', () => {
    const { hall } = locked()
    expect(hall.give({ type: 'UnlockMember', member: 'm1', keep: null })).toBeNull()
    expect(hall.state.roll.persons.has('m1')).toBe(false)
    expect(hall.flags[0]?.decision).toEqual({ decision: 'uphold', by: 'officer' })
    expect(hall.press(1, 'choice-2')).toBe('seat-empty')
    const before = hall.codes
    hall.card(1, 4)
    expect(hall.press(4, 'choice-2')).toBeNull()
    expect(hall.codes).toEqual(before)
  })

  test('cannot put them where somebody else sits by now', () => {
    const { hall } = locked()
    hall.card(4, 4)
    const keep = { type: 'UnlockMember', member: 'm1', keep: seatAt('s4') } as const
    expect(hall.give(keep)).toBe('seat-taken')
    expect(hall.isLocked('m1')).toBe(true)
  })

  test('must look at it before the result can be declared', () => {
    const { hall, flag } = locked()
    expect(flagSanity(hall.state)).toMatchObject([
      { code: 'members-locked', kind: 'ask', members: ['m1'] },
      { code: 'flags-undecided', kind: 'ask', members: ['m1'], consoles: ['c1', 'c4'] },
    ])
    hall.give({ type: 'CloseBallot', ballot: 'b1' })
    const declare = { type: 'DeclareResult', ballot: 'b1' } as const
    expect(hall.give({ ...declare, accept: false })).toBe('result-to-be-accepted')
    expect(hall.give({ ...declare, accept: true })).toBeNull()
    const decidedBefore = locked()
    decidedBefore.hall.give({ type: 'DecideFlag', flag, decision: 'dismiss' })
    expect(flagSanity(decidedBefore.hall.state)).toEqual([])
  })

  test('sees flags and locks, as do seat and page', () => {
    const { hall, flag } = locked()
    const live = {
      consoles: new Map(),
      bridges: new Map(),
      displays: new Set<string>(),
      connected: new Set<string>(),
      heard: new Set<string>(),
      desks: new Set<string>(),
      media: { up: true, hallSound: true, hallPicture: true, sessions: 0 },
      record: { seq: 0, hash: '', healthy: true },
      checkpoint: null,
      pressToLampMs: null,
    }
    const desk = deskView(hall.state, live)
    expect(desk.flags).toMatchObject([{ id: flag, decision: null }])
    expect(desk.locks).toMatchObject({
      m1: { because: flag, first: seatAt('s1'), second: seatAt('s4') },
    })
    for (const seat of ['s1', 's4']) expect(seatView(hall.state, seat)?.locked, seat).toBe(true)
    expect(seatView(hall.state, 's2')?.locked).toBe(false)
    expect(seatView(hall.state, 's1')?.ballot?.whyNot).toBe('member-locked')
    expect(seatView(hall.state, 's1')?.aim.ballot).toBeNull()
    expect(memberView(hall.state, 'm1')?.locked).toBe(true)
  })

  test('finds nobody locked in the next sitting', () => {
    const { hall } = locked()
    hall.give({ type: 'CloseBallot', ballot: 'b1' })
    expect(hall.give({ type: 'CloseSitting' })).toBeNull()
    expect(hall.isLocked('m1')).toBe(false)
    expect(hall.codes).toEqual(['card-in-two-readers'])
  })
})

describe('a vote that nobody should give', () => {
  test('at a seat where nobody is signed in, while a vote runs', () => {
    const hall = new WatchedHall({ members: 4 }).seat(3)
    expect(hall.press(4, 'choice-1')).toBe('seat-empty')
    hall.open()
    expect(hall.press(4, 'talk')).toBe('seat-empty')
    expect(hall.flags).toEqual([])
    expect([hall.press(4, 'choice-1'), hall.press(4, 'choice-2')]).toEqual([
      'seat-empty',
      'seat-empty',
    ])
    expect(hall.flags).toMatchObject([
      { code: 'vote-nobody-signed-in', members: [], seats: ['s4'], consoles: ['c4'] },
    ])
  })

  test('from the seat of somebody who was asked to leave, and by them', () => {
    const hall = new WatchedHall({ members: 4 }).seat(4).open()
    hall.give({ type: 'SignOut', member: 'm4' })
    hall.press(4, 'choice-1')
    expect(hall.flags).toMatchObject([{ code: 'member-asked-to-leave', members: ['m4'] }])
    const back = new WatchedHall({ members: 4 }).seat(4).open()
    back.give({ type: 'SignOut', member: 'm4' })
    back.card(4, 4)
    expect(back.press(4, 'choice-1')).toBeNull()
    expect(back.codes).toEqual(['member-asked-to-leave'])
  })

  test('and not by one who went by themselves, whom the desk signed in again, or long after', () => {
    const own = new WatchedHall({ members: 4 }).seat(4).open()
    own.card(4, 4, false)
    own.card(4, 4)
    own.press(4, 'choice-1')
    const desk = new WatchedHall({ members: 4 }).seat(4).open()
    desk.give({ type: 'SignOut', member: 'm4' })
    desk.give({ type: 'SignIn', member: 'm4', place: seatAt('s4') })
    desk.press(4, 'choice-1')
    const late = new WatchedHall({ members: 4, policy: { flags: { ...FLAGS, ...noteOnly } } })
    late.seat(4).open().give({ type: 'SignOut', member: 'm4' })
    late.at += 1001
    late.card(4, 4)
    late.press(4, 'choice-1')
    expect([own.codes, desk.codes, late.codes]).toEqual([[], [], []])
  })
})
