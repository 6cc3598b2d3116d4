import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Rule } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { mayCommand } from '../../controller/core/authority.ts'
import { callOrder } from '../../controller/core/ballot/roll-call.ts'
import { consoleAim } from '../../controller/core/desire.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { seatView } from '../../controller/core/view/seat.ts'
import { given, openBallot, openHouse, press, type Scene } from './given.ts'
import { houseOf, ORDINARY } from './house.ts'

const byName: Rule = { ...ORDINARY, id: 'by-name', method: 'roll-call' }
const next = { type: 'CallNext', ballot: 'b1' } as const
const skip = { type: 'SkipCalled', ballot: 'b1' } as const
const second = { type: 'CallMissing', ballot: 'b1' } as const
const back = (member: string) => ({ type: 'CallBack', ballot: 'b1', member }) as const
const close = { type: 'CloseBallot', ballot: 'b1' } as const
const answer = (member: string, choice = 'agree') =>
  ({ type: 'AnswerCall', ballot: 'b1', member, choice }) as const
const calledIn = ({ state }: Scene) => state.ballot?.call?.called

describe('a roll call', () => {
  const calling = openHouse({ members: 4, rules: [byName] }).after(openBallot('b1', 'by-name'))
  const first = calling.after(next)

  test('calls one after the other, and each answer is that of who is called', () => {
    expect(first.state.ballot?.call?.order).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(calledIn(first)).toBe('m1')
    expect(first.when(answer('m2'))).toBe('not-called')
    expect(first.when(next)).toBe('answer-awaited')
    expect(first.when(answer('m1'))).toMatchObject([
      { type: 'VoteCast', data: { member: 'm1', evidence: { called: true } } },
    ])
    const corrected = first.after(answer('m1')).after(answer('m1', 'disagree'))
    expect(corrected.state.ballot?.votes.get('m1')?.choice).toBe('disagree')
    expect(corrected.after(next).when(answer('m1'))).toBe('not-called')
  })

  test('lights the keys of who is called and of nobody else', () => {
    expect(consoleAim(first.state, 'c1').ballot).toMatchObject({ id: 'b1' })
    expect(consoleAim(first.state, 'c2').ballot).toBeNull()
    expect(seatView(first.state, 's1')?.ballot).toMatchObject({ called: true, mayVote: true })
    expect(seatView(first.state, 's2')?.ballot).toMatchObject({
      called: false,
      mayVote: false,
      whyNot: 'not-called',
    })
    expect(first.when(...press('c2', 1, 'choice-1', 'b1'))).toBe('not-called')
    expect(first.after(...press('c1', 1, 'choice-1', 'b1')).state.ballot?.votes.size).toBe(1)
  })

  test('comes back to whoever did not answer, in turn or out of it', () => {
    const skipped = first.after(skip)
    expect(skipped.when(skip)).toBe('nobody-called')
    expect(roomView(skipped.state).ballot?.call).toMatchObject({
      called: null,
      missing: ['m1'],
      next: 'm2',
      left: 3,
      done: 0,
    })
    const returned = skipped.after(back('m1')).after(answer('m1')).after(next)
    expect(calledIn(returned)).toBe('m2')
    expect(skipped.when(back('nobody'))).toBe('not-in-electorate')
  })

  test('ends its first call before the second, and both before the close', () => {
    expect(first.when(close)).toBe('call-not-finished')
    const answered = first.after(answer('m1')).after(next).after(skip)
    expect(answered.when(close)).toBe('call-not-finished')
    expect(answered.when(second)).toBe('call-not-finished')
    const rest = answered.after(next).after(answer('m3')).after(next).after(skip)
    expect(rest.when(next)).toBe('call-finished')
    expect(rest.when(close)).toMatchObject([{ type: 'BallotClosed' }])
    expect(rest.when(second)).toMatchObject([{ data: { members: ['m2', 'm4'] } }])
    const again = rest.after(second).after(next)
    expect(calledIn(again)).toBe('m2')
    expect(again.after(answer('m2')).when(close)).toBe('call-not-finished')
    const done = again.after(answer('m2')).after(next).after(skip)
    expect(done.when(second)).toBe('call-finished')
    expect(done.when(close)).toMatchObject([{ data: { result: { cast: 3 } } }])
  })

  test('has no second call where nobody is missing, and none of it is for other votes', () => {
    const all = ['m1', 'm2', 'm3', 'm4'].reduce(
      (scene, member) => scene.after(next).after(answer(member)),
      calling,
    )
    expect(all.when(second)).toBe('nobody-missing')
    const machine = openHouse({ members: 4 }).after(openBallot())
    expect(machine.when(next)).toBe('no-roll-call')
    expect(calling.after({ type: 'HoldBallot', ballot: 'b1', reason: 'x' }).when(next)).toBe(
      'ballot-held',
    )
  })

  test('closes at once: nothing that is said aloud is still on its way', () => {
    const rules = [byName]
    const slow = openHouse({ members: 1, rules, policy: { lateWindowMs: 500 } })
      .after(openBallot('b1', 'by-name'))
      .after(next)
      .after(answer('m1'))
    expect(slow.when(close)).toMatchObject([{ type: 'BallotClosed' }])
  })
})

