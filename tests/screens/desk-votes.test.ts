import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openDesk } from './desk-vote-page.ts'
import { PRESSED, VOTE_STATES, type VoteState } from './desk-vote-states.ts'
import { deskOf } from './desk-votes.ts'
import { clipped, serious } from './judge.ts'
import { LONGEST } from './people.ts'

const names = Object.keys(VOTE_STATES) as VoteState[]
describe.each(['th', 'en'])('the vote in %s', (language) => {
  it.each(names)('%s: nothing cut, nothing over the plan, nothing axe finds', async (name) => {
    const { page, strange } = await openDesk(VOTE_STATES[name](), {
      language,
      keys: PRESSED[name] ?? [],
    })
    const plan = await page.locator('.panel.plan').boundingBox()
    const vote = await page.locator('.panel.vote').boundingBox()
    expect(await clipped(page)).toEqual([])
    expect(await serious(page)).toEqual([])
    expect(vote?.y).toBeGreaterThanOrEqual((plan?.y ?? 0) + (plan?.height ?? Infinity))
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(800)
    expect(await doubleKeys(page)).toEqual([])
    expect(strange).toEqual([])
  })
})

it.each(['asks', 'called', 'opening'] as const)('%s on the largest screens', async (name) => {
  for (const [width, height] of [
    [1920, 1080],
    [3840, 2160],
  ] as const) {
    const keys = PRESSED[name as VoteState] ?? []
    const { page, served } = await openDesk(VOTE_STATES[name](), {
      language: 'th',
      width,
      height,
      keys,
    })
    expect(await clipped(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(height)
    await served.close()
  }
})

it('a roll call holds the longest names', async () => {
  const scene = VOTE_STATES.called()
  const { page, served } = await openDesk(scene, { language: 'th' })
  const { plan } = deskOf(scene)
  served.patch(
    'plan',
    plan.members.map((_, index) => [['members', index, 'name'], LONGEST]),
  )
  const name = page.locator('.called-name')
  await expect.poll(() => name.textContent()).toContain('วัฒนไพศาลกิจเจริญรุ่งเรือง')
  expect(await clipped(page)).toEqual([])
  const onward = await page.locator('.onward').boundingBox()
  const panel = await page.locator('.panel.vote').boundingBox()
  expect((onward?.y ?? 0) + (onward?.height ?? 0)).toBeLessThanOrEqual(
    (panel?.y ?? 0) + (panel?.height ?? 0),
  )
})

/** Keys that two things on the screen would answer to. */
async function doubleKeys(page: Page): Promise<string[]> {
  const keys = await page.evaluate(() =>
    [...document.querySelectorAll('[aria-keyshortcuts]:not(:disabled)')].map(
      (one) => one.getAttribute('aria-keyshortcuts') ?? '',
    ),
  )
  return keys.filter((key, index) => keys.indexOf(key) !== index)
}
