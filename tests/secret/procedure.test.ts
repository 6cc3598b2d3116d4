import { describe, expect, test } from 'vitest'
import { mayCommand } from '../../controller/core/authority.ts'
import { consoleAim } from '../../controller/core/desire.ts'
import { deskView } from '../../controller/core/view/desk.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { seatView } from '../../controller/core/view/seat.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Rule } from '../../controller/protocol/chamber.ts'
import { DESK, live, openBallot, openHouse, press, SYSTEM, type Scene } from '../core/given.ts'
import { houseOf, ORDINARY } from '../core/house.ts'

const SECRET: Rule = { ...ORDINARY, id: 'secret', method: 'secret' }
const KEYS = ['A', 'B', 'C', 'D'].map((letter) => letter.repeat(43))
const [ADA_KEY = '', BEN_KEY = '', BOX_KEY = '', OTHER = ''] = KEYS
const ada: Actor = { kind: 'desk', user: 'ada' }
const ben: Actor = { kind: 'desk', user: 'ben' }
const give = (key: string) => ({ type: 'GiveOfficerKey', key }) as const
const place = { type: 'PlaceBallotBox', ballot: 'b1', box: BOX_KEY } as const
const cast = (member: string) => ({ type: 'CastSealedVote', ballot: 'b1', member }) as const
const close = { type: 'CloseBallot', ballot: 'b1' } as const
const count = (counts: number[], spoiled = 0) =>
  ({ type: 'CountSecretBallot', ballot: 'b1', counts, spoiled }) as const

const open = { ...openBallot('b1', 'secret'), acknowledged: true }

const house = (members = 12, rules: Rule[] = [ORDINARY, SECRET]): Scene =>
  openHouse({ members, rules })
/** Twenty members, all but so many of one group. */
function grouped(others: number): Scene {
  const chamber = houseOf({ members: 20, rules: [ORDINARY, SECRET] })
  const members = chamber.members.map((member, at) => ({
    ...member,
    group: at > others ? 'large' : null,
  }))
  const large = { id: 'large', name: chamber.name, side: 'government' as const, tags: [] }
  return house(20).and({
    type: 'ChamberConfigured',
    data: { chamber: { ...chamber, groups: [large], members } },
  })
}
const keyed = house().after(give(ADA_KEY), ada).after(give(BEN_KEY), ben)
const voting = keyed.after(open).after(place, SYSTEM)

describe('two officers', () => {
  test('each give a key before a secret vote can open', () => {
    expect(house().when(open)).toBe('officer-keys-missing')
    const one = house().after(give(ADA_KEY), ada)
    expect(one.when(open)).toBe('officer-keys-missing')
    expect(one.when(give(ADA_KEY), ada)).toBe('nothing-to-change')
    expect(one.when(give(ADA_KEY), ben)).toBe('same-officer')
    expect(one.when(give(OTHER), { kind: 'desk', user: 'api-captions' })).toBe('not-allowed')
    expect(keyed.when(give(OTHER), { kind: 'desk', user: 'eve' })).toBe('officer-keys-complete')
    const again = keyed.after(give(OTHER), ada)
    expect(again.state.officerKeys).toEqual([
      { user: 'ben', key: BEN_KEY },
      { user: 'ada', key: OTHER },
    ])
    expect(keyed.after({ type: 'DropOfficerKeys' }).when(open)).toBe('officer-keys-missing')
  })

  test('give them for one vote', () => {
    expect(voting.state.officerKeys).toEqual([])
    expect(deskView(keyed.state, live()).officerKeys).toHaveLength(2)
    expect(voting.state.ballot?.secret?.officers.map(({ user }) => user)).toEqual(['ada', 'ben'])
  })
})

describe('a warning', () => {
  const few = house(6).after(give(ADA_KEY), ada).after(give(BEN_KEY), ben)
  test('comes before a vote among few, and can be read', () => {
    const unread = { ...open, acknowledged: false }
    expect(few.when(unread)).toBe('electorate-small')
    expect(few.when(openBallot('b1', 'secret'))).toBe('electorate-small')
    expect(few.after(open).state.ballot?.state).toBe('open')
  })
  test('comes where few are beside one large group, and not where all are spread', () => {
    const asking = (others: number) => {
      const scene = grouped(others).after(give(ADA_KEY), ada).after(give(BEN_KEY), ben)
      return scene.when({ ...open, acknowledged: false })
    }
    expect(asking(9)).toBe('unanimity-likely')
    expect(asking(10)).toMatchObject([{ type: 'BallotOpened' }])
  })
  test('does not concern open votes', () => {
    expect(house(6).after(openBallot('b1', 'ordinary')).state.ballot?.secret).toBeNull()
  })
})

