import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import type { Scene } from '../core/given.ts'
import { launchBrowser } from './browser.ts'
import { builtApp } from './built-app.ts'
import { deskOf, nowOf } from './desk-votes.ts'
import { startFakeController, type FakeController } from './fake-controller.ts'

// A browser beside other tests on two cores: seconds, not milliseconds.
vi.setConfig({ testTimeout: 60_000 })

let dist: string
let browser: Browser
let controller: FakeController | undefined
beforeAll(async () => {
  ;[dist, browser] = await Promise.all([builtApp('dashboard'), launchBrowser()])
}, 120_000)
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await controller?.close()
})
afterAll(async () => {
  await browser.close()
  await rm(dist, { recursive: true, force: true })
})

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
    dist,
    views: { ...deskOf(scene) },
    identity: { kind: 'desk', user: 'wipha' },
    now: nowOf(scene),
  })
  controller = served
  const page = await browser.newPage({ viewport: { width, height } })
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
