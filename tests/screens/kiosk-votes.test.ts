import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  boxContext,
  fromBase64url,
  officerContext,
  openLayer,
  toBase64url,
} from '../../controller/protocol/seal-vote.ts'
import { appInBrowser } from './app-in-browser.ts'
import { CHAIR_MOMENTS } from './kiosk-chairs.ts'
import { openKiosk, type OpenedKiosk } from './kiosk-page.ts'
import { SEAT_MOMENTS, type SeatMoment } from './kiosk-seats.ts'

let opened: OpenedKiosk | undefined
const app = appInBrowser('kiosk', () => opened?.controller.close())

async function open(page: 'seat' | 'chair', moment: SeatMoment | undefined): Promise<OpenedKiosk> {
  if (!moment) throw new Error('There is no such moment.')
  const { seat } = moment.own
  opened = await openKiosk(app.browser, app.dist, {
    path: `/${page}/${seat}`,
    identity: { kind: 'seat', seat },
    views: { ...moment.house, [`seat:${seat}`]: moment.own },
  })
  await opened.page.locator('.seat-screen').waitFor()
  return opened
}
const at = (name: string) => SEAT_MOMENTS[name]?.()
const shown = (moment: SeatMoment | undefined) => ({
  ...moment?.house,
  [`seat:${moment?.own.seat}`]: moment?.own,
})
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const alert = (page: Page, words: string) => page.getByRole('alert').filter({ hasText: words })
const soon = { timeout: 15_000 }

describe('presence at the seat', () => {
  it('is declared with one key, and is shown as declared when the controller says so', async () => {
    const { page, controller, show } = await open('seat', at('presence'))
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => controller.commands, soon)
      .toEqual([{ type: 'DeclarePresence', member: 'm12' }])
    expect(await page.locator('.presence-act.done').count()).toBe(0)
    await show(shown(at('presence-done')))
    await page.locator('.presence-act.done', { hasText: 'Your presence is declared' }).waitFor()
  })
})

describe('a press that does not count', () => {
  it('is named after the close, and what is recorded stays to be seen', async () => {
    const { page, controller } = await open('seat', at('closed-voted'))
    Object.assign(controller, { refuse: 'late', refuseCode: 'ballot-closed' })
    await page.keyboard.press('2')
    await alert(page, 'Voting had closed before this press: it does not count.').waitFor()
    await page.locator('.voted-echo', { hasText: 'Agree' }).waitFor()
    expect(await button(page, 'Disagree').count()).toBe(0)
  })

  it('is named while the vote is held, where nothing can be touched', async () => {
    const { page, controller } = await open('seat', at('held'))
    Object.assign(controller, { refuse: 'held', refuseCode: 'ballot-held' })
    expect(await page.locator('.choice').count()).toBe(0)
    await page.keyboard.press('1')
    await alert(page, 'Voting is held: this press was not taken.').waitFor()
  })

  it('is named when it is the second of two quick taps', async () => {
    const { page, controller } = await open('seat', at('vote'))
    await page.keyboard.press('1')
    await page.keyboard.press('2')
    await alert(page, 'Two taps came too fast: the first one counts.').waitFor()
    expect(controller.commands).toEqual([expect.objectContaining({ choice: 'agree' })])
  })

  it('is not offered to who is locked, who is told what to do', async () => {
    const { page, controller } = await open('seat', at('locked'))
    await page.getByText('an officer is coming').waitFor()
    await page.keyboard.press('1')
    expect(await page.locator('.choice').count()).toBe(0)
    expect(controller.commands).toEqual([])
  })

  it('waits for the call in a roll call', async () => {
    const { page, show } = await open('seat', at('call-waits'))
    await page.getByText('7 more names until yours').waitFor()
    expect(await page.locator('.choice').count()).toBe(0)
    await show(shown(at('called')))
    await page.getByText('You are called: vote now').waitFor()
    await page.getByRole('button', { name: 'Agree', exact: true }).waitFor()
  })
})

it('a receipt is there to read and to scan, and its square says where to verify it', async () => {
  const { page } = await open('seat', at('voted-receipt'))
  expect(await page.locator('.receipt-code').textContent()).toBe('K7Q4 2M9D 83')
  await page.getByRole('img', { name: 'Scan to verify' }).waitFor()
})

