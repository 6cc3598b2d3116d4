import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { appInBrowser } from './app-in-browser.ts'
import { startFakeController, type FakeController } from './fake-controller.ts'
import { clipped, serious } from './judge.ts'
import { RECORDS, type RecordState } from './record-page.ts'

let controller: FakeController | undefined
const app = appInBrowser('dashboard', () => controller?.close())

async function openRecord(
  state: RecordState,
  { language = 'en', width = 1280, height = 800 } = {},
): Promise<{ page: Page; strange: string[] }> {
  const { replies, path } = await RECORDS[state]()
  const identity = { kind: 'desk', user: 'wipha' } as const
  controller = await startFakeController({ dist: app.dist, views: {}, identity, replies })
  const page = await app.browser.newPage({ viewport: { width, height } })
  const strange: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') strange.push(message.text())
  })
  page.on('pageerror', (error) => strange.push(error.message))
  await page.goto(`${controller.url}${path}?lang=${language}`)
  await page
    .locator(state === 'none' ? '.record-list p' : '.record-names tbody tr')
    .first()
    .waitFor()
  await page.evaluate(() => document.fonts.ready)
  return { page, strange }
}

const SIZES = [
  [390, 844],
  [1280, 800],
  [3840, 2160],
] as const

describe.each(['th', 'en'])('the record in %s', (language) => {
  it.each(Object.keys(RECORDS) as RecordState[])(
    '%s: nothing cut, nothing axe finds',
    async (state) => {
      const { page, strange } = await openRecord(state, { language })
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height })
        expect(await clipped(page), `${width}`).toEqual([])
        expect(await serious(page), `${width}`).toEqual([])
        const sideways = () => document.documentElement.scrollWidth > window.innerWidth
        expect(await page.evaluate(sideways), `${width}`).toBe(false)
      }
      expect(strange).toEqual([])
    },
  )
})

const names = (page: Page) => page.locator('.names-table tbody th').allTextContents()

it('finds names by word, and tells kinds apart by a press of their count', async () => {
  const { page } = await openRecord('corrected')
  expect(await names(page)).toHaveLength(12)
  await page.getByRole('searchbox').fill('kanya')
  expect(await names(page)).toEqual(['Kanya Saengtawanchai'])
  await page.getByRole('searchbox').fill('')
  const disagree = page.getByRole('button', { name: /Disagree/ })
  await disagree.click()
  expect(await names(page)).toHaveLength(2)
  expect(await disagree.getAttribute('aria-pressed')).toBe('true')
  await disagree.click()
  expect(await names(page)).toHaveLength(12)
})

it('sorts by a column, and back by a second press, with the keyboard alone', async () => {
  const { page } = await openRecord('corrected')
  const byPlace = page.getByRole('button', { name: 'Given at' })
  await byPlace.focus()
  await page.keyboard.press('Enter')
  const header = page.getByRole('columnheader', { name: 'Given at' })
  expect(await header.getAttribute('aria-sort')).toBe('ascending')
  await page.keyboard.press('Enter')
  expect(await header.getAttribute('aria-sort')).toBe('descending')
  const places = await page.locator('.names-table td:last-child').allTextContents()
  const seats = places.filter((place) => place.startsWith('s') && !place.includes(' '))
  expect(seats).toEqual(['s6', 's5', 's4', 's3', 's2', 's1'])
})

it('shows what was declared beside what it has come to', async () => {
  const { page } = await openRecord('corrected')
  const results = page.locator('.came-to-one')
  expect(await results.nth(0).locator('.tiles dd').allTextContents()).toEqual([
    '5',
    '2',
    '1',
    '0',
    '0',
  ])
  expect(await results.nth(1).locator('.tiles dd').allTextContents()).toEqual([
    '4',
    '2',
    '1',
    '0',
    '1',
  ])
})

it('offers CSV and JSON as links, and says why there is no PDF', async () => {
  const { page } = await openRecord('corrected')
  const link = (name: string) => page.getByRole('link', { name }).getAttribute('href')
  expect(await link('CSV')).toBe('/api/votes/b1.csv?lang=en')
  expect(await link('JSON')).toBe('/api/votes/b1')
  const body = { code: 'chromium-missing', message: 'x', lost: 'y' }
  await page.route('**/api/votes/b1.pdf*', (route) => route.fulfill({ status: 501, json: body }))
  await page.getByRole('button', { name: 'PDF' }).click()
  await page.getByText('sudo apt-get install chromium').waitFor()
})

it('saves the PDF under the name of the vote', async () => {
  const { page } = await openRecord('corrected', { language: 'th' })
  await page.route('**/api/votes/b1.pdf?lang=th', (route) =>
    route.fulfill({ contentType: 'application/pdf', body: '%PDF' }),
  )
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'PDF' }).click()
  expect((await saved).suggestedFilename()).toBe('vote-b1-th.pdf')
})

it('leads from the list to a vote and back on a small screen', async () => {
  const { page } = await openRecord('corrected', { width: 390, height: 844 })
  await page.getByRole('link', { name: 'All votes' }).click()
  await page.getByRole('link', { name: /Section 12/ }).click()
  await page.locator('.record-names').waitFor()
  expect(new URL(page.url()).pathname).toBe('/record/b1')
})
