import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { bridgeUnderTest, isRunning } from './bridge-under-test.ts'

const hall = { hallSound: { kind: 'test-tone' }, hallPicture: { kind: 'test-picture' } } as const
const patience = { timeout: 15_000 }

it.each([
  ['the door', 0],
  ['a worker behind it', 1],
])(
  'starts anew when %s is killed, and keeps the sources',
  { timeout: 40_000 },
  async (_, which) => {
    const { bridge, start, status, sent, codes } = bridgeUnderTest(hall)
    await start()
    bridge.setAdmitted(new Set(['m1']))
    await bridge.call('m1', 's1', 'join', {})
    const flowing = { up: true, hallSound: true, hallPicture: true }
    await expect.poll(() => status.media, patience).toMatchObject(flowing)
    const before = bridge.processes()
    const port = bridge.firewallNotes()[0]

    process.kill(before.workers[which] ?? 0, 'SIGKILL')
    await expect
      .poll(() => sent, patience)
      .toContainEqual({ screen: 's1', event: 'rejoin', data: {} })
    await expect.poll(() => status.media, patience).toMatchObject(flowing)

    expect(codes()).toEqual(['media-worker-died'])
    expect(bridge.processes().workers).toHaveLength(2)
    expect(before.workers.filter(isRunning)).toEqual([])
    expect(bridge.processes().ffmpeg).toEqual(before.ffmpeg)
    expect(bridge.firewallNotes()[0]).toBe(port)
    await bridge.call('m1', 's1', 'join', {})
    expect(status.media.sessions).toBe(1)
  },
)

it('starts a source anew whose ffmpeg was killed', { timeout: 40_000 }, async () => {
  const { bridge, start, status, sent, codes } = bridgeUnderTest({ hallSound: hall.hallSound })
  await start()
  bridge.setAdmitted(new Set(['m1']))
  await bridge.call('m1', 's1', 'join', {})
  const feed = () =>
    sent.flatMap(({ event, data }) => (event === 'feeds' ? idsIn(data) : [])).at(-1)
  await expect.poll(() => status.media.hallSound, patience).toBe(true)
  const [former, pid] = [feed(), bridge.processes().ffmpeg[0] ?? 0]

  process.kill(pid, 'SIGKILL')
  expect(former).toBeDefined()
  await expect.poll(feed, patience).not.toBe(former)
  await expect.poll(() => status.media.hallSound, patience).toBe(true)
  expect(codes()).toEqual(['ffmpeg-ended'])
  expect(bridge.processes().ffmpeg).not.toContain(pid)
})

it('leaves no process when it stops', async () => {
  const { bridge, start } = bridgeUnderTest(hall)
  await start()
  const { workers, ffmpeg } = bridge.processes()
  expect([...workers, ...ffmpeg].filter(isRunning)).toHaveLength(4)
  await bridge.stop()
  expect([...workers, ...ffmpeg].filter(isRunning)).toEqual([])
})

it('takes its processes with it when the controller is killed', { timeout: 30_000 }, async () => {
  const bridge = new URL('../../controller/adapters/media/media-bridge.ts', import.meta.url)
  const worker = new URL('../../config/media-worker.ts', import.meta.url)
  const program = `
    import { MediaBridge } from '${bridge.href}'
    import { mediaWorkerBin } from '${worker.href}'
    const media = { port: 0, workers: 2, hallOutput: null, ...${JSON.stringify(hall)} }
    const bridge = new MediaBridge({ media, workerBin: mediaWorkerBin(), onTrouble: () => {} })
    await bridge.start({ send: () => {}, onStatus: () => {} })
    console.log(JSON.stringify(Object.values(bridge.processes()).flat()))`
  const controller = spawn(process.execPath, ['--input-type=module-typescript', '-e', program])
  const [line] = (await once(controller.stdout, 'data')) as [Buffer]
  const pids = JSON.parse(line.toString()) as number[]
  expect(pids.filter(isAlive)).toHaveLength(4)

  controller.kill('SIGKILL')
  await expect.poll(() => pids.filter(isAlive), patience).toEqual([])
})

it('waits for its port where somebody else has it', { timeout: 30_000 }, async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const { start, status, codes } = bridgeUnderTest({ port: port ?? 0, announced: ['127.0.0.1'] })
  await start()
  expect(status.media.up).toBe(false)
  expect(codes()).toContain('media-start-failed')
  other.close()
  await expect.poll(() => status.media.up, patience).toBe(true)
})

const idsIn = (data: unknown) => (data as { feeds: { id: string }[] }).feeds.map(({ id }) => id)

/** Orphans that have ended stay in the list until somebody collects them. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
