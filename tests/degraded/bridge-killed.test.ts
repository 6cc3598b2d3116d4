import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SimulatedLine } from '../simulated/line/line.ts'
import { PtyCable } from '../simulated/line/pty.ts'
import { BALLOT, PATIENCE, realChamber, untilRecorded } from './real-chamber.ts'

test('the bridge’s process is killed: held, and goes on with every vote', async ({
  onTestFinished,
}) => {
  const chamber = await realChamber({ broker: 'embedded' })
  const [cableOf] = chamber.file.bridges.flatMap(({ lines }) => lines)
  if (cableOf === undefined) throw new Error('The demonstration has no serial line.')
  const cable = new PtyCable(join(chamber.data, cableOf.port))
  const addresses = cableOf.seats.map((_, index) => index + 1)
  const line = new SimulatedLine({ port: cable.consoleEnd, addresses })
  await cable.start()
  await line.start()
  onTestFinished(async () => {
    await line.stop()
    await cable.stop()
  })
  const lamps = (address: number) => line.console(address).shown
  const [wired, other] = [1, 2]

  const kill = await chamber.startBridge()
  for (const address of [wired, other]) {
    await expect
      .poll(() => line.press(address, 'present') !== null || lamps(address).present, PATIENCE)
      .toBe(true)
    await expect.poll(() => lamps(address).present, PATIENCE).toBe(true)
  }
  await chamber.open()
  await expect.poll(() => lamps(wired).tag, PATIENCE).not.toBe(0)
  line.press(wired, 'choice-1')
  await expect.poll(() => lamps(wired).recorded, PATIENCE).toBe(1)

  await kill()
  expect(await chamber.untilHeld()).toContain('Bridge bridge-1 does not answer')
  await chamber.untilFault('bridge-lost', true)
  const [networked] = chamber.consoles
  await networked?.press('choice-2')

  await chamber.startBridge()
  await chamber.untilFault('bridge-lost', false)
  expect(chamber.ballot()).toMatchObject({ state: 'held', votes: { size: 1 } })
  expect(await chamber.give({ type: 'ResumeBallot', ballot: BALLOT })).toBe('ok')
  await expect.poll(() => lamps(wired).recorded, PATIENCE).toBe(1)
  await expect.poll(() => lamps(other).tag, PATIENCE).not.toBe(0)
  line.press(other, 'choice-2')
  await expect.poll(() => lamps(other).recorded, PATIENCE).toBe(2)
  if (networked !== undefined) {
    // What was pressed while it was held counts for nothing until it is pressed again.
    await networked.press('choice-3')
    await untilRecorded(networked, 3)
  }
  expect(await chamber.counted()).toEqual([1, 1, 1, 0])
}, 60_000)
