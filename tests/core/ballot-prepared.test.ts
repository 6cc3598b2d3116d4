import { describe, expect, test } from 'vitest'
import type { Choice, Rule } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { consoleAim } from '../../controller/core/desire.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { motion, openBallot, openHouse, press, scheduledHouse } from './given.ts'
import { ORDINARY } from './house.ts'

const house = { members: 6 }
const prepare = (item: string | null = 'two', vote = 'v1') => ({
  type: 'PrepareVote' as const,
  ...{ vote, item, motion, rule: 'ordinary', choices: null, durationMs: 60_000 },
})
const asPrepared = (prepared: string | null, ballot = 'b1'): Command => ({
  ...openBallot(ballot),
  prepared,
})

describe('a prepared vote', () => {
  const ready = openHouse(house).after(prepare()).after({ type: 'StartAgendaItem', item: 'two' })

  test('is shown with its item, replaced under its id, and discarded', () => {
    expect(roomView(ready.state).prepared).toMatchObject([
      { vote: 'v1', item: 'two', ballot: null },
    ])
    const other = ready.after(prepare(null)).after(prepare('one', 'v2'))
    expect(roomView(other.state).prepared).toMatchObject([
      { vote: 'v1', item: null },
      { vote: 'v2', item: 'one' },
    ])
    const discard = { type: 'DiscardPreparedVote', vote: 'v1' } as const
    expect(roomView(other.after(discard).state).prepared).toHaveLength(1)
    expect(other.after(discard).when(discard)).toBe('unknown-prepared-vote')
  })

  test('is prepared before the sitting is open, for an item and a rule there are', () => {
    expect(scheduledHouse(house).when(prepare())).toHaveLength(1)
    expect(ready.when(prepare('nine'))).toBe('unknown-item')
    expect(ready.when({ ...prepare(), rule: 'none' })).toBe('unknown-rule')
    expect(openHouse(house).after({ type: 'CloseSitting' }).when(prepare())).toBe('no-sitting')
  })

  test('is opened once, at its own item, and again where it was annulled', () => {
    const early = openHouse(house).after(prepare())
    expect(early.when(asPrepared('v1'))).toBe('other-item')
    expect(ready.when(asPrepared('v9'))).toBe('unknown-prepared-vote')
    const opened = ready.after(asPrepared('v1'))
    expect(roomView(opened.state).prepared).toMatchObject([{ ballot: 'b1' }])
    expect(roomView(opened.state).ballot).toMatchObject({ item: 'two' })
    const closed = opened.after({ type: 'CloseBallot', ballot: 'b1' })
    expect(closed.when(asPrepared('v1', 'b2'))).toBe('prepared-vote-used')
    const annulled = closed.after({ type: 'VoidBallot', ballot: 'b1', reason: 'no' })
    expect(annulled.when(asPrepared('v1', 'b2'))).toHaveLength(1)
  })
})

test('a motion that needs supporters opens with enough of them', () => {
  const rules: Rule[] = [{ ...ORDINARY, supporters: { of: null, part: { num: 1, den: 5 } } }]
  const scene = openHouse({ members: 6, rules })
  const supportedBy = (supporters: number | null): Command => ({ ...openBallot(), supporters })
  expect(scene.when(supportedBy(null))).toBe('too-few-supporters')
  expect(scene.when(supportedBy(1))).toBe('too-few-supporters')
  expect(scene.when(supportedBy(2))).toMatchObject([{ data: { supporters: 2 } }])
})

describe('an election of persons', () => {
  const person = (id: string): Choice => ({ id, name: { th: id, en: id }, counts: 'person' })
  const [abstain] = ORDINARY.choices.slice(2)
  const election: Rule = {
    ...ORDINARY,
    id: 'election',
    choices: abstain ? [abstain] : [],
    decides: {
      ...{ by: 'majority', base: 'cast', compare: '>', threshold: { num: 1, den: 2 } },
    },
  }
  const scene = openHouse({ members: 6, rules: [ORDINARY, election] })
  const stand = (choices: Choice[] | null, runOffOf: string | null = null, ballot = 'b1') => ({
    ...openBallot(ballot, 'election'),
    choices,
    runOffOf,
  })
  const three = ['ann', 'ben', 'cem'].map(person)

  test('has the persons on the first keys, and the rule’s own choices behind', () => {
    const open = scene.after(stand(three))
    expect(consoleAim(open.state, 'c1').ballot).toMatchObject({ choices: 4 })
    const voted = open.after(...press('c1', 1, 'choice-2', 'b1'))
    expect(voted.state.ballot?.votes.get('m1')?.choice).toBe('ben')
    expect(voted.when(...press('c2', 1, 'choice-4', 'b1'))).toMatchObject([
      { data: { choice: 'abstain' } },
    ])
  })

  test('needs persons, each once, and another vote takes none', () => {
    expect(scene.when(stand(null))).toBe('wrong-choices')
    expect(scene.when(stand([person('ann'), person('ann')]))).toBe('wrong-choices')
    expect(scene.when(stand([{ ...person('ann'), counts: 'yes' }]))).toBe('wrong-choices')
    const ten = Array.from({ length: 10 }, (_, n) => person(`p${'abcdefghij'[n] ?? ''}`))
    expect(scene.when(stand(ten))).toBe('wrong-choices')
    expect(scene.when({ ...openBallot(), choices: three })).toBe('wrong-choices')
  })

  test('ends in a run-off of those who lead, under the same rule', () => {
    const keys = [1, 1, 2, 2, 3, 4] as const
    const voted = keys.reduce(
      (before, key, n) => before.after(...press(`c${n + 1}`, 1, `choice-${key}`, 'b1')),
      scene.after(stand(three)),
    )
    const closed = voted.after({ type: 'CloseBallot', ballot: 'b1' })
    expect(closed.when(stand(null, 'b1', 'b2'))).toBe('no-run-off')
    const declared = closed.after({ type: 'DeclareResult', ballot: 'b1', accept: false })
    expect(declared.state.ballot?.result?.outcome).toBe('run-off')
    expect(declared.when(stand(three, 'b1', 'b2'))).toBe('wrong-choices')
    expect(declared.when({ ...openBallot('b2'), runOffOf: 'b1' })).toBe('no-run-off')
    const again = declared.after(stand(null, 'b1', 'b2'))
    expect(again.state.ballot).toMatchObject({ origin: { kind: 'run-off', of: 'b1' } })
    expect(again.state.ballot?.rule.choices.map(({ id }) => id)).toEqual(['ann', 'ben', 'abstain'])
  })
})
