import { describe, expect, test } from 'vitest'
import type { Live } from '../../controller/core/live.ts'
import { deskView } from '../../controller/core/view/desk.ts'
import { memberView } from '../../controller/core/view/member.ts'
import { planView } from '../../controller/core/view/plan.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { seatView } from '../../controller/core/view/seat.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import {
  fromAfar,
  given,
  live,
  openBallot,
  openHouse,
  press,
  scheduledHouse,
  seated,
  START,
  type Scene,
} from './given.ts'

const house = { members: 4, remote: 2 }
const close: Command = { type: 'CloseBallot', ballot: 'b1' }
const declare: Command = { type: 'DeclareResult', ballot: 'b1', accept: false }
const check = { camera: true, microphone: true, levelTenthsDb: -200, roundTripMs: 20 }
const r1: Actor = { kind: 'remote', member: 'r1' }
const ask = (member: string): Command => ({ type: 'RequestFloor', member, kind: 'speak' })
const vote = (n: number, key: 1 | 2 | 3) => press(`c${n}`, 10, `choice-${key}`, 'b1')

const room = ({ state }: Scene) => roomView(state)
const desk = ({ state }: Scene, change: Partial<Live> = {}) => deskView(state, live(change))

describe('the plan', () => {
  test('is the chamber without consoles and without the identity of any card', () => {
    expect(planView(given().state)).toBeNull()
    const view = planView(scheduledHouse(house).state)
    expect(view).not.toHaveProperty('consoles')
    expect(view?.members.map(({ card }) => card)).toEqual(view?.members.map(() => null))
    expect(view?.seats).toHaveLength(5)
  })
})

describe('the room', () => {
  test('of a chamber without a sitting is empty', () => {
    expect(room(given())).toMatchObject({ sitting: null, agenda: [], queue: [], ballot: null })
  })

  test('shows who is here, hall and afar apart, against the quorum', () => {
    const view = room(openHouse(house, 2).and(fromAfar('r2')))
    expect(view.presence).toEqual({
      hall: 2,
      remote: 1,
      counted: 3,
      existing: 6,
      quorum: { holds: true, formula: '3 ≥ 3 = ⌈6 × 1/2⌉' },
    })
    expect(view.seated).toEqual({ s1: 'm1', s2: 'm2' })
    expect(view.remote).toEqual(['r2'])
  })

  test('shows the agenda, the queue and who is on air', () => {
    const view = room(
      openHouse(house)
        .and(fromAfar('r1'))
        .after({ type: 'StartAgendaItem', item: 'one' })
        .after({ type: 'StartAgendaItem', item: 'two' })
        .after(ask('m2'))
        .after(ask('r1'))
        .after({ type: 'GrantFloor', member: 'm1' }),
    )
    expect(view.item).toBe('two')
    expect(view.agenda.map(({ state }) => state)).toEqual(['done', 'current'])
    expect(view.queue).toMatchObject([
      { member: 'm2', seat: 's2', remote: false, place: 1 },
      { member: 'r1', seat: null, remote: true, place: 2 },
    ])
    const speaker = { member: 'm1', seat: 's1', microphone: true, cut: false }
    expect(view.onAir).toMatchObject([speaker])
  })

  test('tells a microphone that the desk closed from one its speaker closed', () => {
    const speaking = openHouse(house).after({ type: 'GrantFloor', member: 'm1' })
    const off: Command = { type: 'SwitchMicrophone', member: 'm1', on: false }
    const own = speaking.after(off, { kind: 'seat', seat: 's1' })
    expect(room(own).onAir).toMatchObject([{ microphone: false, cut: false }])
    expect(room(speaking.after(off)).onAir).toMatchObject([{ microphone: false, cut: true }])
  })

  test('shows of a vote the turnout while it runs, and who chose what once it is declared', () => {
    const voting = openHouse(house)
      .after(openBallot())
      .after(...vote(1, 1))
      .after(...vote(2, 2))
    expect(room(voting).ballot).toMatchObject({
      state: 'open',
      electorate: 4,
      cast: 2,
      result: null,
      votes: null,
      quorum: { formula: '2 < 3 = ⌈6 × 1/2⌉' },
    })
    const closed = voting.after(...vote(3, 1)).after(close)
    const sealed = { state: 'closed', declaredAt: null, result: null, votes: null }
    expect(room(closed).ballot).toMatchObject(sealed)
    expect(desk(closed).ballot).toMatchObject({ result: { outcome: 'carried' }, votes: null })
    const declared = closed.after(declare)
    expect(room(declared).ballot).toMatchObject({
      state: 'declared',
      declaredAt: START + declared.state.seq,
      result: { outcome: 'carried' },
      votes: { m1: 'agree', m2: 'disagree', m3: 'agree' },
    })
  })

  test('a vote gives away no choice before the result, on any channel or in the log', () => {
    const voting = openHouse(house).after(openBallot())
    const [one, other] = ([1, 2] as const).map((key) => voting.after(...vote(1, key)))
    if (one === undefined || other === undefined) throw new Error('two scenes')
    expect(room(one)).toEqual(room(other))
    expect(desk(one)).toEqual(desk(other))
  })

  test('keeps the very parts that did not change', () => {
    const voting = openHouse(house).after(ask('m1')).after(openBallot())
    const before = room(voting)
    const after = room(voting.after(...vote(2, 1)))
    expect(after.ballot).not.toBe(before.ballot)
    expect(after.ballot?.rule).toBe(before.ballot?.rule)
    for (const part of [
      'sitting',
      'agenda',
      'onAir',
      'queue',
      'presence',
      'seated',
      'remote',
    ] as const)
      expect(after[part]).toBe(before[part])
    const queued = room(voting.after(ask('m2')))
    expect(queued.queue[0]).toBe(before.queue[0])
  })

  test('of another chamber with the same empty house is another', () => {
    const small = room(scheduledHouse({ members: 2 }))
    const large = room(scheduledHouse({ members: 8 }))
    expect([small.presence.existing, large.presence.existing]).toEqual([2, 8])
  })
})

