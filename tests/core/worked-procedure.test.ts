import { describe, expect, test } from 'vitest'
import { decide } from '../../controller/core/decide.ts'
import { evolve } from '../../controller/core/evolve.ts'
import type { ChamberState } from '../../controller/core/state.ts'
import { roomView } from '../../controller/core/view/room.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Rule } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { openBallot, openHouse, press, seated, Scene } from './given.ts'
import { CHAIR, NO_CONFIDENCE, ORDINARY } from './house.ts'

const CLOSE: Command = { type: 'CloseBallot', ballot: 'b1' }
const DECLARE: Command = { type: 'DeclareResult', ballot: 'b1', accept: true }
const recount = (demandedBy: number): Command => ({
  ...{ type: 'OpenRecount', ballot: 'b2', of: 'b1', demandedBy },
})
const COUNTED_AGAIN: Rule = { ...ORDINARY, recount: { margin: 25, demandedBy: 20 } }

/** The same at its end only: several hundred presses in one go. */
function given(scene: Scene, attempts: readonly (readonly [Command, Actor])[]): Scene {
  const last = attempts.reduce<ChamberState>((state, [command, by]) => {
    const at = state.seq + 1
    const decision = decide(state, command, by, at)
    if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.code}`)
    return decision.events.reduce(
      (before, event) =>
        evolve(before, { ...event, seq: before.seq + 1, at, cause: { by, command: '' } }),
      state,
    )
  }, scene.state)
  return new Scene(last)
}

/** So many press the first key, so many the second, and so on, in the order of their seats. */
function voted(scene: Scene, ...keys: number[]): Scene {
  const pressed = keys.flatMap((count, at) => Array<number>(count).fill(at + 1))
  return given(
    scene,
    pressed.map((key, at) => press(`c${at + 1}`, 9, `choice-${key}`, 'b1')),
  )
}

const left = (scene: Scene, from: number, to: number): Scene =>
  given(
    scene,
    Array.from({ length: to - from + 1 }, (_, at) => [
      { type: 'SignOut', member: `m${from + at}` },
      { kind: 'desk', user: 'officer' },
    ]),
  )

const outcomeOf = ({ state }: Scene) => state.ballot?.result?.outcome

describe('worked cases of the rules, as they happened', () => {
  test('5: 332 declared present of 494, then 223 to 1: annulled, and both stay on record', () => {
    const house = { members: 494, policy: { presenceCheck: 'required' as const } }
    const checking = openHouse(house, 332).after({ type: 'StartPresenceCheck', check: 'k1' })
    const declared = given(
      checking,
      Array.from({ length: 332 }, (_, at) => press(`c${at + 1}`, 8, 'present')),
    )
    expect(roomView(declared.state).presenceCheck).toMatchObject({
      declared: 332,
      quorum: { holds: true },
    })
    const open = declared.after({ type: 'EndPresenceCheck', check: 'k1' }).after(openBallot())
    const closed = voted(open, 223, 1).after(CLOSE)
    expect(closed.state.ballot?.result).toMatchObject({
      outcome: 'inquorate',
      cast: 224,
      quorum: { holds: false },
    })
    const annulled = closed.after({ type: 'VoidBallot', ballot: 'b1', reason: 'No quorum.' })
    expect(roomView(annulled.state)).toMatchObject({
      presenceCheck: { declared: 332 },
      ballot: { state: 'voided', voidedBecause: 'No quorum.' },
    })
    expect(annulled.state.ballot?.result?.cast).toBe(224)
  })

  test('6: 234 to 230, a recount is demanded; a walk-out leaves 92: there is none', () => {
    const house = { members: 500, rules: [COUNTED_AGAIN] }
    const declared = voted(openHouse(house, 464).after(openBallot()), 234, 230)
      .after(CLOSE)
      .after(DECLARE)
    expect(outcomeOf(declared)).toBe('carried')
    expect(left(declared, 93, 464).when(recount(20))).toBe('inquorate')
    const called = left(declared.after(recount(20)), 93, 464)
    const answered = given(
      called,
      [...(called.state.ballot?.call?.order ?? [])].flatMap((member): [Command, Actor][] => {
        const desk: Actor = { kind: 'desk', user: 'clerk' }
        const here = called.state.roll.persons.has(member)
        return [
          [{ type: 'CallNext', ballot: 'b2' }, desk],
          here
            ? [{ type: 'AnswerCall', ballot: 'b2', member, choice: 'agree' }, desk]
            : [{ type: 'SkipCalled', ballot: 'b2' }, desk],
        ]
      }),
    )
    const closed = answered.after({ type: 'CloseBallot', ballot: 'b2' })
    expect(closed.state.ballot?.result).toMatchObject({ outcome: 'inquorate', cast: 92 })
    expect(closed.state.pastBallots[0]?.result).toEqual(declared.state.ballot?.result)
  })

  test('7: 250 to 250 of 500: the chair decides, or more than half of existing is not reached', () => {
    const house = { members: 500, rules: [ORDINARY, NO_CONFIDENCE] }
    const chaired = openHouse(house).and(seated(CHAIR.member, CHAIR.seat))
    const tied = voted(chaired.after(openBallot()), 250, 250).after(CLOSE)
    expect(outcomeOf(tied)).toBe('tie')
    const settled = tied.after(...press(CHAIR.console, 1, 'choice-1', 'b1'))
    expect(settled.state.ballot?.result).toMatchObject({ outcome: 'carried', cast: 500 })
    expect(settled.state.ballot?.result?.decision.formula).toBe('251 > 250')
    const failed = voted(chaired.after(openBallot('b1', 'no-confidence')), 250, 250).after(CLOSE)
    expect(outcomeOf(failed)).toBe('not-carried')
    expect(failed.when(...press(CHAIR.console, 1, 'choice-1', 'b1'))).toBe('ballot-closed')
  })

  test('8: exactly 25 apart is counted again on the demand of 20, 26 apart is not', () => {
    const open = openHouse({ members: 500, rules: [COUNTED_AGAIN] }).after(openBallot())
    const close = voted(open, 250, 225).after(CLOSE).after(DECLARE)
    expect(close.when(recount(20))).toMatchObject([
      { type: 'BallotOpened', data: { supporters: 20, origin: { kind: 'recount', of: 'b1' } } },
    ])
    expect(close.when(recount(19))).toBe('too-few-demand')
    const apart = voted(open, 250, 224).after(CLOSE).after(DECLARE)
    expect(apart.when(recount(500))).toBe('recount-not-allowed')
  })

  test('9: all abstain: nothing is decided, and there is nothing for the chair to settle', () => {
    const open = openHouse({ members: 300 }).and(seated(CHAIR.member, CHAIR.seat))
    const closed = voted(open.after(openBallot()), 0, 0, 300).after(CLOSE)
    expect(outcomeOf(closed)).toBe('no-decision')
    const settle: Command = { type: 'GiveCastingVote', ballot: 'b1', choice: 'agree' }
    expect(closed.when(settle, { kind: 'seat', seat: CHAIR.seat })).toBe('no-tie')
  })

  test('10: the console failed: said aloud, attested by two officers, shown apart', () => {
    const open = voted(openHouse({ members: 10 }).after(openBallot()), 5, 4)
    const officer = (user: string): Actor => ({ kind: 'desk', user })
    const said: Command = {
      ...{ type: 'AddOralVote', ballot: 'b1', member: 'm10', choice: 'disagree' },
      reason: 'The console at s10 is dark.',
    }
    const attested: Command = { type: 'AttestOralVote', ballot: 'b1', member: 'm10' }
    const heard = open.after(said, officer('first'))
    expect(outcomeOf(heard.after(CLOSE))).toBe('carried')
    const declared = heard.after(attested, officer('second')).after(CLOSE).after(DECLARE)
    expect(roomView(declared.state).ballot).toMatchObject({
      result: { outcome: 'tie', cast: 10 },
      oral: [{ member: 'm10', choice: 'disagree', officers: ['first', 'second'] }],
    })
  })
})
