import { expect, test } from 'vitest'
import type { MqttConsole } from '../simulated/consoles/mqtt-console.ts'
import { shownVote } from '../simulated/shown-vote.ts'
import { BALLOT, PATIENCE, realChamber, untilRecorded } from './real-chamber.ts'

test('a broker of its own is restarted and knows nothing: votes and lamps are as before', async () => {
  const chamber = await realChamber({ broker: 'mosquitto' })
  const [first, second, ...others] = chamber.consoles as [MqttConsole, MqttConsole]
  await chamber.open()
  await first.press('choice-1')
  await untilRecorded(first, 1)

  await chamber.stopBroker()
  expect(await chamber.untilHeld()).toContain('No console can be reached')
  await chamber.untilFault('broker-lost', true)
  // Pressed while nothing gets through: it comes with the connection, and by then it is held.
  const pressed = second.press('choice-1')
  await chamber.startBroker()
  await pressed
  await chamber.untilFault('broker-lost', false)
  expect([...chamber.ballot().votes.values()].map(({ choice }) => choice)).toEqual(['agree'])

  expect(await chamber.give({ type: 'ResumeBallot', ballot: BALLOT })).toBe('ok')
  const revision = chamber.engine.state.seq
  for (const console of chamber.consoles)
    await expect.poll(() => console.revision, PATIENCE).toBeGreaterThanOrEqual(revision)
  expect(chamber.consoles.map(({ aim }) => aim && shownVote(aim)?.recorded)).toEqual([
    ...[1, 0],
    ...others.map(() => 0),
  ])
  await second.press('choice-2')
  await untilRecorded(second, 2)
  expect(await chamber.counted()).toEqual([1, 1, 0, 0])
}, 60_000)
