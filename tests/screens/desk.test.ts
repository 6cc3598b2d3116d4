import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { appInBrowser } from './app-in-browser.ts'
import { startFakeController, type FakeController } from './fake-controller.ts'
import { FIXTURES, NOW, fixture, type FixtureName } from './fixtures.ts'
import { clipped, serious } from './judge.ts'

let controller: FakeController | undefined
const app = appInBrowser('dashboard', () => controller?.close())

interface Opened {
  page: Page
  controller: FakeController
  /** Addresses asked for outside this machine, and errors of the page: both must stay empty. */
  strange: string[]
}
async function openDesk(
  name: FixtureName,
  options: { language?: 'th' | 'en'; width?: number; height?: number; now?: number } = {},
): Promise<Opened> {
  const { language = 'en', width = 1280, height = 800 } = options
  const served = await startFakeController({
    dist: app.dist,
    views: { ...fixture(name) },
    identity: { kind: 'desk', user: 'wipha' },
    now: options.now ?? NOW,
  })
  controller = served
  const context = await app.browser.newContext({ viewport: { width, height }, bypassCSP: false })
  const page = await context.newPage()
  const strange: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(served.url)) strange.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') strange.push(message.text())
  })
  page.on('pageerror', (error) => strange.push(error.message))
  await page.goto(`${served.url}/?lang=${language}`)
  await page.locator('.seat-plan [data-seat]').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
  return { page, controller: served, strange }
}

/** Every state at the smallest size, where all is tightest; two also at the others. */
const looks = FIXTURES.flatMap((name) => {
  const sizes: ['th' | 'en', number, number][] = [['th', 1280, 800]]
  if (name !== 'crowd') sizes.push(['en', 1280, 800])
  if (name === 'vote' || name === 'longest') sizes.push(['th', 1920, 1080], ['en', 3840, 2160])
  return sizes.map(([language, width, height]) => ({ name, language, width, height }))
})
describe('the desk', () => {
  it.each(looks)('$name in $language at $width × $height', async (look) => {
    const { name, language, width, height } = look
    const { page, strange } = await openDesk(name, { language, width, height })
    expect(await clipped(page)).toEqual([])
    expect(await serious(page)).toEqual([])
    const thai = await page.evaluate(() =>
      [...document.fonts].some(
        (font) => font.family.includes('Noto Sans Thai') && font.status === 'loaded',
      ),
    )
    expect(thai).toBe(true)
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(height)
    expect(strange).toEqual([])
  })
})

describe('the plan', () => {
  it('is covered by nothing', async () => {
    for (const name of ['debate', 'vote', 'crowd'] as const) {
      const { page } = await openDesk(name)
      const covered = await page.evaluate(() => {
        const over = [...document.querySelectorAll('.plan-key, .remote-ring figcaption')].map(
          (one) => one.getBoundingClientRect(),
        )
        return [...document.querySelectorAll('.seat-body .chair')].filter((seat) => {
          const box = seat.getBoundingClientRect()
          return over.some(
            ({ left, right, top, bottom }) =>
              box.left < right && box.right > left && box.top < bottom && box.bottom > top,
          )
        }).length
      })
      expect(covered, name).toBe(0)
      await controller?.close()
    }
  })

  it('redraws only the seats that changed', async () => {
    const { page, controller: served } = await openDesk('crowd')
    await page.evaluate(() => {
      const touched = new Set<string>()
      Object.assign(globalThis, { touched })
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const seat = target instanceof Element ? target.closest('[role=option]') : null
          if (seat) touched.add(seat.getAttribute('data-seat') ?? '')
        }
      }).observe(document.querySelector('.seat-plan') ?? document, {
        subtree: true,
        childList: true,
        attributes: true,
      })
    })
    served.patch('desk', [[['seats', 'C4-05', 'voted'], false]])
    await page.waitForFunction(() => document.querySelector('[data-seat="C4-05"] .silent') !== null)
    expect(await page.evaluate('[...touched]')).toEqual(['C4-05'])
  })

  it('shows 1,200 seats that all change at once', async () => {
    const { page, controller: served } = await openDesk('crowd')
    const { room } = fixture('crowd')
    const seats = Object.keys(room.seated)
    served.patch(
      'desk',
      seats.map((seat) => [['seats', seat, 'voted'], false]),
    )
    await page.waitForFunction(
      (count) => document.querySelectorAll('.seat-body.silent').length >= count,
      seats.length - 5,
    )
  })

  it('is walked by arrows, searched from anywhere, and looked at block by block', async () => {
    const { page } = await openDesk('vote')
    await page.keyboard.press('/')
    await page.keyboard.type('c405')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.seat-line .seat').textContent()).toBe('C 4-05')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.locator('.seat-line .seat').textContent()).toBe('C 4-06')
    await page.keyboard.press('z')
    const seat = page.locator('[data-seat="C4-06"] .hit').first()
    await expect.poll(async () => (await seat.boundingBox())?.width ?? 0).toBeGreaterThan(12)
    await page.keyboard.press('Escape')
    expect(await page.locator('.plan-key').isVisible()).toBe(true)
  })
})

