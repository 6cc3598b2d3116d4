import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { appInBrowser } from './app-in-browser.ts'
import type { FakeDevices } from './fake-devices.ts'
import { JOIN_MOMENTS, type JoinMoment } from './kiosk-joins.ts'
import { openKiosk, type OpenedKiosk } from './kiosk-page.ts'
import { SEAT_MOMENTS } from './kiosk-seats.ts'

let opened: OpenedKiosk | undefined
const app = appInBrowser('kiosk', () => opened?.controller.close())

const SEAT = 'A3-01'
async function openSeat(name: keyof typeof SEAT_MOMENTS): Promise<OpenedKiosk> {
  const moment = SEAT_MOMENTS[name]?.()
  if (!moment) throw new Error(`There is no such moment of a seat: ${name}.`)
  opened = await openKiosk(app.browser, app.dist, {
    path: `/seat/${SEAT}`,
    identity: { kind: 'seat', seat: SEAT },
    views: { ...moment.house, [`seat:${SEAT}`]: moment.own },
  })
  await opened.page.locator('.seat-screen').waitFor()
  return opened
}
async function openJoin(name: string, devices?: Partial<FakeDevices>): Promise<OpenedKiosk> {
  const moment: JoinMoment | undefined = JOIN_MOMENTS[name]?.()
  if (!moment) throw new Error(`There is no such moment of the page: ${name}.`)
  const { house, own } = moment
  opened = await openKiosk(app.browser, app.dist, {
    path: `/join/s14#m=${own.member}`,
    identity: { kind: 'member', member: own.member, sitting: 's14' },
    views: { ...house, [`member:${own.member}`]: own },
    size: [390, 844],
    devices: { ...moment.devices, ...devices },
  })
  return opened
}
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
/** One machine is slower than another; every wait below is for something that must come. */
const soon = { timeout: 15_000 }

describe('a vote at the seat', () => {
  it('is pressed by a figure without any focus, rings until it is recorded, then stands', async () => {
    const { page, controller, show } = await openSeat('vote')
    controller.busy = true
    await page.keyboard.press('2')
    await expect
      .poll(() => controller.commands, soon)
      .toEqual([{ type: 'CastVote', ballot: 'b1', member: 'm12', choice: 'disagree' }])
    await page.locator('.choice.sent', { hasText: 'Disagree' }).waitFor()
    await page.getByText('Sent, waiting to be recorded').waitFor()
    const { house, own } = SEAT_MOMENTS['voted']?.() ?? {}
    await show({ ...house, [`seat:${SEAT}`]: own })
    await page.locator('.voted-echo', { hasText: 'Disagree' }).waitFor()
    await page.getByText('you may change it until voting closes').waitFor()
  })

  it('says why when it is refused', async () => {
    const { page, controller } = await openSeat('vote')
    controller.refuse = 'no'
    await button(page, 'Agree').first().click()
    await page.getByRole('alert').filter({ hasText: 'This screen may not do that.' }).waitFor()
    expect(await page.locator('.choice.sent').count()).toBe(0)
  })

  it('is not lost silently when the link breaks before the answer', async () => {
    const { page, controller } = await openSeat('vote')
    controller.busy = true
    await button(page, 'Abstain').click()
    await expect.poll(() => controller.commands.length, soon).toBe(1)
    controller.cut()
    // Back by itself; what is shown then has no vote of this member in it.
    await page.getByText('Not recorded yet: press again').waitFor(soon)
    controller.busy = false
    await button(page, 'Abstain').click()
    await expect.poll(() => controller.commands.length, soon).toBe(2)
  })

  it('does not hide that the room hears this seat, and closes its microphone', async () => {
    const { page, controller } = await openSeat('vote-on-air')
    await page.locator('.seat-bar.air', { hasText: 'Your microphone is on' }).waitFor()
    await button(page, 'Finish').click()
    await expect.poll(() => controller.commands.at(-1)?.type, soon).toBe('RevokeFloor')
  })

  it('takes two quick taps for one', async () => {
    const { page, controller } = await openSeat('vote')
    await button(page, 'No vote').dblclick()
    await page.keyboard.press('1')
    // A later command shows that nothing else was on its way.
    await button(page, 'Report a fault').click()
    await expect.poll(() => controller.commands.at(-1)?.type, soon).toBe('RaiseFault')
    expect(controller.commands.filter(({ type }) => type === 'CastVote')).toEqual([
      expect.objectContaining({ choice: 'no-vote' }),
    ])
  })
})

