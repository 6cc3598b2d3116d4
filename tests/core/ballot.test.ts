import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { ChamberEvent } from '../../controller/protocol/events.ts'
import { fromAfar, openBallot, openHouse, press, scheduledHouse, type Scene } from './given.ts'
import { ORDINARY } from './house.ts'

const house = { members: 4, remote: 1 }
const seat = (n: number): Actor => ({ kind: 'seat', seat: `s${n}` })
const vote = (member: string, choice: string, ballot = 'b1') =>
  ({ type: 'CastVote', ballot, member, choice }) as const
const close = { type: 'CloseBallot', ballot: 'b1' } as const
const declare = { type: 'DeclareResult', ballot: 'b1', accept: false } as const
const annul = { type: 'VoidBallot', ballot: 'b1', reason: 'test' } as const

const dataOf = <T extends ChamberEvent['type']>(type: T, happened: ChamberEvent[] | string) => {
  const event = Array.isArray(happened) ? happened.find((other) => other.type === type) : undefined
  if (event === undefined) throw new Error(`no ${type}, but ${JSON.stringify(happened)}`)
  return event.data as Extract<ChamberEvent, { type: T }>['data']
}
const resultOf = (scene: Scene) => dataOf('BallotClosed', scene.when(close)).result

describe('opening a vote', () => {
  test('freezes who may vote, how many members exist, the rule and the item', () => {
    const scene = openHouse(house, 3)
      .and(fromAfar('r1'))
      .after({ type: 'StartAgendaItem', item: 'two' })
    const data = dataOf('BallotOpened', scene.when(openBallot('b1', 'ordinary', 60_000)))
    expect(data).toMatchObject({
      electorate: ['m1', 'm2', 'm3', 'r1'],
      existing: 5,
      present: 4,
      item: 'two',
      rule: ORDINARY,
    })
    expect(data.closesAt).toBeGreaterThan(60_000)
  })

  test('leaves members afar out where they may not vote', () => {
    const scene = openHouse({ ...house, policy: { remoteVoting: false } }).and(fromAfar('r1'))
    expect(dataOf('BallotOpened', scene.when(openBallot()))).toMatchObject({
      electorate: ['m1', 'm2', 'm3', 'm4'],
      present: 4,
      existing: 5,
    })
    const voting = scene.after(openBallot())
    expect(voting.when(vote('r1', 'agree'), { kind: 'remote', member: 'r1' })).toBe(
      'no-remote-vote',
    )
  })

  test('needs a quorum, an open sitting, a known rule, an unused id, and no other vote', () => {
    expect(openHouse(house, 2).when(openBallot())).toBe('inquorate')
    expect(scheduledHouse(house).when(openBallot())).toBe('sitting-not-open')
    const scene = openHouse(house)
    expect(scene.after({ type: 'SuspendSitting' }).when(openBallot())).toBe('sitting-suspended')
    expect(scene.when(openBallot('b1', 'unheard-of'))).toBe('unknown-rule')
    const voting = scene.after(openBallot())
    expect(voting.when(openBallot('b2'))).toBe('ballot-still-open')
    expect(voting.after(close).when(openBallot())).toBe('ballot-exists')
    expect(voting.after(close).when(openBallot('b2'))).toHaveLength(1)
  })
})

