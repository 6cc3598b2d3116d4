import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { FloorView } from '../../controller/protocol/views.ts'
import { QUIET_FLOOR } from '../simulated/quiet-floor.ts'
import { appInBrowser } from './app-in-browser.ts'
import { startFakeController, type FakeController } from './fake-controller.ts'
import { NOW, fixture } from './fixtures.ts'
import { clipped, serious } from './judge.ts'

let controller: FakeController | undefined
const app = appInBrowser('dashboard', () => controller?.close())

/** A debate by voice, with a list, quotas and a technician's word, and its sheet before one's eyes. */
async function openFloor(language: 'th' | 'en'): Promise<{ page: Page; served: FakeController }> {
  const { plan, room, desk } = fixture('debate')
  const [, second, third] = plan.members
  const floor: FloorView = {
    ...QUIET_FLOOR,
    mode: 'voice',
    most: 3,
    open: 1,
    quotas: [
      { of: 'tag', id: 'government', ms: 7_200_000, spentMs: 1_000_000, running: [NOW - 60_000] },
      { of: 'item', id: null, ms: 600_000, spentMs: 600_000, running: [] },
    ],
    list: [
      { member: second?.id ?? '', speechMs: null, state: 'called' },
      { member: third?.id ?? '', speechMs: 60_000, state: 'waiting' },
    ],
    overridden: [{ seat: plan.seats[3]?.id ?? '', to: 'closed' }],
  }
  const served = await startFakeController({
    dist: app.dist,
    views: { plan, room: { ...room, floor }, desk },
    identity: { kind: 'desk', user: 'wipha' },
    now: NOW,
  })
  controller = served
  const context = await app.browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.goto(`${served.url}/?lang=${language}`)
  await page.locator('.seat-plan [data-seat]').first().waitFor()
  await page.keyboard.press('Shift+L')
  await page.locator('.floor-sheet').waitFor()
  return { page, served }
}

describe('the floor at the desk', () => {
  it.each(['th', 'en'] as const)('is whole and readable, in %s', async (language) => {
    const { page } = await openFloor(language)
    expect(await clipped(page)).toEqual([])
    expect(await serious(page)).toEqual([])
    if (process.env['SHOTS'])
      await page.screenshot({ path: `${process.env['SHOTS']}/floor-${language}.png` })
  })

  it('changes mode and number, holds the floor, gives time, strikes from the list', async () => {
    const { page, served } = await openFloor('en')
    const sheet = page.locator('.floor-sheet')
    await sheet.getByRole('button', { name: 'push to talk' }).click()
    await sheet.getByRole('button', { name: '+', exact: true }).click()
    await sheet.getByRole('button', { name: 'Hold the floor' }).click()
    await sheet.getByRole('button', { name: '+10 min' }).first().click()
    await sheet.getByRole('button', { name: 'Strike out' }).click()
    await page.keyboard.press('Shift+P')
    await expect.poll(() => served.commands.length).toBe(6)
    expect(served.commands).toMatchObject([
      { type: 'SetFloorMode', mode: 'push-to-talk', openMicrophones: 3 },
      { type: 'SetFloorMode', mode: 'voice', openMicrophones: 4 },
      { type: 'HoldFloor', on: true },
      { type: 'SetQuota', of: 'tag', id: 'government', ms: 7_800_000 },
      { type: 'RegisterSpeakers', speakers: [{ speechMs: null }] },
      { type: 'PauseSpeech' },
    ])
  })

  it('says how many consoles cannot do what the mode needs', async () => {
    const { page } = await openFloor('en')
    await expect
      .poll(() => page.locator('.floor-sheet .is-fault').first().textContent())
      .toMatch(/\d+ consoles cannot tell a voice/)
  })
})
