import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { HallPicture } from '../../controller/adapters/media/options.ts'
import { bridgeUnderTest } from './bridge-under-test.ts'
import { freeUdpPort } from './free-port.ts'
import { startRemoteBrowser, type RemoteBrowser } from './remote-browser.ts'
import {
  startRtpCamera,
  startRtspCamera,
  writePictureFile,
  type Encoding,
} from './simulated-camera.ts'

const patience = { timeout: 30_000 }
const long = { timeout: 90_000 }

let browser: RemoteBrowser
beforeAll(async () => {
  browser = await startRemoteBrowser()
}, 60_000)
afterAll(() => browser.close())

/** Each kind of source, as a camera of this encoding. */
const sources: Record<string, (encoding: Encoding) => Promise<HallPicture>> = {
  rtsp: async (encoding) => {
    const camera = await startRtspCamera(encoding)
    onTestFinished(() => camera.stop())
    return { kind: 'rtsp', url: camera.url }
  },
  rtp: async (encoding) => {
    const port = await freeUdpPort()
    const camera = startRtpCamera(port, encoding)
    onTestFinished(() => camera.stop())
    return { kind: 'rtp', port, address: '127.0.0.1' }
  },
  file: async (encoding) => {
    const folder = await mkdtemp(join(tmpdir(), 'sapha-picture-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const path = join(folder, 'hall.ts')
    await writePictureFile(path, encoding)
    return { kind: 'file', path }
  },
}

it.each([
  ['rtsp', 'baseline'],
  ['rtp', 'main'],
  ['file', 'high'],
] as const)('shows what a camera sends as it is: %s, H.264 %s', long, async (kind, encoding) => {
  const hallPicture = await sources[kind]?.(encoding)
  const { bridge, start, onSent, status, troubles } = bridgeUnderTest({
    hallPicture: hallPicture ?? null,
  })
  await start()
  bridge.setAdmitted(new Set(['m1']))
  const remote = await browser.open(bridge, 'm1')
  onTestFinished(() => remote.close())
  onSent(({ event, data }) => remote.hear(event, data))
  await remote.page.evaluate(() => window.remoteMember.start(false))
  const pictures = async () =>
    (await remote.page.evaluate(() => window.remoteMember.figures())).pictures
  // The file lasts two seconds: it is shown a second time.
  await expect.poll(pictures, patience).toBeGreaterThan(30)
  await expect.poll(() => status.media.hallPicture, patience).toBe(true)
  expect(troubles).toEqual([])
})

it('says so where no browser can show what the camera sends', long, async () => {
  const camera = await startRtspCamera('mpeg4')
  onTestFinished(() => camera.stop())
  const { start, codes, troubles } = bridgeUnderTest({
    hallPicture: { kind: 'rtsp', url: camera.url },
  })
  await start()
  await expect.poll(codes, patience).toContain('picture-format-unsupported')
  expect(JSON.stringify(troubles)).not.toContain('secret')
})

it('calls a camera again that hung up, and keeps its password to itself', long, async () => {
  const camera = await startRtspCamera('baseline')
  onTestFinished(() => camera.stop())
  const { start, codes, troubles, status } = bridgeUnderTest({
    hallPicture: { kind: 'rtsp', url: camera.url },
  })
  await start()
  await expect.poll(() => status.media.hallPicture, patience).toBe(true)
  camera.hangUp()
  await expect.poll(codes, patience).toContain('ffmpeg-ended')
  await expect.poll(() => status.media.hallPicture, patience).toBe(false)
  await expect.poll(() => status.media.hallPicture, patience).toBe(true)
  expect(JSON.stringify(troubles)).not.toContain('secret')
})
