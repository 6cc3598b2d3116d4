import { describe, expect, test } from 'vitest'
import type { Actor } from '../../controller/protocol/actors.ts'
import { consoleAim } from '../../controller/core/desire.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { seatView } from '../../controller/core/view/seat.ts'
import { openBallot, openHouse, press, START, SYSTEM } from './given.ts'

const hold = { type: 'HoldBallot', ballot: 'b1', reason: 'The bridge is gone.' } as const
const resume = { type: 'ResumeBallot', ballot: 'b1' } as const
const extend = { type: 'ExtendBallot', ballot: 'b1', byMs: 60_000 } as const
const close = { type: 'CloseBallot', ballot: 'b1' } as const
const seat = (n: number): Actor => ({ kind: 'seat', seat: `s${n}` })
const vote = (member: string, choice: string) =>
  ({ type: 'CastVote', ballot: 'b1', member, choice }) as const

describe('a vote that is held', () => {
  const voting = openHouse({ members: 4 }).after(openBallot('b1', 'ordinary', 60_000))
  const held = voting.after(vote('m1', 'agree'), seat(1)).after(hold, SYSTEM)

  test('takes no vote and loses none', () => {
    expect(held.when(vote('m2', 'agree'), seat(2))).toBe('ballot-held')
    expect(held.when(vote('m1', 'disagree'), seat(1))).toBe('ballot-held')
    expect(held.when(...press('c2', 1, 'choice-1', 'b1'))).toBe('ballot-held')
    const on = held.after(resume).after(vote('m2', 'agree'), seat(2))
    expect(on.state.ballot?.votes.size).toBe(2)
  })

  test('says why on every screen, and lights no key', () => {
    expect(roomView(held.state).ballot).toMatchObject({
      state: 'held',
      held: { because: 'The bridge is gone.' },
    })
    expect(consoleAim(held.state, 'c2').ballot).toBeNull()
    expect(seatView(held.state, 's2')?.ballot).toMatchObject({
      mayVote: false,
      whyNot: 'ballot-held',
    })
    const on = held.after(resume)
    expect(consoleAim(on.state, 'c1').ballot).toMatchObject({ id: 'b1', recorded: 1 })
    expect(roomView(on.state).ballot).toMatchObject({ state: 'open', held: null })
  })

  test('goes on with the time it had', () => {
    const { held: pause, closesAt } = held.state.ballot ?? {}
    const later = held.and(...Array.from({ length: 5 }, () => bell))
    const [resumed] = later.when(resume)
    const now = START + later.state.seq + 1
    expect(resumed).toMatchObject({
      data: { closesAt: (closesAt ?? 0) + now - (pause?.since ?? 0) },
    })
  })

  test('is not closed, declared or suspended over, but may be annulled', () => {
    expect(held.when(close)).toBe('ballot-held')
    expect(held.when({ type: 'DeclareResult', ballot: 'b1', accept: false })).toBe(
      'ballot-still-open',
    )
    expect(held.when({ type: 'SuspendSitting' })).toBe('ballot-still-open')
    expect(held.when({ type: 'CloseSitting' })).toBe('ballot-still-open')
    expect(held.when({ type: 'StartAgendaItem', item: 'two' })).toBe('ballot-still-open')
    expect(held.when(openBallot('b2'))).toBe('ballot-still-open')
    const annulled = held.after({ type: 'VoidBallot', ballot: 'b1', reason: 'no' })
    expect(annulled.state.ballot).toMatchObject({ state: 'voided', held: null })
  })

  test('is held once, and only an open vote', () => {
    expect(held.when(hold)).toBe('ballot-held')
    expect(voting.when(resume)).toBe('ballot-not-held')
    expect(voting.after(close).when(hold)).toBe('ballot-not-open')
    expect(voting.when({ ...hold, ballot: 'b9' })).toBe('no-ballot')
  })
})

const bell = { type: 'BellRung', data: {} } as const

describe('more time', () => {
  const voting = openHouse({ members: 4 }).after(openBallot('b1', 'ordinary', 60_000))
  const closesAt = voting.state.ballot?.closesAt ?? 0

  test('is added to what is shown', () => {
    expect(voting.when(extend)).toMatchObject([{ data: { closesAt: closesAt + 60_000 } }])
    const twice = voting.after(extend).after(extend)
    expect(twice.state.ballot?.closesAt).toBe(closesAt + 120_000)
  })

  test('counts from now where the time is over, and from the pause where it is held', () => {
    const over = openHouse({ members: 4 }).after(openBallot('b1', 'ordinary', 1))
    const late = over.and(bell, bell, bell)
    const now = START + late.state.seq + 1
    expect(late.when(extend)).toMatchObject([{ data: { closesAt: now + 60_000 } }])
    const held = over.after(hold).and(bell, bell, bell)
    const since = held.state.ballot?.held?.since ?? 0
    expect(held.when(extend)).toMatchObject([{ data: { closesAt: since + 60_000 } }])
  })

  test('is for votes that run and have a limit', () => {
    expect(voting.after(close).when(extend)).toBe('ballot-not-open')
    expect(openHouse({ members: 4 }).after(openBallot()).when(extend)).toBe('no-time-limit')
  })
})
