import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FULL_FLAG } from './full-disk.ts'
import type { MqttConsole } from '../simulated/consoles/mqtt-console.ts'
import { shownVote } from '../simulated/shown-vote.ts'
import { BALLOT, PATIENCE, realChamber, untilRecorded } from './real-chamber.ts'

test('a full disk takes no vote and lights no lamp; with room again it is held, and goes on', async () => {
  const chamber = await realChamber({ broker: 'embedded' })
  const [first, second] = chamber.consoles as [MqttConsole, MqttConsole]
  await chamber.open()
  await first.press('choice-1')
  await untilRecorded(first, 1)

  const full = join(chamber.data, FULL_FLAG)
  writeFileSync(full, '')
  await second.press('choice-2')
  await expect.poll(() => chamber.room.live.record.healthy, PATIENCE).toBe(false)
  expect(await chamber.give({ type: 'CloseBallot', ballot: BALLOT })).toBe('record-unavailable')
  expect(chamber.ballot()).toMatchObject({ state: 'open', votes: { size: 1 } })
  expect(second.aim && shownVote(second.aim)?.recorded).toBe(0)

  rmSync(full)
  expect(await chamber.untilHeld()).toContain('The record failed')
  expect(chamber.room.live.record.healthy).toBe(true)
  expect(await chamber.give({ type: 'ResumeBallot', ballot: BALLOT })).toBe('ok')
  await untilRecorded(second, 0)
  await second.press('choice-3')
  await untilRecorded(second, 3)
  expect(await chamber.counted()).toEqual([1, 0, 1, 0])
}, 60_000)
