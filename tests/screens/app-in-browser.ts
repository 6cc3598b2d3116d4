import { rm } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { launchBrowser } from './browser.ts'
import { builtApp } from './built-app.ts'

/**
 * One of the two web apps as it is shipped, and a browser, for the tests of one file. After each test
 * its pages are closed, and then what served them.
 */
export function appInBrowser(
  app: 'dashboard' | 'kiosk',
  closeServed: () => Promise<unknown> | undefined,
): { readonly dist: string; readonly browser: Browser } {
  // Dozens of states beside other tests on two cores: seconds, not milliseconds.
  vi.setConfig({ testTimeout: 60_000 })
  let dist: string
  let browser: Browser
  beforeAll(async () => {
    ;[dist, browser] = await Promise.all([builtApp(app), launchBrowser()])
  }, 120_000)
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    await closeServed()
  })
  afterAll(async () => {
    await browser.close()
    await rm(dist, { recursive: true, force: true })
  })
  return {
    get dist() {
      return dist
    },
    get browser() {
      return browser
    },
  }
}
