import type { Locator, Page } from 'playwright-core'
import type { Screens } from './browser.ts'
import type { Invited } from './remote-page.ts'

/** The smallest desk. */
const VIEWPORT = { width: 1280, height: 800 }

/** The control desk in a browser, used as the person at it uses it: by what is written on it. */
export class DeskPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** The first start: the address the controller printed, with its code, makes the first account. */
  static async setUp(screens: Screens, url: string, user: string): Promise<DeskPage> {
    const { page } = await screens.open(url, { viewport: VIEWPORT })
    const password = 'three crows at dawn'
    await page.getByLabel('User name').fill(user)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByLabel('Password again').fill(password)
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.getByRole('listbox', { name: 'Chamber plan' }).waitFor()
    return new DeskPage(page)
  }

  panel(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true })
  }

  /** Resolves when the panel says so. */
  async says(panel: string, text: string | RegExp): Promise<void> {
    await this.panel(panel).filter({ hasText: text }).waitFor()
  }

  async click(panel: string, button: string): Promise<void> {
    await this.panel(panel).getByRole('button', { name: button, exact: true }).click()
  }

  /** Begins an item from its row. */
  async begin(title: string): Promise<void> {
    const row = this.panel('Agenda').getByRole('listitem').filter({ hasText: title })
    await row.getByRole('button', { name: title }).click()
    await row.getByRole('button', { name: 'Begin', exact: true }).click()
    await this.panel('Agenda').locator('[aria-current=step]', { hasText: title }).waitFor()
  }

  /** What cannot be taken back is held down until it is done. */
  async hold(panel: string, button: string, until: () => Promise<void>): Promise<void> {
    await this.panel(panel).getByRole('button', { name: button }).hover()
    await this.page.mouse.down()
    await until()
    await this.page.mouse.up()
  }

  /** The seat on the plan, as it is read out: 'A1-02, Name, state'. */
  seat(name: string, state: string): Locator {
    const spoken = new RegExp(`, ${name}, ${state}$`)
    return this.page
      .getByRole('listbox', { name: 'Chamber plan' })
      .getByRole('option', { name: spoken })
  }

  /** The ground of the mark drawn on a seat, as [red, green, blue] from 0 to 255. */
  async markColour(seat: string): Promise<number[]> {
    const ground = this.page.locator(
      `.plan-marks [data-seat="${seat}"] .plan-mark:not(.ring) .ground`,
    )
    const colour = await ground.evaluate((mark) => getComputedStyle(mark).fill)
    return (colour.match(/\d+/g) ?? []).map(Number)
  }

  /** Enrolment link of one of the house's screens, as the desk gives it out. */
  async screenLink(name: string): Promise<string> {
    await this.click('Displays', 'Screen links')
    const sheet = this.panel('Screen links')
    const row = sheet.getByRole('listitem').filter({ hasText: name })
    const url = await row.getByRole('link', { name: 'Open' }).getAttribute('href')
    await this.click('Screen links', 'Close')
    return url ?? ''
  }

  /** What the desk gives this person who takes part from afar; found by name, left by keys. */
  async invite({ member, name }: { member: string; name: string }): Promise<Invited> {
    await this.click('Lobby', 'Invitations')
    const sheet = this.panel('Invitations')
    await sheet.getByRole('searchbox').fill(name)
    const row = sheet.getByRole('listitem').filter({ hasText: name })
    const url = await row.locator('[title]').first().getAttribute('title')
    const code = await row.locator('code').innerText()
    await this.page.keyboard.press('Escape')
    await this.page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    return { member, name, url: url ?? '', code }
  }

  /** The first in the lobby is let in. */
  async admitFirst(by: 'pointer' | 'key'): Promise<void> {
    const waiting = this.panel('Lobby').getByRole('listitem')
    const [name = ''] = (await waiting.first().innerText()).split('\n')
    if (by === 'key') await this.page.keyboard.press('a')
    else await waiting.first().getByRole('button', { name: 'Admit' }).click()
    await waiting.filter({ hasText: name }).waitFor({ state: 'detached' })
  }
}
