import type { Locator, Page } from 'playwright-core'
import type { OpenOptions, Screens } from './browser.ts'

/** Who is invited, and what they were sent: the link, and the code by another way. */
export interface Invited {
  member: string
  name: string
  url: string
  code: string
}

export interface MediaFigures {
  /** Packets of the member's own voice. */
  soundSent: number
  /** Energy of what came from the hall; 0 as long as it is silent. */
  soundHeard: number
  pictures: number
  /** How it all travels: 'udp', 'tcp'. */
  protocols: string[]
}

/** A remote member at a browser of their own, from the link to the room. */
export class RemotePage {
  readonly member: string
  readonly name: string
  readonly page: Page

  constructor({ member, name }: Invited, page: Page) {
    this.member = member
    this.name = name
    this.page = page
  }

  /** Opens the invitation, gives the code, passes the device check and asks to be let in. */
  static async join(
    screens: Screens,
    invited: Invited,
    { allow = ['microphone'], tcp = false }: OpenOptions & { tcp?: boolean } = {},
  ): Promise<RemotePage> {
    const address = new URL(invited.url)
    if (tcp) address.searchParams.set('tcp', '')
    const { page } = await screens.open(address.href, { allow })
    await page.getByLabel('Personal code').fill(invited.code)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Enter the lobby' }).click()
    await page.getByRole('heading', { name: 'Lobby', exact: true }).waitFor()
    return new RemotePage(invited, page)
  }

  /** Resolves when the member is in the room and their sound reaches it, held there. */
  async untilInRoom(): Promise<void> {
    await this.page.getByText('held by the room').waitFor()
  }

  /** What Chromium counted on the page's open connections so far. */
  async figures(): Promise<MediaFigures> {
    return this.page.evaluate(async () => {
      const open = window.connections.filter(({ connectionState }) => connectionState !== 'closed')
      const reports = await Promise.all(open.map((connection) => connection.getStats()))
      const all = reports.flatMap((report) => [...report.values()] as Record<string, unknown>[])
      const sum = (type: string, kind: string, name: string) =>
        all
          .filter((stat) => stat['type'] === type && stat['kind'] === kind)
          .reduce((total, stat) => total + Number(stat[name] ?? 0), 0)
      // The pair in use: a page also lists the addresses it merely tried.
      const byId = new Map(all.map((stat) => [stat['id'], stat]))
      const used = all
        .filter(({ type }) => type === 'transport')
        .map((transport) => byId.get(transport['selectedCandidatePairId']))
        .map((pair) => byId.get(pair?.['remoteCandidateId']))
        .filter((candidate) => candidate !== undefined)
      return {
        soundSent: sum('outbound-rtp', 'audio', 'packetsSent'),
        soundHeard: sum('inbound-rtp', 'audio', 'totalAudioEnergy'),
        pictures: sum('inbound-rtp', 'video', 'framesDecoded'),
        protocols: [...new Set(used.map(({ protocol }) => String(protocol)))],
      }
    })
  }

  /** The hall's picture as it is drawn at this moment, as text to be compared. */
  async hallPicture(): Promise<string> {
    return this.page.locator('.room-hall video').evaluate((video: HTMLVideoElement) => {
      const canvas = document.createElement('canvas')
      canvas.width = 64
      canvas.height = 36
      canvas.getContext('2d')?.drawImage(video, 0, 0, 64, 36)
      return canvas.toDataURL()
    })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name })
  }

  async says(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor()
  }

  async vote(choice: string): Promise<void> {
    await this.page.getByRole('button', { name: choice, exact: true }).click()
  }

  /** Resolves when the page echoes this choice as recorded. */
  async untilRecorded(choice: string): Promise<void> {
    await this.page.getByRole('button', { name: choice, exact: true, pressed: true }).waitFor()
    await this.says('Recorded')
  }
}