describe('the desk', () => {
  const reported = { revision: 1, microphone: 'open', firmware: '1', problem: null } as const

  test('sets what was ordered beside what a console that is online reports', () => {
    const scene = openHouse(house).after({ type: 'GrantFloor', member: 'm1' })
    const consoles = new Map([
      ['c1', { online: true, reported }],
      ['c2', { online: false, reported }],
      ['c3', { online: true, reported: { ...reported, problem: 'stuck key' } }],
    ])
    const { seats } = desk(scene, { consoles })
    expect(seats['s1']).toMatchObject({ online: true, ordered: 'open', reported: 'open' })
    expect(seats['s2']).toMatchObject({ online: false, ordered: 'closed', reported: null })
    expect(seats['s3']).toMatchObject({ problem: 'stuck key' })
    expect(seats['s4']).toMatchObject({ console: 'c4', online: false, reported: null })
  })

  test('marks seats that have a fault of their own, their console or their member', () => {
    const raise = (kind: 'seat' | 'console' | 'member' | 'line', id: string): Command => ({
      type: 'RaiseFault',
      fault: `f-${id}`,
      source: { kind, id },
      code: 'test',
      detail: '',
    })
    const scene = openHouse(house)
      .after(raise('seat', 's1'))
      .after(raise('console', 'c2'))
      .after(raise('member', 'm3'))
      .after(raise('line', 's4'))
    const { seats, faults } = desk(scene)
    expect(['s1', 's2', 's3', 's4'].map((seat) => seats[seat]?.fault)).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(faults).toHaveLength(4)
  })

  test('shows who takes part from afar: linked, heard, voted', () => {
    const scene = openHouse(house)
      .and(fromAfar('r1'))
      .after(openBallot())
      .after({ type: 'CastVote', ballot: 'b1', member: 'r1', choice: 'agree' }, r1)
    expect(desk(scene, { connected: new Set(['r1']), heard: new Set() }).remotes).toEqual({
      r1: { member: 'r1', connected: true, entitled: true, voted: true, heard: false },
    })
    expect(desk(scene.after({ type: 'SignOut', member: 'r1' })).remotes).toEqual({})
  })

  test('tells who is entitled in a vote from who came after it was opened', () => {
    const scene = openHouse(house)
      .after({ type: 'SignOut', member: 'm2' })
      .after(openBallot())
      .after({ type: 'SignIn', member: 'm2', place: { kind: 'seat', seat: 's2' } })
    const { seats } = desk(scene)
    expect(seats['s1']).toMatchObject({ entitled: true, voted: false })
    expect(seats['s2']).toMatchObject({ entitled: false, voted: false })
  })

  test('keeps 40 lines of log, newest first, single votes left out', () => {
    const scene = openHouse({ members: 50 })
      .after(openBallot())
      .after(...vote(1, 1))
      .after(close)
    const { log } = desk(scene)
    expect(log).toHaveLength(40)
    expect(log[0]).toMatchObject({ type: 'BallotClosed', note: 'inquorate' })
    expect(log[1]).toMatchObject({ type: 'BallotOpened', note: 'ordinary' })
    expect(log[2]).toMatchObject({ type: 'MemberSignedIn', member: 'm50', note: 's50' })
  })

  test('keeps the very entries of seats that did not change, and all where none did', () => {
    const voting = openHouse(house).after(openBallot())
    const before = desk(voting).seats
    expect(desk(voting).seats).toBe(before)
    const after = desk(voting.after(...vote(2, 1))).seats
    expect(after['s2']).toMatchObject({ voted: true })
    for (const seat of ['s1', 's3', 's4']) expect(after[seat]).toBe(before[seat])
  })

  test('takes over what one console says anew, and keeps every other seat as it was', () => {
    const scene = openHouse(house)
    const consoles = new Map([['c1', { online: true, reported }]])
    const before = desk(scene, { consoles }).seats
    consoles.set('c1', { online: false, reported })
    const after = desk(scene, { consoles }).seats
    expect([before['s1']?.online, after['s1']?.online]).toEqual([true, false])
    expect(after['s2']).toBe(before['s2'])
  })

  test('forgets seats that are gone', () => {
    desk(scheduledHouse({ members: 9 }))
    expect(Object.keys(desk(scheduledHouse({ members: 2 })).seats)).toEqual([
      'chair-seat',
      's1',
      's2',
    ])
  })
})

