import { describe, expect, it } from 'vitest'
import { simulate } from './simulation.ts'

/** Small rooms with every fault: what goes wrong at all goes wrong in a few minutes of a dozen people. */
const room = (seed: number) => ({ seed, members: 10 + (seed % 8), minutes: 2, faults: true })
const SEEDS = 200
const AT_ONCE = 25

describe('a simulated sitting with faults', () => {
  for (let from = 1; from <= SEEDS; from += AT_ONCE)
    it(
      `holds what it promised, seeds ${from} to ${from + AT_ONCE - 1}`,
      { timeout: 180_000 },
      async () => {
        for (let seed = from; seed < from + AT_ONCE; seed++) {
          const { violation, story } = await simulate(room(seed))
          const told = violation === null ? null : [`seed ${seed}`, violation.message, ...story]
          expect(told).toBeNull()
        }
      },
    )

  it('is the same for the same seed, and another for another', { timeout: 60_000 }, async () => {
    const [one, again, other] = [
      await simulate(room(8)),
      await simulate(room(8)),
      await simulate({ ...room(8), seed: 9 }),
    ]
    expect(again.digest).toBe(one.digest)
    expect(other.digest).not.toBe(one.digest)
    expect(one.kills + one.faults).toBeGreaterThan(0)
  })
})
