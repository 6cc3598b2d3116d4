import { expect, it } from 'vitest'
import { failureOf } from './report.ts'
import { simulate, type SimulationOptions } from './simulation.ts'

const SEEDS = 200
const SEEDS_A_TEST = 10

/** Rooms of 12 to 36 members for three or four minutes, in which everything goes wrong. */
const smallRoom = (seed: number): SimulationOptions => ({
  seed,
  members: 12 + ((seed * 7) % 25),
  minutes: 3 + (seed % 2),
  faults: true,
})

const firsts = Array.from({ length: SEEDS / SEEDS_A_TEST }, (_, n) => n * SEEDS_A_TEST + 1)

it.each(firsts)(
  'whatever goes wrong, nothing recorded is lost and every screen agrees (ten seeds from %i)',
  async (first) => {
    for (let seed = first; seed < first + SEEDS_A_TEST; seed++) {
      const options = smallRoom(seed)
      const report = await simulate(options)
      if (report.violation !== null) expect.fail(failureOf(options, report))
      expect(report.votes).toBeGreaterThan(0)
    }
  },
  60_000,
)

it('is the same for the same seed, and another for another', async () => {
  const [one, again, other] = [
    await simulate(smallRoom(7)),
    await simulate(smallRoom(7)),
    await simulate(smallRoom(8)),
  ]
  expect(again).toEqual(one)
  expect(other.digest).not.toBe(one.digest)
})

it('takes a whole house', async () => {
  const options = { seed: 1, members: 700, minutes: 1, faults: true }
  const report = await simulate(options)
  if (report.violation !== null) expect.fail(failureOf(options, report))
  expect(report.votes).toBeGreaterThan(500)
}, 60_000)

it('is calm where nothing goes wrong', async () => {
  const report = await simulate({ ...smallRoom(3), faults: false })
  expect(report.violation).toBeNull()
  expect(report).toMatchObject({ kills: 0, faults: 0 })
})