/** A pair whose private half can open what the page seals. */
async function pair() {
  const { subtle } = crypto
  const made = await subtle.generateKey('X25519', true, ['deriveBits'])
  if (!('privateKey' in made)) throw new Error('X25519 gave no pair.')
  const bytes = new Uint8Array(await subtle.exportKey('raw', made.publicKey))
  return { private: made.privateKey, public: toBase64url(bytes) }
}

describe('a secret vote at the seat', () => {
  it('leaves the page sealed for box and officers, and is forgotten after three seconds', async () => {
    const [box, first, second] = await Promise.all([pair(), pair(), pair()])
    const moment = at('vote-secret')
    const running = moment?.house.room.ballot
    if (!moment || !running) throw new Error('A vote runs.')
    const secret = {
      officers: ['wipha', 'anong'],
      seal: { keys: [first.public, second.public] as [string, string], box: box.public },
    }
    moment.house.room = { ...moment.house.room, ballot: { ...running, secret } }
    const { page, controller } = await open('seat', moment)
    await button(page, 'Disagree').click()
    await page.locator('.voted-echo', { hasText: 'Disagree' }).waitFor()
    await page.getByText('Your vote is in the box').first().waitFor()

    const [vote] = controller.sealed
    const { subtle } = crypto
    const lies = await openLayer(
      subtle,
      box,
      boxContext('b1', `seat:${moment.own.seat}`),
      fromBase64url(vote?.sealed ?? ''),
    )
    const outer = await openLayer(subtle, second, officerContext('b1', 2), lies)
    const choice = await openLayer(subtle, first, officerContext('b1', 1), outer)
    expect(choice[0]).toBe(2)
    expect(controller.commands).toEqual([])

    const { seat } = moment.own
    const part = { ...moment.own.ballot, sealed: true }
    opened?.controller.patch(`seat:${seat}`, [[[], { ...moment.own, ballot: part }]])
    await page.locator('.voted-echo', { hasText: 'Disagree' }).waitFor({ state: 'detached' })
    await page.getByText('Your vote is in the box').first().waitFor()
    expect(await page.getByText('Disagree').count()).toBe(0)
    expect(await page.locator('.vote-receipt').count()).toBe(0)
    await button(page, 'Vote again').click()
    await button(page, 'Abstain').waitFor()
  })
})

describe('the chair’s screen', () => {
  it('closes no vote by a touch: only where it is held', async () => {
    const { page, controller } = await open('chair', CHAIR_MOMENTS['vote']?.())
    const close = button(page, /Close voting/)
    await close.click()
    await close.focus()
    await page.keyboard.down('Enter')
    await expect
      .poll(() => controller.commands, soon)
      .toEqual([{ type: 'CloseBallot', ballot: 'b1' }])
    await page.keyboard.up('Enter')
  })

  it('grants the next, and opens what was prepared word for word', async () => {
    const moment = CHAIR_MOMENTS['debate']?.()
    const { page, controller } = await open('chair', moment)
    await button(page, 'Grant the next').click()
    const next = moment?.house.room.queue[0]?.member
    await expect
      .poll(() => controller.commands, soon)
      .toEqual([{ type: 'GrantFloor', member: next }])
    await button(page, /Open voting/).focus()
    await page.keyboard.down('Space')
    await expect.poll(() => controller.commands.length, soon).toBe(2)
    await page.keyboard.up('Space')
    const [prepared] = moment?.house.room.prepared ?? []
    expect(controller.commands[1]).toMatchObject({
      type: 'OpenBallot',
      prepared: prepared?.vote,
      motion: prepared?.motion,
      rule: prepared?.rule,
      durationMs: prepared?.durationMs,
      choices: null,
    })
  })

  it('settles a tie by a hold, for or against and nothing else', async () => {
    const { page, controller } = await open('chair', CHAIR_MOMENTS['tied']?.())
    const sides = page.locator('.casting-vote button')
    expect(await sides.allTextContents()).toEqual(['Agree', 'Disagree'])
    await sides.first().click()
    await sides.last().focus()
    await page.keyboard.down('Enter')
    await expect
      .poll(() => controller.commands, soon)
      .toEqual([{ type: 'GiveCastingVote', ballot: 'b1', choice: 'disagree' }])
    await page.keyboard.up('Enter')
  })
})
