import { expect, onTestFinished, test } from 'vitest'
import { mediaWorkerBin } from '../../config/media-worker.ts'
import { MediaBridge } from '../../controller/adapters/media/media-bridge.ts'
import type { MqttConsole } from '../simulated/consoles/mqtt-console.ts'
import { PATIENCE, realChamber, untilRecorded } from './real-chamber.ts'

test('the media bridge’s door and workers are killed: the vote is not touched', async () => {
  const chamber = await realChamber({ broker: 'embedded' })
  const [first, second] = chamber.consoles as [MqttConsole, MqttConsole]
  const media = new MediaBridge({
    media: { port: 0, workers: 2, hallSound: null, hallPicture: null, hallOutput: null },
    workerBin: mediaWorkerBin(),
    onTrouble: () => undefined,
  })
  const states: boolean[] = []
  await media.start({
    send: () => undefined,
    onStatus: (status, heard) => {
      states.push(status.up)
      chamber.room.onMediaStatus(status, heard)
    },
  })
  onTestFinished(() => media.stop())
  chamber.reconciler.addMedia(media)
  await chamber.open()
  await first.press('choice-1')
  await untilRecorded(first, 1)

  for (const pid of media.processes().workers) process.kill(pid, 'SIGKILL')
  await expect.poll(() => states, PATIENCE).toContain(false)
  await second.press('choice-2')
  await untilRecorded(second, 2)
  await expect.poll(() => chamber.room.live.media.up, PATIENCE).toBe(true)
  expect(chamber.ballot()).toMatchObject({ state: 'open', votes: { size: 2 } })
  expect(await chamber.counted()).toEqual([1, 1, 0, 0])
}, 60_000)
