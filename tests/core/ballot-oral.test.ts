import { describe, expect, test } from 'vitest'
import type { Actor } from '../../controller/protocol/actors.ts'
import { violatedDeep } from '../../controller/core/invariants.ts'
import { consoleAim } from '../../controller/core/desire.ts'
import { mayCommand } from '../../controller/core/authority.ts'
import { deskView } from '../../controller/core/view/desk.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { seatView } from '../../controller/core/view/seat.ts'
import { live, openBallot, openHouse, press, seated, type Scene } from './given.ts'
import { CHAIR } from './house.ts'

const close = { type: 'CloseBallot', ballot: 'b1' } as const
const declare = { type: 'DeclareResult', ballot: 'b1', accept: true } as const
const officer = (user: string): Actor => ({ kind: 'desk', user })
const chairSeat: Actor = { kind: 'seat', seat: CHAIR.seat }
const settle = (choice: string) => ({ type: 'GiveCastingVote', ballot: 'b1', choice }) as const
const say = (member: string, choice = 'agree') =>
  ({ type: 'AddOralVote', ballot: 'b1', member, choice, reason: 'The console is dark.' }) as const
const attest = (member: string) => ({ type: 'AttestOralVote', ballot: 'b1', member }) as const

/** Six members of whom the first four vote by these keys; the chair sits in its seat. */
const voted = (...keys: (1 | 2 | 3)[]) =>
  keys.reduce<Scene>(
    (scene, key, n) => scene.after(...press(`c${n + 1}`, 1, `choice-${key}`, 'b1')),
    openHouse({ members: 6 }).and(seated(CHAIR.member, CHAIR.seat)).after(openBallot()),
  )
const countsIn = (scene: Scene) =>
  scene.state.ballot?.result?.counts.slice(0, 2).map(({ count }) => count)

describe('the casting vote', () => {
  const tied = voted(1, 1, 2, 2).after(close)

  test('settles a tie for or against, and stands beside the count', () => {
    const carried = tied.after(settle('agree'), chairSeat)
    expect(carried.state.ballot).toMatchObject({
      casting: { member: CHAIR.member, choice: 'agree' },
      result: { outcome: 'carried', cast: 4 },
    })
    expect(tied.after(settle('disagree'), chairSeat).state.ballot?.result?.outcome).toBe(
      'not-carried',
    )
    expect(tied.when(settle('abstain'), chairSeat)).toBe('unknown-choice')
  })

  test('is asked of the chair alone, by key too, once', () => {
    expect(consoleAim(tied.state, CHAIR.console).ballot).toMatchObject({ id: 'b1', recorded: 0 })
    expect(consoleAim(tied.state, 'c1').ballot).toBeNull()
    expect(seatView(tied.state, CHAIR.seat)?.ballot?.casting).toBe(true)
    expect(seatView(tied.state, 's1')?.ballot?.casting).toBe(false)
    const pressed = tied.after(...press(CHAIR.console, 1, 'choice-2', 'b1'))
    expect(pressed.state.ballot?.casting?.choice).toBe('disagree')
    expect(pressed.when(settle('agree'), chairSeat)).toBe('no-tie')
    expect(consoleAim(pressed.state, CHAIR.console).ballot).toBeNull()
    expect(tied.when(settle('agree'), { kind: 'seat', seat: 's1' })).toBe('not-the-chair')
    expect(mayCommand(officer('one'), settle('agree'), tied.state)).toBe(false)
    expect(mayCommand(chairSeat, settle('agree'), tied.state)).toBe(true)
  })

  test('is given by whoever sees the figures: the chair’s seat alone, once nothing is asked', () => {
    expect(seatView(tied.state, CHAIR.seat)?.ballot?.preview).toMatchObject({ outcome: 'tie' })
    expect(seatView(tied.state, 's1')?.ballot?.preview).toBeNull()
    expect(roomView(tied.state).ballot?.result).toBeNull()
    const asked = voted(1, 1, 2).after({ type: 'SignOut', member: 'm1' })
    const left = asked
      .after({ type: 'SignOut', member: 'm2' })
      .after({ type: 'SignOut', member: 'm4' })
      .after({ type: 'SignOut', member: 'm5' })
      .after({ type: 'SignOut', member: 'm6' })
      .after(close)
    expect(left.state.ballot?.result?.sanity).toMatchObject([{ kind: 'ask' }])
    expect(seatView(left.state, CHAIR.seat)?.ballot?.preview).toBeNull()
    const declared = tied.after(declare)
    expect(seatView(declared.state, CHAIR.seat)?.ballot?.preview).toBeNull()
  })

  test('is given after the declaration too, and only where there is a tie', () => {
    const declared = tied.after(declare)
    expect(roomView(declared.state).ballot?.result?.outcome).toBe('tie')
    const settled = declared.after(settle('agree'), chairSeat)
    expect(roomView(settled.state).ballot).toMatchObject({
      state: 'declared',
      result: { outcome: 'carried' },
      casting: { choice: 'agree' },
    })
    expect(voted(1, 1, 2, 3).after(close).when(settle('agree'), chairSeat)).toBe('no-tie')
    expect(voted(1, 2).when(settle('agree'), chairSeat)).toBe('no-tie')
  })
})

