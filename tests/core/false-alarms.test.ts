import { expect, test } from 'vitest'
import { ordinaryVote } from './ordinary-vote.ts'
import { WatchedHall } from './watched-hall.ts'

/** Measured over 2,000 seeds: one vote with an alarm (docs/evidence.md has the figures). */
const SEEDS = 100

test('750 people who vote on their own raise an alarm in one vote of a hundred at most', () => {
  const hall = new WatchedHall({ members: 750 }).seat(750).open()
  const { state } = hall
  const alarmed = Array.from({ length: SEEDS }, (_, seed) => {
    hall.state = state
    hall.at = 60_000
    const codes = ordinaryVote(hall, 750, seed)
    expect(hall.state.ballot?.votes.size).toBe(750)
    return codes.length > 0 ? [`seed ${seed}: ${codes.join(', ')}`] : []
  }).flat()
  expect(alarmed.length, alarmed.join('; ')).toBeLessThanOrEqual(SEEDS / 100)
}, 60_000)
