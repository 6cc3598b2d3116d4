import { expect, test } from 'vitest'
import { memberView } from '../../controller/core/view/member.ts'
import { openBallot, openHouse, press } from './given.ts'

const codeOf = (ballot: string, member: string) => `${ballot}-${member}`
const voted = openHouse({ members: 3 }, 3)
  .after(openBallot())
  .after(...press('c2', 10, 'choice-1', 'b1'))

test('a member in the hall reads the receipts of their own votes on their own page', () => {
  const own = memberView(voted.state, 'm2', codeOf)
  expect(own).toMatchObject({
    seat: 's2',
    ballot: null,
    receipts: [{ ballot: 'b1', choice: { en: 'Agree' }, code: 'b1-m2' }],
  })
})

test('who has not voted has none, nor has who left', () => {
  const silent = memberView(voted.state, 'm1', codeOf)
  const left = memberView(voted.after({ type: 'SignOut', member: 'm2' }).state, 'm2', codeOf)
  expect([silent?.receipts, left?.receipts]).toEqual([[], []])
})