describe('a casting vote and what is said aloud around it', () => {
  const add = (scene: Scene, member: string, choice: string) =>
    scene.after(say(member, choice), officer('one')).after(attest(member), officer('two'))
  const standing = ({ state }: Scene) => roomView(state).ballot?.corrections.at(-1)?.result
  const tied = voted(1, 1, 2, 2).after(close)

  test('counts wherever the count is a tie, and nowhere else', () => {
    const settled = tied.after(settle('disagree'), chairSeat)
    const ended = add(settled, 'm5', 'agree')
    expect(countsIn(ended)).toEqual([3, 2])
    expect(ended.state.ballot?.result?.outcome).toBe('carried')
    expect(deskView(ended.state, live()).ballot?.casting).toBeNull()
    const again = add(ended, 'm6', 'disagree')
    expect(countsIn(again)).toEqual([3, 4])
    expect(deskView(again.state, live()).ballot?.casting).toMatchObject({ choice: 'disagree' })
    for (const scene of [ended, again]) expect(violatedDeep(scene.state)).toBeNull()
  })

  test('settles what a correction came to, and leaves what was declared', () => {
    const declared = voted(1, 1, 2).after(close).after(declare)
    expect(declared.when(settle('agree'), chairSeat)).toBe('no-tie')
    const corrected = add(declared, 'm4', 'disagree')
    expect(standing(corrected)?.outcome).toBe('tie')
    expect(seatView(corrected.state, CHAIR.seat)?.ballot?.casting).toBe(true)
    const settled = corrected.after(settle('disagree'), chairSeat)
    expect(standing(settled)).toMatchObject({ outcome: 'not-carried', cast: 4 })
    expect(settled.state.ballot?.result).toEqual(declared.state.ballot?.result)
    expect(roomView(settled.state).ballot?.casting).toMatchObject({ choice: 'disagree' })
    expect(settled.when(settle('agree'), chairSeat)).toBe('no-tie')
    expect(violatedDeep(settled.state)).toBeNull()
  })

  test('is not given on a declared tie that a correction has ended', () => {
    const corrected = add(tied.after(declare), 'm5', 'agree')
    expect(corrected.when(settle('disagree'), chairSeat)).toBe('no-tie')
    expect(seatView(corrected.state, CHAIR.seat)?.ballot?.casting).toBe(false)
  })
})