describe('a seat', () => {
  test('shows whose it is until somebody signs in, and then that person and their vote', () => {
    const scene = openHouse(house, 0).and(
      ...['m2', 'm3', 'm4'].map((member, n) => seated(member, `s${n + 1}`)),
    )
    expect(seatView(scene.state, 's9')).toBeNull()
    expect(seatView(scene.state, 's4')).toMatchObject({ member: 'm4', signedIn: false })
    const voted = scene.after(openBallot()).after(...vote(1, 1))
    expect(seatView(voted.state, 's1')).toMatchObject({
      member: 'm2',
      signedIn: true,
      aim: { present: true },
      ballot: {
        id: 'b1',
        entitled: true,
        mayVote: true,
        whyNot: null,
        recorded: 'agree',
        revisable: true,
      },
    })
    expect(seatView(voted.after(close).state, 's1')?.ballot).toMatchObject({
      entitled: true,
      mayVote: false,
      whyNot: 'ballot-closed',
      recorded: 'agree',
      revisable: false,
    })
    const left = voted.after({ type: 'SignOut', member: 'm2' })
    expect(seatView(left.state, 's1')).toMatchObject({ signedIn: false, ballot: null })
  })
})

describe('a remote member', () => {
  const stage = (scene: Scene) => memberView(scene.state, 'r1')?.stage
  const enter: Command = { type: 'EnterLobby', member: 'r1', check }

  test('goes from outside through the lobby into the sitting', () => {
    const outside = openHouse(house)
    expect(memberView(outside.state, 'nobody')).toBeNull()
    expect(stage(outside)).toBe('outside')
    const waiting = outside.after({ ...enter, member: 'r2' }).after(enter)
    expect(memberView(waiting.state, 'r1')).toMatchObject({ stage: 'lobby', lobbyPlace: 2 })
    const inside = waiting.after({ type: 'AdmitPerson', member: 'r1' })
    expect(stage(inside)).toBe('admitted')
    const removed = inside.after({ type: 'RemovePerson', member: 'r1', reason: 'noise' })
    expect(memberView(removed.state, 'r1')).toMatchObject({ stage: 'removed', reason: 'noise' })
    const refused = waiting.after({ type: 'RefusePerson', member: 'r1', reason: 'who?' })
    expect(memberView(refused.state, 'r1')).toMatchObject({ stage: 'refused', reason: 'who?' })
  })

  test('sees their own part: place, floor, microphone, vote', () => {
    const inside = openHouse(house)
      .after(enter)
      .after({ type: 'AdmitPerson', member: 'r1' })
      .after(ask('m1'))
      .after(ask('r1'))
    expect(memberView(inside.state, 'r1')).toMatchObject({ asking: true, place: 2, onAir: false })
    const speaking = inside.after({ type: 'GrantFloor', member: 'r1' })
    expect(memberView(speaking.state, 'r1')).toMatchObject({ onAir: true, microphone: true })
    const muted = speaking.after({ type: 'MuteAll' })
    expect(memberView(muted.state, 'r1')).toMatchObject({ onAir: true, microphone: false })
    expect(memberView(inside.after(openBallot()).state, 'r1')?.ballot).toMatchObject({
      mayVote: true,
    })
  })

  test('is told where they may not vote', () => {
    const scene = openHouse({ ...house, policy: { remoteVoting: false } })
      .and(fromAfar('r1'))
      .after(openBallot())
    expect(memberView(scene.state, 'r1')?.ballot).toMatchObject({
      mayVote: false,
      whyNot: 'no-remote-vote',
    })
  })
})
