import type { Page } from 'playwright-core'
import type { Scene } from '../core/given.ts'
import { appInBrowser } from './app-in-browser.ts'
import { deskOf, nowOf } from './desk-votes.ts'
import { startFakeController, type FakeController } from './fake-controller.ts'

let controller: FakeController | undefined
const app = appInBrowser('dashboard', () => controller?.close())

/** A desk on a scene of the core, for the tests of one file. */
export interface Opened {
  page: Page
  served: FakeController
  /** Errors and warnings of the page: must stay empty. */
  strange: string[]
}
export async function openDesk(
  scene: Scene,
  { language = 'en', width = 1280, height = 800, keys = [] as readonly string[] } = {},
): Promise<Opened> {
  const served = await startFakeController({
    dist: app.dist,
    views: { ...deskOf(scene) },
    identity: { kind: 'desk', user: 'wipha' },
    now: nowOf(scene),
  })
  controller = served
  const page = await app.browser.newPage({ viewport: { width, height } })
  const strange: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') strange.push(message.text())
  })
  page.on('pageerror', (error) => strange.push(error.message))
  await page.goto(`${served.url}/?lang=${language}`)
  await page.locator('.seat-plan [data-seat]').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
  for (const key of keys) await page.keyboard.press(key)
  return { page, served, strange }
}