describe('the order of the names', () => {
  const named = (names: readonly string[]) => {
    const chamber = houseOf({ members: names.length })
    const members = chamber.members.map((member) => {
      const th = names[Number(member.id.slice(1)) - 1] ?? member.name.th
      return { ...member, name: { th, en: th } }
    })
    return given({ type: 'ChamberConfigured', data: { chamber: { ...chamber, members } } }).state
  }

  test('is that of the Thai alphabet: a vowel written before its consonant is read after it', () => {
    const state = named(['เกรียงไกร', 'ขวัญ', 'กมล', 'แก้ว', 'ไข่มุก', 'กาญจนา'])
    const order = callOrder(state, ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'])
    const names = order.map((id) => state.index.members.get(id)?.name.th)
    expect(names).toEqual(['กมล', 'กาญจนา', 'เกรียงไกร', 'แก้ว', 'ขวัญ', 'ไข่มุก'])
  })

  test('is total and complete, however the voters are listed', () => {
    const name = fc.constantFrom('กมล', 'เกศ', 'ขวัญ', 'แข', 'a', 'B', '')
    const listed = fc.array(name, { minLength: 1, maxLength: 12 }).chain((names) => {
      const members = names.map((_, n) => `m${n + 1}`)
      const all = { minLength: members.length, maxLength: members.length }
      return fc.tuple(fc.constant(names), fc.shuffledSubarray(members, all))
    })
    fc.assert(
      fc.property(listed, ([names, shuffled]) => {
        const state = named(names)
        const members = names.map((_, n) => `m${n + 1}`)
        expect(callOrder(state, shuffled)).toEqual(callOrder(state, members))
        expect(callOrder(state, members).sort()).toEqual([...members].sort())
      }),
    )
  })
})

describe('a recount', () => {
  const rules: Rule[] = [{ ...ORDINARY, recount: { margin: 1, demandedBy: 2 } }]
  const demand = (demandedBy = 2, ballot = 'b2'): Command => ({
    ...{ type: 'OpenRecount', ballot, of: 'b1', demandedBy },
  })
  const voted = (...keys: (1 | 2)[]) =>
    keys
      .reduce<Scene>(
        (scene, key, n) => scene.after(...press(`c${n + 1}`, 1, `choice-${key}`, 'b1')),
        openHouse({ members: 4, rules }).after(openBallot()),
      )
      .after(close)
  const declared = voted(1, 1, 2).after({ type: 'DeclareResult', ballot: 'b1', accept: true })

  test('is a roll call of its own and changes nothing of what was counted', () => {
    const original = declared.state.ballot
    const opened = declared.after(demand())
    expect(opened.state.ballot).toMatchObject({
      id: 'b2',
      origin: { kind: 'recount', of: 'b1' },
      supporters: 2,
      rule: { id: 'ordinary', method: 'roll-call', recount: null },
    })
    expect(opened.state.ballot?.votes.size).toBe(0)
    expect(opened.state.pastBallots).toEqual([original])
    const counted = ['m1', 'm2', 'm3', 'm4'].reduce(
      (scene, member) =>
        scene
          .after({ type: 'CallNext', ballot: 'b2' })
          .after({ type: 'AnswerCall', ballot: 'b2', member, choice: 'disagree' }),
      opened,
    )
    const closed = counted.after({ type: 'CloseBallot', ballot: 'b2' })
    expect(closed.state.ballot?.result?.outcome).toBe('not-carried')
    expect(closed.state.pastBallots).toEqual([original])
  })

  test('is for a close result, on demand, once, with a quorum', () => {
    expect(declared.when(demand(1))).toBe('too-few-demand')
    expect(voted(1, 1, 1, 2).when(demand())).toBe('recount-not-allowed')
    expect(declared.after(demand()).when(demand(2, 'b3'))).toBe('ballot-still-open')
    const annulled = declared
      .after(demand())
      .after({ type: 'VoidBallot', ballot: 'b2', reason: 'no' })
    expect(annulled.when(demand(2, 'b3'))).toHaveLength(1)
    const left = ['m1', 'm2', 'm3'].reduce(
      (scene, member) => scene.after({ type: 'SignOut', member }),
      declared,
    )
    expect(left.when(demand())).toBe('inquorate')
    const open = openHouse({ members: 4, rules }).after(openBallot())
    expect(open.when(demand())).toBe('ballot-still-open')
  })
})

describe('taking over by roll call', () => {
  const takeOver = {
    ...({ type: 'TakeOverByRollCall', ballot: 'b2', of: 'b1' } as const),
    reason: 'The power failed.',
  }
  const half = openHouse({ members: 4 })
    .after(openBallot())
    .after(...press('c1', 1, 'choice-1', 'b1'))

  test('is one step: the partial vote is void and kept, and its voters are called', () => {
    const events = half.when(takeOver)
    expect(events).toMatchObject([
      { type: 'BallotVoided', data: { ballot: 'b1', reason: 'The power failed.' } },
      {
        type: 'BallotOpened',
        data: { ballot: 'b2', origin: { kind: 'takeover', of: 'b1' }, existing: 4 },
      },
    ])
    const taken = half.after({ type: 'SignOut', member: 'm4' }).after(takeOver)
    expect(taken.state.ballot?.call?.order).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(taken.state.ballot?.votes.size).toBe(0)
    expect(taken.state.pastBallots).toMatchObject([{ id: 'b1', state: 'voided' }])
    expect(taken.state.pastBallots[0]?.votes.size).toBe(1)
  })

  test('works from a vote that is held, awaits late votes, or was closed and not declared', () => {
    const hold: Command = { type: 'HoldBallot', ballot: 'b1', reason: 'x' }
    expect(half.after(hold).when(takeOver)).toHaveLength(2)
    expect(half.after(close).when(takeOver)).toHaveLength(2)
    const slow = openHouse({ members: 4, policy: { lateWindowMs: 500 } }).after(openBallot())
    expect(slow.after(close).when(takeOver)).toHaveLength(2)
    const declare: Command = { type: 'DeclareResult', ballot: 'b1', accept: true }
    expect(half.after(close).after(declare).when(takeOver)).toBe('ballot-not-open')
  })

  test('given a closed vote and a suspended sitting, or a presence check, when it is taken over, it is refused', () => {
    const closed = half.after(close)
    expect(closed.after({ type: 'SuspendSitting' }).when(takeOver)).toBe('sitting-suspended')
    const checking = closed.after({ type: 'StartPresenceCheck', check: 'check-1' })
    expect(checking.when(takeOver)).toBe('presence-check-running')
  })

  test('is for votes by machine', () => {
    const called = openHouse({ members: 4, rules: [byName] }).after(openBallot('b1', 'by-name'))
    expect(called.when(takeOver)).toBe('takeover-not-allowed')
    expect(half.when({ ...takeOver, of: 'b9' })).toBe('no-ballot')
    expect(half.when({ ...takeOver, ballot: 'b1' })).toBe('ballot-exists')
  })
})

test('whoever is not the desk calls nobody', () => {
  const { state } = openHouse({ members: 2 })
  const seat: Actor = { kind: 'seat', seat: 's1' }
  for (const command of [next, skip, second, answer('m1')])
    expect(mayCommand(seat, command, state)).toBe(false)
})