describe('a secret vote', () => {
  test('is shown once it has its box, and takes nothing that is not sealed', () => {
    const boxless = keyed.after(open)
    expect(consoleAim(boxless.state, 'c1').ballot).toBeNull()
    expect(boxless.when(cast('m1'), SYSTEM)).toBe('box-not-ready')
    expect(consoleAim(voting.state, 'c1').ballot).toEqual({
      ...{ id: 'b1', choices: 4, recorded: 0 },
      seal: { keys: [ADA_KEY, BEN_KEY], box: BOX_KEY },
    })
    expect(voting.when(...press('c1', 2, 'choice-1', 'b1'))).toBe('must-be-sealed')
    const plain = { type: 'CastVote', ballot: 'b1', member: 'm1', choice: 'agree' } as const
    expect(voting.when(plain, { kind: 'seat', seat: 's1' })).toBe('must-be-sealed')
    expect(voting.when(place, SYSTEM)).toBe('nothing-to-change')
  })

  test('is the box alone that says who voted and how many', () => {
    for (const by of [DESK, ada, { kind: 'seat', seat: 's1' } as const])
      for (const command of [cast('m1'), place, count([0, 0, 0, 0])])
        expect(mayCommand(by, command, voting.state)).toBe(false)
  })

  test('records who voted, once, and nothing else', () => {
    const events = voting.when(cast('m1'), SYSTEM)
    expect(events).toEqual([{ type: 'SecretVoteCast', data: { ballot: 'b1', member: 'm1' } }])
    const voted = voting.after(cast('m1'), SYSTEM)
    // The vote was changed: nothing is to be seen of it.
    expect(voted.when(cast('m1'), SYSTEM)).toBe('nothing-to-change')
    expect(consoleAim(voted.state, 'c1').ballot?.recorded).toBe('sealed')
    expect(seatView(voted.state, 's1')?.ballot).toMatchObject({ recorded: null, sealed: true })
    expect(roomView(voted.state).ballot).toMatchObject({ cast: 1, votes: null, result: null })
    expect(deskView(voted.state, live()).seats['s1']?.voted).toBe(true)
  })

  test('under first-counts takes one vote of each', () => {
    const firsts: Rule = { ...SECRET, revision: 'first-counts' }
    const scene = house(12, [firsts]).after(give(ADA_KEY), ada).after(give(BEN_KEY), ben)
    const voted = scene.after(open).after(place, SYSTEM).after(cast('m1'), SYSTEM)
    expect(voted.when(cast('m1'), SYSTEM)).toBe('already-voted')
  })
})

describe('the count', () => {
  const members = Array.from({ length: 8 }, (_, at) => `m${at + 1}`)
  const closed = members
    .reduce((scene, member) => scene.after(cast(member), SYSTEM), voting)
    .after(close)

  test('waits for the box, and nobody votes meanwhile', () => {
    expect(closed.state.ballot).toMatchObject({ state: 'closing', result: null })
    expect(closed.when(cast('m9'), SYSTEM)).toBe('ballot-closed')
    expect(closed.when(openBallot('b2', 'ordinary'))).toBe('ballot-still-open')
    expect(closed.when({ type: 'FinishClosing', ballot: 'b1' }, SYSTEM)).toBe('ballot-not-closing')
    expect(voting.when(count([0, 0, 0, 0]), SYSTEM)).toBe('ballot-not-open')
  })

  test('is believed only where it is of those who voted', () => {
    expect(closed.when(count([4, 3, 0, 0]), SYSTEM)).toBe('wrong-total')
    expect(closed.when(count([4, 3, 1, 1]), SYSTEM)).toBe('wrong-total')
    expect(closed.when(count([8]), SYSTEM)).toBe('wrong-total')
    expect(closed.when(count([5, 2, 1, 0]), SYSTEM)).toMatchObject([
      { type: 'BallotClosed', data: { result: { outcome: 'carried', cast: 8, splits: [] } } },
    ])
  })

  test('says who voted and the totals, and asks about what may tell more', () => {
    const { state } = closed.after(count([5, 2, 0, 0], 1), SYSTEM)
    const result = state.ballot?.result
    expect(result?.counts.map(({ count: n }) => n)).toEqual([5, 2, 0, 0])
    expect(result?.silent).toEqual(['m9', 'm10', 'm11', 'm12'])
    expect(result?.sanity).toMatchObject([
      { code: 'spoiled-ballots', kind: 'ask' },
      { code: 'few-voted-secret', kind: 'ask' },
    ])
    expect(roomView(state).ballot).toMatchObject({ cast: 8, votes: null, result: null })
    const codesOf = (counts: number[]) =>
      closed.after(count(counts), SYSTEM).state.ballot?.result?.sanity.map(({ code }) => code)
    expect(codesOf([8, 0, 0, 0])).toEqual(['unanimous-secret', 'few-voted-secret'])
    expect(codesOf([5, 2, 1, 0])).toEqual(['few-voted-secret'])
  })

  test('never comes for a vote that was made void', () => {
    const voided = closed.after({ type: 'VoidBallot', ballot: 'b1', reason: 'The box is damaged.' })
    expect(voided.when(count([5, 2, 1, 0]), SYSTEM)).toBe('ballot-not-open')
  })
})
