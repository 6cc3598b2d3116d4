import { describe, expect, test } from 'vitest'
import { electorateOf, isEntitled } from '../../controller/core/electorate.ts'
import type { Rule } from '../../controller/protocol/rule.ts'
import { openBallot, openHouse, seated } from './given.ts'
import { CHAIR, ORDINARY } from './house.ts'

/** Four members, two here when the vote opened; then one of them left, another and the chair's staff came. */
function scene(electorate: Rule['electorate']) {
  const rule = { ...ORDINARY, electorate }
  const { state } = openHouse({ members: 4, rules: [rule] }, 2)
    .after(openBallot())
    .and(
      { type: 'MemberLeft', data: { member: 'm2', place: { kind: 'seat', seat: 's2' } } },
      seated('m3', 's3'),
      seated(CHAIR.member, CHAIR.seat),
    )
  if (state.ballot === null) throw new Error('No vote.')
  const { ballot } = state
  const members = ['m1', 'm2', 'm3', 'm4', CHAIR.member]
  return {
    mayVote: members.filter((member) => isEntitled(state, ballot, member)),
    electorate: electorateOf(state, ballot, (member) => member === 'm2'),
  }
}

describe('who may vote', () => {
  test('is who was present when the vote opened', () => {
    expect(scene('frozen')).toEqual({ mayVote: ['m1', 'm2'], electorate: ['m1', 'm2'] })
  })

  test('is whoever is present now, and whoever voted stays among the voters', () => {
    expect(scene('present-now')).toEqual({
      mayVote: ['m1', 'm3'],
      electorate: ['m1', 'm2', 'm3'],
    })
  })
})
