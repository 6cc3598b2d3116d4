import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser } from './browser.ts'
import { builtApp } from './built-app.ts'
import { deskOf, nowOf } from './desk-votes.ts'
import { PRESSED, VOTE_STATES, type VoteState } from './desk-vote-states.ts'
import { startFakeController } from './fake-controller.ts'

/**
 * Pictures of the desk in every moment of a vote, to be looked at:
 * `node tests/screens/shoot-votes.ts [state…]`. They go to a folder under the system's temporary one.
 */
const SIZES: [width: number, height: number][] = [
  [1280, 800],
  [1920, 1080],
]
const asked = process.argv.slice(2)
const names = (Object.keys(VOTE_STATES) as VoteState[]).filter(
  (name) => asked.length === 0 || asked.includes(name),
)
const folder = process.env['SHOTS'] ?? (await mkdtemp(join(tmpdir(), 'sapha-votes-')))
const dist = await builtApp('dashboard')
const browser = await launchBrowser()
try {
  for (const name of names) {
    const scene = VOTE_STATES[name]()
    const controller = await startFakeController({
      dist,
      views: { ...deskOf(scene) },
      identity: { kind: 'desk', user: 'wipha' },
      now: nowOf(scene),
    })
    for (const [width, height] of SIZES) {
      for (const language of ['th', 'en']) {
        const page = await browser.newPage({ viewport: { width, height } })
        await page.goto(`${controller.url}/?lang=${language}`)
        await page.locator('.seat-plan [data-seat]').first().waitFor()
        await page.evaluate(() => document.fonts.ready)
        for (const key of PRESSED[name] ?? []) await page.keyboard.press(key)
        await page.screenshot({ path: join(folder, `vote-${name}-${language}-${width}.png`) })
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
