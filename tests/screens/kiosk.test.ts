import { describe, expect, it } from 'vitest'
import { appInBrowser } from './app-in-browser.ts'
import { serious } from './judge.ts'
import { CHAIR_MOMENTS } from './kiosk-chairs.ts'
import { HALL_MOMENTS } from './kiosk-halls.ts'
import { JOIN_MOMENTS } from './kiosk-joins.ts'
import { cutText, hasThaiFont, overlapping, smallTargets, smallText } from './kiosk-judge.ts'
import { openKiosk, type OpenedKiosk } from './kiosk-page.ts'
import { SEAT_MOMENTS } from './kiosk-seats.ts'

let opened: OpenedKiosk | undefined
const app = appInBrowser('kiosk', () => opened?.controller.close())

const SEAT = 'A3-01'
const LANGUAGES = ['th', 'en'] as const

/** States that differ in more than their words: the ones worth the time of axe. */
const SEATS_FOR_AXE =
  /^(idle|sign-in|asking|next|speaking|muted|chair-on|vote|vote-ten|vote-on-air|voted|presence|presence-done|voted-receipt|sealed|held|held-voted|locked|declared)$/
const HALLS_FOR_AXE =
  /^(none|nobody|two|remote|vote|vote-ten|counting|carried|result-ten|presence|vote-held|call|elected)$/
const JOINS_FOR_AXE =
  /^(room|asking|next|on-air|vote|voted-first|no-remote-vote|lobby|removed|presence|voted-receipt|sealed|held|locked|declared)$/

describe.each(LANGUAGES)('in %s', (language) => {
  it('a seat’s screen is whole in every state', async () => {
    const identity = { kind: 'seat', seat: SEAT } as const
    const views = { plan: null, room: null, [`seat:${SEAT}`]: null }
    opened = await openKiosk(app.browser, app.dist, {
      path: `/seat/${SEAT}`,
      identity,
      views,
      language,
    })
    const { page, show } = opened
    for (const [name, moment] of Object.entries(SEAT_MOMENTS)) {
      const { house, own } = moment()
      await show({ ...house, [`seat:${SEAT}`]: own })
      expect(await cutText(page), name).toEqual([])
      expect(await smallTargets(page), name).toEqual([])
      if (language === 'en' && SEATS_FOR_AXE.test(name))
        expect(await serious(page), name).toEqual([])
    }
    expect(await hasThaiFont(page)).toBe(true)
    await page.setViewportSize({ width: 800, height: 480 })
    expect(await smallTargets(page)).toEqual([])
    expect(opened.strange).toEqual([])
  })

  it('the chair’s screen is whole in every state', async () => {
    const identity = { kind: 'seat', seat: 'H-01' } as const
    const views = { plan: null, room: null, 'seat:H-01': null }
    opened = await openKiosk(app.browser, app.dist, {
      path: '/chair/H-01',
      identity,
      views,
      language,
    })
    const { page, show } = opened
    for (const [name, moment] of Object.entries(CHAIR_MOMENTS)) {
      const { house, own } = moment()
      await show({ ...house, 'seat:H-01': own })
      expect(await cutText(page), name).toEqual([])
      expect(await smallTargets(page), name).toEqual([])
      if (language === 'en') expect(await serious(page), name).toEqual([])
    }
    expect(opened.strange).toEqual([])
  })

  it('a hall display overlaps, cuts and belittles nothing', async () => {
    const identity = { kind: 'display', display: 'hall' } as const
    const size: [number, number] = [1920, 1080]
    const views = { plan: null, room: null }
    opened = await openKiosk(app.browser, app.dist, {
      path: '/display/hall?page=sum',
      identity,
      views,
      language,
      size,
    })
    const { page, show } = opened
    for (const [name, moment] of Object.entries(HALL_MOMENTS)) {
      await show({ ...moment() })
      expect(await cutText(page), name).toEqual([])
      expect(await overlapping(page), name).toEqual([])
      expect(await smallText(page, 44), name).toEqual([])
      if (language === 'en' && HALLS_FOR_AXE.test(name))
        expect(await serious(page), name).toEqual([])
    }
    expect(await hasThaiFont(page)).toBe(true)
    expect(opened.strange).toEqual([])
  })

  it.each(['groups', 'words'])('the page “%s” of every result is whole', async (at) => {
    const identity = { kind: 'display', display: 'hall' } as const
    const size: [number, number] = [1920, 1080]
    const views = { plan: null, room: null }
    const path = `/display/hall?page=${at}`
    opened = await openKiosk(app.browser, app.dist, { path, identity, views, language, size })
    const { page, show } = opened
    for (const [name, moment] of Object.entries(HALL_MOMENTS)) {
      if (!moment().room.ballot?.result) continue
      await show({ ...moment() })
      expect(await cutText(page), name).toEqual([])
      expect(await overlapping(page), name).toEqual([])
      expect(await smallText(page, 44), name).toEqual([])
      if (language === 'en' && name === 'everything') expect(await serious(page), name).toEqual([])
    }
  })

  it.each([
    [360, 740],
    [1280, 720],
  ])('a remote member’s page is whole at %i × %i', async (width, height) => {
    const [first] = Object.values(JOIN_MOMENTS)
    if (!first) throw new Error('There are moments of the page.')
    const { member } = first().own
    opened = await openKiosk(app.browser, app.dist, {
      path: `/join/s14#m=${member}`,
      identity: { kind: 'member', member, sitting: 's14' },
      views: { plan: null, room: null, [`member:${member}`]: first().own },
      language,
      size: [width, height],
      devices: { camera: 'works', microphone: 'works', loud: true },
    })
    const { page, show } = opened
    // Plan and room are the page's to see once it is admitted.
    await show({ [`member:${member}`]: JOIN_MOMENTS['room']?.().own })
    for (const [name, moment] of Object.entries(JOIN_MOMENTS)) {
      const { house, own } = moment()
      await show({ ...house, [`member:${member}`]: own })
      expect(await cutText(page), name).toEqual([])
      expect(await smallTargets(page), name).toEqual([])
      if (language === 'en' && width > 600 && JOINS_FOR_AXE.test(name))
        expect(await serious(page), name).toEqual([])
    }
    expect(await hasThaiFont(page)).toBe(true)
    expect(opened.strange).toEqual([])
  })
})
