import { expect, test } from 'vitest'
import { deskView } from '../../controller/core/view/desk.ts'
import { live, openBallot, openHouse, type Scene } from '../../tests/core/given.ts'
import { spokenVotes } from './spoken.ts'

const ended = (scene: Scene, ballot: string) =>
  scene
    .after(openBallot(ballot))
    .after({ type: 'CloseBallot', ballot })
    .after({ type: 'DeclareResult', ballot, accept: true })
const idsIn = ({ state }: Scene) => spokenVotes(deskView(state, live())).map(({ id }) => id)

test('the present vote is offered first, then the earlier ones from the newest', () => {
  const third = ended(ended(openHouse({ members: 4 }), 'b1'), 'b2').after(openBallot('b3'))
  expect(idsIn(third)).toEqual(['b3', 'b2', 'b1'])
})

test('none that is void or held', () => {
  const second = ended(openHouse({ members: 4 }), 'b1').after(openBallot('b2'))
  expect(idsIn(second.after({ type: 'HoldBallot', ballot: 'b2', reason: 'x' }))).toEqual(['b1'])
  expect(idsIn(second.after({ type: 'VoidBallot', ballot: 'b1', reason: 'x' }))).toEqual(['b2'])
})
