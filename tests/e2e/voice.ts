import { expect } from 'vitest'
import type { HallListener } from '../media/hall-listener.ts'
import type { RemotePage } from './remote-page.ts'

const PATIENCE = { timeout: 30_000 }
/** Chromium's simulated microphone beeps at about -13 dBFS; what is no beep is far below. */
const BEEP_DBFS = -30
/** Longer than the pause between two of its beeps. */
const BEEP_MS = 1500
/** As many packets of 20 ms as two beeps take, and the pauses. */
const TWO_BEEPS = 120

/** The member's voice is heard in the hall, by its energy in the decoded RTP. */
export async function expectHeard(hall: HallListener): Promise<void> {
  await expect.poll(() => hall.loudest(BEEP_MS), PATIENCE).toBeGreaterThan(BEEP_DBFS)
}

/** The page goes on sending the member's voice, and nothing of it is sent to the hall. */
export async function expectUnheard(hall: HallListener, remote: RemotePage): Promise<void> {
  await expect.poll(() => hall.loudest(BEEP_MS), PATIENCE).toBe(-Infinity)
  const { packets } = hall
  const { soundSent } = await remote.figures()
  await expect
    .poll(async () => (await remote.figures()).soundSent, PATIENCE)
    .toBeGreaterThan(soundSent + TWO_BEEPS)
  expect(hall.packets - packets, 'packets sent to the hall').toBe(0)
}
