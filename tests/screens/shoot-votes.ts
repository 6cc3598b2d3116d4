import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser } from './browser.ts'
import { builtApp } from './built-app.ts'
import { deskOf, nowOf } from './desk-votes.ts'
import { VOTE_STATES } from './desk-vote-states.ts'
import { startFakeController } from './fake-controller.ts'

const SIZES: [number, number][] = [
  [1280, 800],
  [1920, 1080],
]
const [wanted, langs, sizes] = process.argv.slice(2)
const folder = process.env['SHOTS'] ?? (await mkdtemp(join(tmpdir(), 'sapha-votes-')))
const dist = process.env['DIST'] ?? (await builtApp('dashboard'))
const browser = await launchBrowser()
for (const [name, make] of Object.entries(VOTE_STATES)) {
  if (wanted && wanted !== 'all' && !wanted.split(',').includes(name)) continue
  const scene = make()
  const controller = await startFakeController({
    dist,
    views: { ...deskOf(scene) },
    identity: { kind: 'desk', user: 'wipha' },
    now: nowOf(scene),
  })
  for (const [width, height] of SIZES) {
    if (sizes && !sizes.split(',').includes(String(width))) continue
    for (const language of (langs ?? 'th,en').split(',')) {
      const page = await browser.newPage({ viewport: { width, height } })
      page.on('console', (m) => {
        if (m.type() !== 'log') console.log(m.text())
      })
      await page.goto(`${controller.url}/?lang=${language}`)
      await page.locator('.seat-plan [data-seat]').first().waitFor()
      await page.evaluate(() => document.fonts.ready)
      await page.screenshot({ path: join(folder, `${name}-${language}-${width}.png`) })
      await page.close()
    }
  }
  await controller.close()
}
await browser.close()
if (!process.env['DIST']) await rm(dist, { recursive: true, force: true })
console.log(folder)