describe('actions', () => {
  it('are given by key, and what cannot be taken back only when held', async () => {
    const { page, controller: served } = await openDesk('vote')
    await page.keyboard.press('g')
    await expect.poll(() => served.commands.at(-1)).toMatchObject({ type: 'GrantFloor' })
    await page.keyboard.press('v', { delay: 500 })
    await page.getByRole('button', { name: 'Hold: close voting' }).click({ delay: 500 })
    await page.keyboard.down('v')
    await expect
      .poll(() => served.commands.at(-1), { timeout: 5000 })
      .toEqual({ type: 'CloseBallot', ballot: 'b1' })
    await page.keyboard.up('v')
    expect(served.commands).toHaveLength(2)
  })

  it('open a vote in two touches, with the item’s own motion', async () => {
    const { page, controller: served } = await openDesk('debate')
    await page.keyboard.press('v')
    await page.locator('.vote-opening').waitFor()
    await page.keyboard.press('v')
    await expect
      .poll(() => served.commands.at(-1))
      .toMatchObject({
        type: 'OpenBallot',
        rule: 'ordinary',
        motion: { en: 'Community Water Management Bill (second reading)' },
      })
  })

  it('say in words beside them why nothing happened', async () => {
    const { page, controller: served } = await openDesk('debate')
    served.refuse = 'no'
    await page.keyboard.press('g')
    const said = page.locator('.queue .said-here')
    await expect.poll(() => said.textContent()).toContain('This screen may not do that.')
  })

  it('need a reason on record to refuse somebody', async () => {
    const { page, controller: served } = await openDesk('debate')
    await page.getByRole('button', { name: 'Refuse' }).first().click()
    await page.keyboard.type('Not invited')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => served.commands.at(-1))
      .toMatchObject({ type: 'RefusePerson', reason: 'Not invited' })
  })

  it('have every key on a list that does not cover the plan', async () => {
    const { page } = await openDesk('vote')
    await page.keyboard.press('?')
    const sheet = page.locator('.side-sheet')
    await expect.poll(() => sheet.locator('.keys-row').count()).toBeGreaterThan(15)
    const [plan, list] = await Promise.all([
      page.locator('.panel.plan').boundingBox(),
      sheet.boundingBox(),
    ])
    expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(plan?.x ?? 0)
  })
})

