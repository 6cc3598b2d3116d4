import type { Browser, Page } from 'playwright-core'
import type { Identity } from '../../controller/protocol/http-api.ts'
import { startFakeController, type FakeController } from './fake-controller.ts'
import { installFakeDevices, type FakeDevices } from './fake-devices.ts'
import { NOW } from './fixtures.ts'

export interface OpenedKiosk {
  page: Page
  controller: FakeController
  /** Addresses asked for outside this machine, and errors of the page: both must stay empty. */
  strange: string[]
  /** Replaces what the page is shown, and resolves when it shows it. */
  show(views: Record<string, unknown>): Promise<void>
}

interface HowToOpen {
  path: string
  identity: Identity | null
  views: Record<string, unknown>
  language?: 'th' | 'en'
  size?: [width: number, height: number]
  devices?: FakeDevices
  /** Beside what every controller answers. */
  replies?: Record<string, unknown>
}

/** One screen of the kiosk in a browser, at a controller of its own. */
export async function openKiosk(
  browser: Browser,
  dist: string,
  { path, identity, views, language = 'en', size = [1024, 600], devices, replies = {} }: HowToOpen,
): Promise<OpenedKiosk> {
  const controller = await startFakeController({
    ...{ dist, views, identity },
    replies: { '/api/health': {}, ...replies },
    now: NOW,
  })
  const [width, height] = size
  const context = await browser.newContext({ viewport: { width, height } })
  const page = await context.newPage()
  const strange: string[] = []
  let taken = 0
  page.on('request', (request) => {
    if (!request.url().startsWith(controller.url)) strange.push(request.url())
  })
  page.on('pageerror', (error) => strange.push(error.message))
  page.on('websocket', (socket) => {
    if (!socket.url().startsWith(controller.url.replace('http', 'ws'))) strange.push(socket.url())
    socket.on('framereceived', ({ payload }) => {
      if (payload.includes('"patch"')) taken += 1
    })
  })
  if (devices) await page.addInitScript(installFakeDevices, devices)
  const [before = '', after = ''] = path.split('#')
  const query = before.includes('?') ? '&' : '?'
  await page.goto(`${controller.url}${before}${query}lang=${language}#${after}`)
  await page.locator('main').first().waitFor()
  await page.evaluate(() => document.fonts.ready)

  /** Views are shown with the next frame, and text is fitted in the one after. */
  const frames = () =>
    page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame++)
        await new Promise((resolve) => requestAnimationFrame(resolve))
    })
  async function show(next: Record<string, unknown>): Promise<void> {
    const wanted = taken + Object.keys(next).length
    for (const [channel, view] of Object.entries(next)) controller.patch(channel, [[[], view]])
    for (let tries = 0; taken < wanted && tries < 200; tries++) await frames()
    await frames()
  }
  return { page, controller, strange, show }
}
