import { expect, test } from 'vitest'
import { inBoth } from '../../controller/protocol/text.ts'
import { BALLOT, watchedHouse } from './watched-house.ts'

const steps = [
  ['forward', 10_000],
  ['back', -10_000],
] as const

test.each(steps)(
  'set 10 s %s: the vote’s time goes on as shown, and a fault says so',
  async (_, by) => {
    const house = await watchedHouse({ members: 4 }, 60_000)
    const before = house.clock.now()
    const { closesAt } = house.ballot()
    expect(await house.pressed('c1', 'choice-1')).toBe('ok')
    house.time.set(by)
    await house.beats(3)
    expect(house.faults()).toEqual(['clock-stepped'])
    expect(house.ballot()).toMatchObject({ state: 'open', closesAt })
    // What screens are told the time is, so what they show as left.
    expect(house.clock.now() - before).toBe(3000)
    expect(await house.pressed('c2', 'choice-1')).toBe('ok')
    expect(house.ballot().votes.get('m2')?.evidence?.sentAt).toBe(before + 3000)
  },
)

test.each(steps)(
  'set 10 s %s while late votes are awaited: what was sent in time counts, and nothing else',
  async (_, by) => {
    const house = await watchedHouse({ members: 4, policy: { lateWindowMs: 1500 } })
    expect(await house.give({ type: 'CloseBallot', ballot: BALLOT })).toBe('ok')
    const closedAt = house.ballot().closing?.at ?? 0
    house.time.set(by)
    await house.beats(1)
    const sent = async (member: string, sentAt: number) => {
      const seat = member.replace('m', 's')
      const cast = { type: 'CastVote', ballot: BALLOT, member, choice: 'agree' } as const
      const outcome = await house.engine.submit(cast, { kind: 'seat', seat }, 'x', sentAt)
      return outcome.ok ? 'ok' : outcome.code
    }
    expect(await sent('m1', closedAt - 1)).toBe('ok')
    expect(await sent('m2', closedAt + 1)).toBe('ballot-closed')
    expect(house.ballot().state).toBe('closing')
    await house.beats(1)
    expect(house.ballot()).toMatchObject({ state: 'closed', result: { cast: 1 } })
  },
)

test('the machine’s time is taken over once no vote runs, and each step is told once', async () => {
  const house = await watchedHouse({ members: 4 })
  house.time.set(10_000)
  await house.beats(3)
  expect(house.clock.steppedBy()).toBe(10_000)
  expect(await house.give({ type: 'CloseBallot', ballot: BALLOT })).toBe('ok')
  expect(await house.give({ type: 'ResolveFault', fault: 'clock-stepped-clock' })).toBe('ok')
  await house.beats(3)
  expect(house.clock.now()).toBe(house.time.wall())
  expect(house.faults()).toEqual([])
  house.time.set(-5000)
  await house.beats(2)
  expect(house.faults()).toEqual(['clock-stepped'])
  expect(house.clock.now()).toBe(house.time.wall())
})

test('a correction of a second is none', async () => {
  const house = await watchedHouse({ members: 4 })
  house.time.set(1000)
  await house.beats(3)
  expect(house.faults()).toEqual([])
})

test('holds the vote where the chamber’s policy asks for it', async () => {
  const house = await watchedHouse({ members: 4, policy: { holdOn: ['clock-stepped'] } }, 60_000)
  const { closesAt } = house.ballot()
  house.time.set(-10_000)
  await house.beats(1)
  expect(inBoth(house.ballot().held?.because ?? '')).toContain('clock was set by −10 s')
  await house.beats(5)
  expect(await house.give({ type: 'ResumeBallot', ballot: BALLOT })).toBe('ok')
  expect(house.ballot().closesAt).toBe((closesAt ?? 0) + 5000)
})