describe('a seat’s screen', () => {
  it('is used by keyboard alone, with the focus to be seen; to leave is held', async () => {
    const { page, controller } = await openSeat('idle')
    await page.keyboard.press('Tab')
    const focus = page.locator(':focus-visible')
    expect(await focus.textContent()).toContain('Ask to speak')
    const outline = await focus.evaluate((one) => parseFloat(getComputedStyle(one).outlineWidth))
    expect(outline).toBeGreaterThanOrEqual(2)
    await page.keyboard.press('Enter')
    await expect.poll(() => controller.commands.at(-1)?.type, soon).toBe('RequestFloor')
    for (const next of [/point of order/i, /Leave/]) {
      await page.keyboard.press('Tab')
      expect(await focus.textContent()).toMatch(next)
    }
    await page.keyboard.press('Enter', { delay: 200 })
    await page.keyboard.down('Enter')
    await expect.poll(() => controller.commands.at(-1)?.type, soon).toBe('SignOut')
    await page.keyboard.up('Enter')
    expect(controller.commands).toHaveLength(2)
  })

  it('changes its language at once, without being loaded again', async () => {
    const { page } = await openSeat('idle')
    await page.evaluate(() => Object.assign(window, { same: true }))
    await button(page, 'ภาษาไทย').click()
    await button(page, /ขออภิปราย/).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('th')
    await button(page, 'English').click()
    await button(page, /Ask to speak/).waitFor()
    expect(await page.evaluate(() => 'same' in window)).toBe(true)
  })

  it('reports a fault, and one that could not be told as soon as the link is back', async () => {
    const { page, controller } = await openSeat('idle')
    await button(page, 'Report a fault').click()
    await page.getByText('Reported. The technician knows.').waitFor()
    controller.busy = true
    await button(page, 'Report a fault').click()
    await expect.poll(() => controller.commands.length, soon).toBe(2)
    controller.busy = false
    controller.cut()
    await expect.poll(() => controller.commands.length, soon).toBe(3)
    expect(controller.commands.at(-1)).toMatchObject({
      type: 'RaiseFault',
      source: { kind: 'seat', id: SEAT },
    })
  })

  it('says so at once when the link is lost, and when it is none of the house any more', async () => {
    const { page, controller } = await openSeat('idle')
    controller.silence()
    await page.getByRole('alert').filter({ hasText: 'Link lost' }).waitFor(soon)
    controller.speak()
    await page.getByText('Link lost').waitFor({ state: 'detached', ...soon })
    controller.tell({ t: 'gone', channel: null, code: 'session-over', detail: '' })
    await page.getByText('This screen is not enrolled.').waitFor()
  })

  it('tells a screen reader what has changed, but no time', async () => {
    const { page, show } = await openSeat('asking')
    const spoken = page.locator('.unseen[role=status]')
    expect(await spoken.textContent()).toBe('Your place in the queue is 5')
    const { house, own } = SEAT_MOMENTS['vote']?.() ?? {}
    await show({ ...house, [`seat:${SEAT}`]: own })
    expect(await spoken.textContent()).toContain('A vote is open: Section 12')
    const timed = await page.locator('[role=status] [role=timer], [aria-live] [role=timer]').count()
    expect(timed).toBe(0)
  })
})

