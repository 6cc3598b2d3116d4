import { expect, it, onTestFinished } from 'vitest'
import { dbfsOf, FLOOR_DBFS } from '../../kiosk/join/media/level-meter.ts'
import { bridgeUnderTest } from './bridge-under-test.ts'
import { startRemoteBrowser } from './remote-browser.ts'

const patience = { timeout: 20_000 }
const long = { timeout: 60_000 }

async function pageWith(devices: 'simulated' | 'refused' | 'none') {
  const { bridge, start, onSent } = bridgeUnderTest({ hallSound: { kind: 'test-tone' } })
  await start()
  bridge.setAdmitted(new Set(['m1']))
  const browser = await startRemoteBrowser(devices)
  onTestFinished(() => browser.close())
  const remote = await browser.open(bridge, 'm1')
  onSent(({ event, data }) => remote.hear(event, data))
  return remote.page
}

it('shows the level of the microphone before anybody is called', long, async () => {
  const page = await pageWith('simulated')
  const level = await page.evaluate(() => window.remoteMember.ownLevel())
  expect(level).toBeGreaterThan(-60)
  expect(level).toBeLessThanOrEqual(0)
})

it.each([
  ['none', 'missing'],
  ['refused', 'refused'],
] as const)(
  'devices: %s. Says which are %s, and lets the member listen',
  long,
  async (has, why) => {
    const page = await pageWith(has)
    const problems = await page.evaluate(() => window.remoteMember.start(false))
    expect(problems).toEqual({ audio: why, video: why })
    const heard = async () => (await page.evaluate(() => window.remoteMember.figures())).audioEnergy
    await expect.poll(heard, patience).toBeGreaterThan(0)
    expect(await page.evaluate(() => window.remoteMember.state())).toBe('up')
  },
)

it('measures against full scale', () => {
  const wave = (peak: number) =>
    Float32Array.from({ length: 480 }, (_, at) => (at % 2 ? peak : -peak))
  expect(dbfsOf(wave(1))).toBeCloseTo(0)
  expect(dbfsOf(wave(0.1))).toBeCloseTo(-20)
  expect(dbfsOf(wave(0))).toBe(FLOOR_DBFS)
})