describe('a vote', () => {
  const voting = openHouse(house).and(fromAfar('r1')).after(openBallot())

  test('keeps as evidence where it came from', () => {
    const place = { kind: 'seat', seat: 's1' }
    expect(voting.when(...press('c1', 7, 'choice-2', 'b1'))).toMatchObject([
      {
        type: 'VoteCast',
        data: {
          member: 'm1',
          choice: 'disagree',
          evidence: { place, console: 'c1', pressId: 'boot.7' },
        },
      },
    ])
    expect(voting.when(vote('m2', 'abstain'), seat(2))).toMatchObject([
      { data: { evidence: { place: { kind: 'seat', seat: 's2' }, console: null, pressId: null } } },
    ])
    expect(voting.when(vote('r1', 'agree'), { kind: 'remote', member: 'r1' })).toMatchObject([
      { data: { evidence: { place: { kind: 'remote' } } } },
    ])
  })

  test('may be changed until the close, and only to something else', () => {
    const voted = voting.after(...press('c1', 1, 'choice-1', 'b1'))
    expect(voted.when(...press('c1', 2, 'choice-1', 'b1'))).toBe('same-choice')
    const changed = voted.after(...press('c1', 3, 'choice-2', 'b1'))
    expect(changed.state.ballot?.votes.size).toBe(1)
    expect(resultOf(changed).counts).toMatchObject([{ count: 0 }, { count: 1 }, {}, {}])
  })

  test('is the press made last, also where it overtook the one before it', () => {
    const newest = voting.after(...press('c1', 5, 'choice-2', 'b1'))
    expect(newest.when(...press('c1', 4, 'choice-1', 'b1'))).toBe('overtaken-press')
    expect(newest.when(...press('c1', 6, 'choice-1', 'b1'))).toHaveLength(1)
  })

  test('is recorded again where another choice may still come from in between', () => {
    const first = voting.after(...press('c1', 1, 'choice-1', 'b1'))
    const third = first.after(...press('c1', 3, 'choice-1', 'b1'))
    expect(third.state.ballot?.votes.size).toBe(1)
    expect(third.when(...press('c1', 2, 'choice-2', 'b1'))).toBe('overtaken-press')
  })

  test('of a console that restarted is not replaced by what it had pressed before', () => {
    const [command] = press('c1', 1, 'choice-2', 'b1')
    const restartedBy = {
      ...{ kind: 'console' as const, console: 'c1' },
      ...{ pressId: 'later-boot.1', deviceAt: 0 },
    }
    const restarted = voting.after(...press('c1', 1, 'choice-1', 'b1')).after(command, restartedBy)
    expect(restarted.when(...press('c1', 2, 'choice-3', 'b1'))).toBe('overtaken-press')
  })

  test('is final where the first counts', () => {
    const rules = [{ ...ORDINARY, revision: 'first-counts' as const }]
    const scene = openHouse({ ...house, rules })
      .after(openBallot())
      .after(vote('m1', 'agree'), seat(1))
    expect(scene.when(vote('m1', 'disagree'), seat(1))).toBe('already-voted')
  })

  test('is never counted in another vote than the console showed', () => {
    const next = voting.after(close).after(openBallot('b2'))
    expect(next.when(...press('c1', 1, 'choice-1', 'b1'))).toBe('other-ballot')
    expect(next.when(...press('c1', 2, 'choice-1', null))).toBe('other-ballot')
    expect(next.when(vote('m1', 'agree', 'b1'), seat(1))).toBe('other-ballot')
    expect(next.when(...press('c1', 3, 'choice-1', 'b2'))).toHaveLength(1)
  })

  test('is refused by name where there is nothing to vote on or no such choice', () => {
    expect(openHouse(house).when(...press('c1', 1, 'choice-1', 'b1'))).toBe('no-ballot')
    expect(voting.when(...press('c1', 1, 'choice-5', 'b1'))).toBe('unknown-choice')
    expect(voting.when(vote('m1', 'maybe'), seat(1))).toBe('unknown-choice')
    expect(voting.after(close).when(...press('c1', 1, 'choice-1', 'b1'))).toBe('ballot-closed')
  })

  test('is for those who were present when it was opened, and still are', () => {
    const scene = openHouse(house, 3).after(openBallot())
    const late = scene.after(...press('c4', 1, 'present'))
    expect(late.when(...press('c4', 2, 'choice-1', 'b1'))).toBe('not-in-electorate')
    const gone = scene.after({ type: 'SignOut', member: 'm1' })
    expect(gone.when(...press('c1', 1, 'choice-1', 'b1'))).toBe('seat-empty')
    expect(gone.when(vote('m1', 'agree'), seat(1))).toBe('not-present')
  })

  test('stands when the voter leaves before the close', () => {
    const left = voting.after(vote('m1', 'agree'), seat(1)).after({ type: 'SignOut', member: 'm1' })
    expect(resultOf(left)).toMatchObject({ cast: 1, present: 4, silent: ['m2', 'm3', 'm4', 'r1'] })
  })
})

test('the order in which members vote changes nothing', () => {
  const voting = openHouse({ members: 6 }).after(openBallot())
  const votes = ['agree', 'disagree', 'agree', 'abstain', 'no-vote'].map((choice, n) => ({
    n: n + 1,
    choice,
  }))
  const after = (order: typeof votes) =>
    resultOf(
      order.reduce((scene, { n, choice }) => scene.after(vote(`m${n}`, choice), seat(n)), voting),
    )
  const expected = after(votes)
  fc.assert(
    fc.property(fc.shuffledSubarray(votes, { minLength: 5 }), (order) => {
      expect(after(order)).toEqual(expected)
    }),
  )
})

describe('closing, declaring, annulling', () => {
  const voting = openHouse(house)
    .after(openBallot())
    .after(vote('m1', 'agree'), seat(1))
    .after(vote('m2', 'agree'), seat(2))
    .after(vote('m3', 'disagree'), seat(3))

  test('names the silent, shows the arithmetic', () => {
    expect(resultOf(voting)).toMatchObject({
      outcome: 'carried',
      counts: [
        { choice: 'agree', count: 2 },
        { choice: 'disagree', count: 1 },
        { choice: 'abstain', count: 0 },
        { choice: 'no-vote', count: 0 },
      ],
      cast: 3,
      present: 4,
      existing: 5,
      silent: ['m4'],
      decision: { holds: true, formula: '2 > 1' },
      quorum: { holds: true, formula: '3 ≥ 3 = ⌈5 × 1/2⌉' },
    })
  })

  test('come in that order, each once', () => {
    expect(voting.when(declare)).toBe('ballot-still-open')
    const closed = voting.after(close)
    expect(closed.when(close)).toBe('ballot-not-open')
    const declared = closed.after(declare)
    expect(declared.when(declare)).toBe('ballot-already-declared')
    expect(closed.when({ type: 'CloseBallot', ballot: 'b9' })).toBe('no-ballot')
  })

  test('a vote is annulled at any time, once, and stays with its votes', () => {
    for (const scene of [voting, voting.after(close), voting.after(close).after(declare)]) {
      const void_ = scene.after(annul)
      expect(void_.state.ballot).toMatchObject({ state: 'voided', voidedBecause: 'test' })
      expect(void_.state.ballot?.votes.size).toBe(3)
      expect(void_.when(annul)).toBe('ballot-voided')
      expect(void_.when(declare)).toBe('ballot-voided')
      expect(void_.when(vote('m4', 'agree'), seat(4))).toBe('ballot-closed')
    }
  })

  test('an earlier vote can still be declared after the next one was opened', () => {
    const next = voting.after(close).after(openBallot('b2')).after(declare)
    expect(next.state.pastBallots).toMatchObject([{ id: 'b1', state: 'declared' }])
    expect(next.state.ballot?.state).toBe('open')
  })
})