describe('a vote said aloud', () => {
  const open = voted(1, 2)
  const heard = open.after(say('m5'), officer('one'))

  test('counts once a second officer attests it', () => {
    expect(heard.state.ballot?.votes.size).toBe(2)
    expect(deskView(heard.state, live()).oral).toMatchObject([
      { ballot: 'b1', member: 'm5', choice: 'agree', by: 'one' },
    ])
    expect(heard.when(attest('m5'), officer('one'))).toBe('same-officer')
    const added = heard.after(attest('m5'), officer('two'))
    expect(added.state.ballot?.oral).toEqual([])
    expect(countsIn(added.after(close))).toEqual([2, 1])
    expect(added.after(close).state.ballot?.result?.sanity).toMatchObject([
      { code: 'oral-votes', kind: 'note', members: ['m5'] },
    ])
    expect(open.when(attest('m5'), officer('two'))).toBe('no-oral-vote')
  })

  test('is vouched for by persons, never by a program or a seat', () => {
    expect(open.when(say('m5'), officer('api-clerk'))).toBe('not-allowed')
    expect(heard.when(attest('m5'), officer('api-clerk'))).toBe('not-allowed')
    expect(mayCommand({ kind: 'seat', seat: 's5' }, say('m5'), open.state)).toBe(false)
  })

  test('is shown apart, with its officers, once the result is', () => {
    const added = heard.after(attest('m5'), officer('two'))
    expect(roomView(added.state).ballot).toMatchObject({ oralCast: 1, oral: null, cast: 3 })
    const declared = added.after(close).after(declare)
    expect(roomView(declared.state).ballot).toMatchObject({
      oral: [{ member: 'm5', choice: 'agree', officers: ['one', 'two'] }],
    })
  })

  test('is of an existing member without a vote, in a vote that is not held or void', () => {
    expect(open.when(say('m1'), officer('one'))).toBe('already-voted')
    expect(open.when(say('nobody'), officer('one'))).toBe('unknown-member')
    expect(open.when(say(CHAIR.member), officer('one'))).toBe('not-a-member')
    expect(open.when(say('m5', 'perhaps'), officer('one'))).toBe('unknown-choice')
    const held = open.after({ type: 'HoldBallot', ballot: 'b1', reason: 'x' })
    expect(held.when(say('m5'), officer('one'))).toBe('ballot-held')
    const added = heard.after(attest('m5'), officer('two'))
    expect(added.when(...press('c5', 1, 'choice-2', 'b1'))).toBe('already-voted')
    expect(added.when(say('m5'), officer('one'))).toBe('already-voted')
  })

  test('that was a console’s meanwhile is not counted a second time', () => {
    const pressed = heard.after(...press('c5', 1, 'choice-2', 'b1'))
    expect(pressed.when(attest('m5'), officer('two'))).toBe('already-voted')
    expect(countsIn(pressed.after(close))).toEqual([1, 2])
  })

  test('after the close is in the result that is declared; who was there is as it was', () => {
    const closed = voted(1, 1, 2).after(close).after({ type: 'SignOut', member: 'm6' })
    const added = closed.after(say('m5'), officer('one')).after(attest('m5'), officer('two'))
    expect(countsIn(added)).toEqual([3, 1])
    expect(added.state.ballot?.result).toMatchObject({
      cast: 4,
      present: 6,
      silent: ['m4', 'm6'],
      quorum: { holds: true },
    })
  })

  test('is taken down for an earlier vote of the sitting too, and corrects it', () => {
    const earlier = voted(1, 2, 2)
      .after(close)
      .after(declare)
      .after({ ...openBallot('b2') })
    const said = earlier.after(say('m5'), officer('one'))
    expect(deskView(said.state, live()).oral).toMatchObject([{ ballot: 'b1', member: 'm5' }])
    const corrected = said.after(attest('m5'), officer('two'))
    expect(deskView(corrected.state, live()).earlier).toMatchObject([
      { id: 'b1', outcome: 'tie', choices: [{ id: 'agree' }, {}, {}, {}] },
    ])
    expect(corrected.state.ballot?.votes.size).toBe(0)
    expect(corrected.after(settle('agree'), chairSeat).state.pastBallots).toMatchObject([
      { corrections: [{ result: { outcome: 'carried' } }] },
    ])
    expect(violatedDeep(corrected.state)).toBeNull()
  })

  test('after the declaration corrects what was declared, which stays', () => {
    const declared = voted(1, 2, 2).after(close).after(declare)
    const before = declared.state.ballot?.result
    const added = declared.after(say('m5'), officer('one')).after(attest('m5'), officer('two'))
    const again = added.after(say('m6'), officer('two')).after(attest('m6'), officer('one'))
    expect(again.state.ballot?.result).toEqual(before)
    expect(roomView(again.state).ballot?.corrections).toMatchObject([
      { member: 'm5', officers: ['one', 'two'], result: { outcome: 'tie', cast: 4 } },
      { member: 'm6', officers: ['two', 'one'], result: { outcome: 'carried', cast: 5 } },
    ])
  })
})
