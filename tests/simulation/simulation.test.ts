import { expect, it } from 'vitest'
import { METHODS } from './coverage.ts'
import { failureOf, seedsWith } from './report.ts'
import { simulate, type Report, type SimulationOptions } from './simulation.ts'

const SEEDS = 500
const SEEDS_A_TEST = 20
/** Each way of voting is in so many of the seeds at least; most are in hundreds. */
const LEAST_SEEDS = 10

/** Rooms of 8 to 14 members for a minute or two, in which everything goes wrong. */
const smallRoom = (seed: number): SimulationOptions => ({
  seed,
  members: 8 + ((seed * 5) % 7),
  minutes: 1 + (seed % 2),
  faults: true,
})

const firsts = Array.from({ length: SEEDS / SEEDS_A_TEST }, (_, n) => n * SEEDS_A_TEST + 1)
const methods: Pick<Report, 'methods'>[] = []

it.each(firsts)(
  'whatever goes wrong, nothing recorded is lost and every screen agrees (twenty seeds from %i)',
  async (first) => {
    for (let seed = first; seed < first + SEEDS_A_TEST; seed++) {
      const options = smallRoom(seed)
      const report = await simulate(options)
      if (report.violation !== null) expect.fail(failureOf(options, report))
      methods.push({ methods: report.methods })
    }
  },
  120_000,
)

it('has votes of every kind in many of these seeds', () => {
  const rare = METHODS.filter((method) => seedsWith(method, methods) < LEAST_SEEDS)
  expect(rare).toEqual([])
})

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
