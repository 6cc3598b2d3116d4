import type { Locator, Page } from 'playwright-core'
import type { OpenOptions, Screens } from './browser.ts'

/** A remote member at a browser of their own, from the link to the room. */
export class RemotePage {
  readonly name: string
  readonly page: Page

  constructor(name: string, page: Page) {
    this.name = name
    this.page = page
  }

  /** Opens the invitation, gives the code, passes the device check and asks to be let in. */
  static async join(
    screens: Screens,
    name: string,
    { url, code }: { url: string; code: string },
    { allow = ['microphone'], tcp = false }: OpenOptions & { tcp?: boolean } = {},
  ): Promise<RemotePage> {
    const address = new URL(url)
    if (tcp) address.searchParams.set('tcp', '')
    const { page } = await screens.open(address.href, { allow })
    await page.getByLabel('Personal code').fill(code)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Enter the lobby' }).click()
    await page.getByRole('heading', { name: 'Lobby' }).waitFor()
    return new RemotePage(name, page)
  }

  /** Resolves when the member is in the room and their sound reaches it, held there. */
  async untilInRoom(): Promise<void> {
    await this.page.getByText('held by the room').waitFor()
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name })
  }

  async says(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor()
  }

  async vote(choice: string): Promise<void> {
    await this.button(choice).click()
  }

  /** Resolves when the page echoes this choice as recorded. */
  async untilRecorded(choice: string): Promise<void> {
    await this.page.getByRole('button', { name: choice, pressed: true }).waitFor()
    await this.says('Recorded')
  }
}