describe('accounts', () => {
  it('are added with a link that is shown once, removed when held, and the password changed', async () => {
    const accounts = [
      { user: 'wipha', addedBy: null, addedAt: NOW },
      { user: 'somchai', addedBy: 'wipha', addedAt: NOW },
    ]
    const url = 'https://chamber.example:8443/setup#code=7K2M9QXP&user=malee'
    const added = { user: 'malee', code: '7K2M9QXP', url, until: NOW + 3_600_000 }
    const open = { user: 'malee', by: 'wipha', until: added.until }
    for (const language of ['th', 'en'] as const) {
      const { page, controller: served, strange } = await openDesk('vote', { language })
      served.replies['GET /api/accounts'] = { accounts, codes: [] }
      served.replies['POST /api/accounts'] = added
      await page.keyboard.press('Shift+A')
      const sheet = page.locator('.side-sheet')
      await expect.poll(() => sheet.locator('.account-row').count()).toBe(2)
      expect(await sheet.locator('.account-row').first().getByRole('button').count()).toBe(0)
      await page.fill('#account-name', 'malee')
      served.replies['GET /api/accounts'] = { accounts, codes: [open] }
      await page.keyboard.press('Enter')
      await expect.poll(() => sheet.locator('.added').textContent()).toContain('user=malee')
      expect(await clipped(page)).toEqual([])
      expect(await serious(page)).toEqual([])

      served.replies['DELETE /api/accounts/somchai'] = { accounts: accounts.slice(0, 1), codes: [] }
      const remove = sheet.locator('.account-row', { hasText: 'somchai' }).getByRole('button')
      await remove.click()
      expect(await sheet.locator('.account-row').count()).toBe(3)
      await remove.click({ delay: 1_500 })
      await expect.poll(() => sheet.locator('.account-row').count()).toBe(1)

      served.replies['POST /api/password'] = { accounts, codes: [] }
      for (const [field, text] of Object.entries({ now: 'old', next: 'new one', again: 'new one' }))
        await page.fill(`#password-${field}`, text)
      await page.keyboard.press('Enter')
      await expect.poll(() => sheet.getByRole('status').count()).toBe(1)
      expect(await page.inputValue('#password-next')).toBe('')
      expect(strange).toEqual([])
      await controller?.close()
    }
  })
})

describe('the link', () => {
  it('is said to be lost at once, and catches up by itself', async () => {
    const { page, controller: served } = await openDesk('vote')
    served.silence()
    await page.locator('.trouble').waitFor({ timeout: 10_000 })
    expect(await page.locator('.sheet.stale').count()).toBe(1)
    expect(await page.locator('.seat-plan').isVisible()).toBe(true)
    served.speak()
    await page.locator('.trouble').waitFor({ state: 'detached', timeout: 10_000 })
  })
})

describe('before the desk', () => {
  async function openDoor(setupNeeded: boolean, language: 'th' | 'en'): Promise<Page> {
    const served = await startFakeController({
      dist: app.dist,
      views: {},
      identity: null,
      setupNeeded,
    })
    controller = served
    const page = await app.browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(`${served.url}/?lang=${language}#code=7K2M-9QXP`)
    await page.locator('form').waitFor()
    return page
  }

  it('asks who is there, and says why it did not open', async () => {
    const page = await openDoor(false, 'th')
    await page.fill('#user', 'wipha')
    await page.fill('#password', 'wrong')
    await page.keyboard.press('Enter')
    const alert = page.getByRole('alert')
    await expect.poll(() => alert.textContent()).toContain('ชื่อหรือรหัสผ่านไม่ถูกต้อง')
    expect(await serious(page)).toEqual([])
  })

  it('makes the account a colleague gave the code for, whoever is signed in here', async () => {
    const identity = { kind: 'desk', user: 'wipha' } as const
    const served = await startFakeController({ dist: app.dist, views: {}, identity })
    controller = served
    const page = await app.browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(`${served.url}/setup?lang=th#code=7K2M9QXP&user=malee`)
    await expect.poll(() => page.inputValue('#user')).toBe('malee')
    expect(await page.locator('h1').textContent()).toBe('บัญชีของท่านที่โต๊ะควบคุม')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('password')
    expect(await serious(page)).toEqual([])
  })

  it('makes the first account with the code in the address, and no typing error', async () => {
    const page = await openDoor(true, 'en')
    expect(await page.inputValue('#code')).toBe('7K2M-9QXP')
    await page.fill('#user', 'wipha')
    await page.fill('#password', 'a quiet river 22')
    await page.fill('#again', 'a quiet river 23')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('passwords differ')
    expect(await serious(page)).toEqual([])
  })
})

it('changes its language without a reload, and remembers it', async () => {
  const { page } = await openDesk('vote', { language: 'en' })
  await page.getByRole('button', { name: 'ไทย' }).click()
  await expect.poll(() => page.locator('.panel.queue h2').textContent()).toContain('ลำดับผู้อภิปราย')
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('th')
  await page.goto(`${controller?.url}/`)
  await expect.poll(() => page.locator('.panel.queue h2').textContent()).toContain('ลำดับผู้อภิปราย')
})
