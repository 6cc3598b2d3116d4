import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser } from './browser.ts'
import { builtApp } from './built-app.ts'
import { startFakeController } from './fake-controller.ts'
import { FIXTURES, NOW, fixture, type FixtureName } from './fixtures.ts'

/**
 * Pictures of the desk in every state, language and size, to be looked at:
 * `node tests/screens/shoot.ts [fixture…]`. They go to a folder under the system's temporary one.
 */
const SIZES: [width: number, height: number][] = [
  [1280, 800],
  [1440, 900],
  [1920, 1080],
]
const asked = process.argv.slice(2)
const names: readonly FixtureName[] = asked.length
  ? FIXTURES.filter((n) => asked.includes(n))
  : FIXTURES
const folder = process.env['SHOTS'] ?? (await mkdtemp(join(tmpdir(), 'sapha-screens-')))
const dist = await builtApp('dashboard')
const browser = await launchBrowser()
try {
  for (const name of names) {
    const controller = await startFakeController({
      dist,
      views: { ...fixture(name) },
      identity: { kind: 'desk', user: 'wipha' },
      now: NOW,
    })
    for (const [width, height] of SIZES) {
      for (const language of ['th', 'en']) {
        const page = await browser.newPage({ viewport: { width, height } })
        await page.goto(`${controller.url}/?lang=${language}`)
        await page.locator('.seat-plan [data-seat]').first().waitFor()
        await page.evaluate(() => document.fonts.ready)
        await page.screenshot({ path: join(folder, `desk-${name}-${language}-${width}.png`) })
        await page.close()
      }
    }
    await controller.close()
  }
} finally {
  await browser.close()
  await rm(dist, { recursive: true, force: true })
}
process.stdout.write(`${folder}\n`)