describe('a remote member’s page', () => {
  it('says the way out where the browser was told no, and goes it', async () => {
    const { page, controller } = await openJoin('check-ok', {
      camera: 'refused',
      microphone: 'refused',
    })
    await page.getByText(/does not allow the microphone. Allow it at the sign/).waitFor()
    expect(await button(page, 'The lobby opens when your sound passes').isDisabled()).toBe(true)
    await page.evaluate(() =>
      Object.assign(Reflect.get(window, 'fakeDevices') as object, {
        camera: 'missing',
        microphone: 'works',
      }),
    )
    await button(page, 'Try again').click()
    await page.getByText('No camera found. You can take part by sound.').waitFor()
    await button(page, 'Enter the lobby').click()
    await expect
      .poll(() => controller.commands.at(-1), soon)
      .toMatchObject({ type: 'EnterLobby', check: { camera: false, microphone: true } })
  })

  it('says so when the microphone is pulled out in the room, and takes another', async () => {
    const { page } = await openJoin('room')
    await page.locator('.room-you').waitFor()
    await page.evaluate(() => window.dispatchEvent(new Event('pull-out')))
    await page.getByText('No microphone found. Plug one in, then try again.').waitFor()
    await button(page, 'Try again').click()
    await page.getByText('No microphone found').waitFor({ state: 'detached' })
  })

  it('votes by figure and echoes what is recorded', async () => {
    const { page, controller, show } = await openJoin('vote')
    await button(page, 'Abstain').waitFor()
    await page.keyboard.press('3')
    await expect.poll(() => controller.commands.at(-1), soon).toMatchObject({ choice: 'abstain' })
    await page.locator('.choice.sent', { hasText: 'Abstain' }).waitFor()
    const { own } = JOIN_MOMENTS['voted']?.() ?? {}
    await show({ [`member:${own?.member}`]: own })
    await page.getByRole('button', { name: 'Disagree', pressed: true }).waitFor()
  })

  it('gives a person giving explanation no vote, nor a reason why not', async () => {
    const { page, show } = await openJoin('no-remote-vote')
    await page.getByText('Remote members may speak but not vote').waitFor()
    const { house, own } = JOIN_MOMENTS['no-remote-vote']?.() ?? {}
    const members = house?.plan.members.map((one) =>
      one.id === own?.member ? { ...one, class: 'outside' } : one,
    )
    await show({ plan: { ...house?.plan, members } })
    await page.getByText('Remote members may speak but not vote').waitFor({ state: 'detached' })
    expect(await page.getByText('Voting open').count()).toBe(1)
    expect(await page.locator('.vote-sheet').count()).toBe(0)
  })

  it('is red only when the media bridge says that the room hears the member', async () => {
    const { page, controller } = await openJoin('on-air')
    await page.getByText('opening to the hall').waitFor()
    expect(await page.locator('.dock-main.air, .room-self .on-air').count()).toBe(0)
    controller.tell({ t: 'media-event', event: 'heard', data: { heard: true } })
    await page.getByText('the room hears you').waitFor()
    expect(await page.locator('.dock-main.air, .room-self .on-air').count()).toBe(2)
  })

  it('follows the member out and in again, each step the controller’s word', async () => {
    const { page, controller, show } = await openJoin('room')
    const { own } = JOIN_MOMENTS['room']?.() ?? {}
    const channel = `member:${own?.member}`
    await page.locator('.join-room').waitFor()
    await show({ [channel]: { ...own, stage: 'outside' } })
    await page.getByRole('heading', { name: 'Before the lobby' }).waitFor()
    await show({ [channel]: { ...own, stage: 'lobby', lobbyPlace: 1 } })
    await page.getByRole('heading', { name: 'Lobby' }).waitFor()
    await show({ [channel]: own })
    await page.locator('.join-room').waitFor()
    await show({ [channel]: { ...own, stage: 'removed', reason: 'noise' } })
    await page.getByText('noise').waitFor()
    controller.tell({ t: 'gone', channel: null, code: 'session-over', detail: '' })
    await page.getByText('Open the link you received again.').waitFor()
  })
})
