import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { bridgeUnderTest } from './bridge-under-test.ts'
import { listenToHall, type HallListener } from './hall-listener.ts'
import { startRemoteBrowser, type RemoteBrowser, type RemotePage } from './remote-browser.ts'

/** Chromium's simulated microphone beeps at about -13 dBFS; what is no beep is far below. */
const BEEP_DBFS = -30
/** Longer than the pause between two of its beeps. */
const BEEP_MS = 1500
const patience = { timeout: 20_000 }
const long = { timeout: 90_000 }

let browser: RemoteBrowser
beforeAll(async () => {
  browser = await startRemoteBrowser()
}, 60_000)
afterAll(() => browser.close())

const figures = ({ page }: RemotePage) => page.evaluate(() => window.remoteMember.figures())
const stateOf = ({ page }: RemotePage) => page.evaluate(() => window.remoteMember.state())
const feedsOf = ({ page }: RemotePage) => page.evaluate(() => window.remoteMember.feeds())

/** A hall with a tone, a picture and an output that is listened to. */
async function hallWith(members: string[], announced?: string[]) {
  const hall = await listenToHall()
  onTestFinished(() => hall.close())
  const under = bridgeUnderTest({
    hallSound: { kind: 'test-tone' },
    hallPicture: { kind: 'test-picture' },
    hallOutput: { kind: 'rtp', address: '127.0.0.1', port: hall.port },
    ...(announced && { announced }),
  })
  await under.start()
  under.bridge.setAdmitted(new Set(members))
  const join = async (member: string, forceTcp = false) => {
    const remote = await browser.open(under.bridge, member)
    onTestFinished(() => remote.close())
    under.onSent(({ screen, event, data }) => {
      if (screen === remote.screen) remote.hear(event, data)
    })
    await remote.page.evaluate((tcp) => window.remoteMember.start(tcp), forceTcp)
    await expect.poll(() => stateOf(remote), patience).toBe('up')
    return remote
  }
  return { ...under, hall, join }
}

/** The member's sound reaches the bridge, and nothing of it the hall. */
async function expectUnheard(remote: RemotePage, hall: HallListener) {
  const before = await figures(remote)
  const packets = hall.packets
  await expect
    .poll(async () => (await figures(remote)).sent, patience)
    .toBeGreaterThan(before.sent + 50)
  expect(hall.packets).toBe(packets)
}

const expectHeard = (hall: HallListener) =>
  expect.poll(() => hall.loudest(BEEP_MS), patience).toBeGreaterThan(BEEP_DBFS)

it.each(['udp', 'tcp'])(
  'a member hears the hall, and is heard only with the floor: %s',
  long,
  async (way) => {
    const { bridge, hall, join, status } = await hallWith(['m1'])
    const remote = await join('m1', way === 'tcp')
    await expect.poll(async () => (await figures(remote)).audioEnergy, patience).toBeGreaterThan(0)
    await expect.poll(async () => (await figures(remote)).pictures, patience).toBeGreaterThan(5)
    expect((await figures(remote)).protocols).toEqual([way])

    await expectUnheard(remote, hall)
    expect(hall.packets).toBe(0)

    bridge.setHeard(new Set(['m1']))
    await expectHeard(hall)
    expect([...status.heard]).toEqual(['m1'])

    bridge.setHeard(new Set())
    await expect.poll(() => [...status.heard], patience).toEqual([])
    await expect.poll(() => hall.loudest(BEEP_MS), patience).toBe(-Infinity)
    await expectUnheard(remote, hall)
  },
)

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)

it.runIf(hasIpv6)('a member hears the hall over IPv6', long, async () => {
  const { join } = await hallWith(['m1'], ['::1'])
  const remote = await join('m1')
  await expect.poll(async () => (await figures(remote)).pictures, patience).toBeGreaterThan(5)
  expect((await figures(remote)).addresses).toEqual(['::1'])
})

it('members hear each other with the floor, and nobody hears themselves', long, async () => {
  const { bridge, hall, join, status } = await hallWith(['m1', 'm2'])
  const second = await listenToHall(hall.port + 2)
  onTestFinished(() => second.close())
  const [anan, busaba] = [await join('m1'), await join('m2')]

  bridge.setHeard(new Set(['m1', 'm2']))
  await Promise.all([expectHeard(hall), expectHeard(second)])
  expect([...status.heard].sort()).toEqual(['m1', 'm2'])
  const speakers = async (remote: RemotePage) =>
    (await feedsOf(remote)).filter(({ feed }) => feed === 'speaker')
  const from = (member: string) =>
    ['audio', 'video'].map((kind) => ({ feed: 'speaker', kind, member }))
  await expect.poll(() => speakers(anan), patience).toEqual(from('m2'))
  await expect.poll(() => speakers(busaba), patience).toEqual(from('m1'))

  bridge.setHeard(new Set(['m2']))
  await expect.poll(() => speakers(busaba), patience).toEqual([])
  await expect.poll(() => [...status.heard], patience).toEqual(['m2'])
  expect(await speakers(anan)).toEqual(from('m2'))
})

it('is heard again by itself after the media worker was killed', long, async () => {
  const { bridge, hall, join, status } = await hallWith(['m1'])
  const remote = await join('m1')
  bridge.setHeard(new Set(['m1']))
  await expectHeard(hall)

  process.kill(bridge.processes().workers[0] ?? 0, 'SIGKILL')
  await expect.poll(() => status.media.up, patience).toBe(false)
  // Without being told to rejoin, a browser notices only after some 14 s.
  await expect.poll(() => [...status.heard], { timeout: 8000 }).toEqual(['m1'])
  const packets = hall.packets
  await expect.poll(() => hall.packets, patience).toBeGreaterThan(packets + 50)
  await expectHeard(hall)
  await expect.poll(() => stateOf(remote), patience).toBe('up')
  await expect.poll(async () => (await figures(remote)).pictures, patience).toBeGreaterThan(0)
})

it('falls silent at once when the member is removed, and the page says why', long, async () => {
  const { bridge, hall, join, status } = await hallWith(['m1'])
  const remote = await join('m1')
  bridge.setHeard(new Set(['m1']))
  await expectHeard(hall)

  bridge.setAdmitted(new Set())
  await expect.poll(() => stateOf(remote), patience).toBe('ended')
  expect(await remote.page.evaluate(() => window.remoteMember.endedBecause())).toBe('not-admitted')
  await expect.poll(() => hall.loudest(BEEP_MS), patience).toBe(-Infinity)
  expect([...status.heard]).toEqual([])
})

it('comes back by itself after the bridge lost the page', long, async () => {
  const { bridge, join } = await hallWith(['m1'])
  const remote = await join('m1')
  bridge.leave(remote.screen)
  await expect.poll(async () => (await figures(remote)).pictures, patience).toBe(0)
  await expect.poll(async () => (await figures(remote)).pictures, patience).toBeGreaterThan(5)
  expect(await stateOf(remote)).toBe('up')
})
