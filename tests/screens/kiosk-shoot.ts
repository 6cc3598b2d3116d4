import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Identity } from '../../controller/protocol/http-api.ts'
import { launchBrowser } from './browser.ts'
import { builtApp } from './built-app.ts'
import { startFakeController, type FakeController } from './fake-controller.ts'
import { installFakeDevices } from './fake-devices.ts'
import { NOW } from './fixtures.ts'
import { CHAIR_MOMENTS } from './kiosk-chairs.ts'
import { HALL_MOMENTS } from './kiosk-halls.ts'
import { JOIN_MOMENTS } from './kiosk-joins.ts'
import { PUBLIC_MOMENTS } from './kiosk-public.ts'
import { SEAT_MOMENTS } from './kiosk-seats.ts'

/**
 * Pictures of the kiosk in every state, language and size, to be looked at:
 * `node tests/screens/kiosk-shoot.ts [seat|chair|display|join|public[/state]…]`. WIDTHS=390,1280 takes these
 * widths alone, LANGS=th one language. They go to a folder under the system's temporary one.
 */
type Size = [width: number, height: number]
const SIZES: Record<string, Size[]> = {
  seat: [
    [1024, 600],
    [800, 480],
    [1280, 800],
    [1920, 1080],
  ],
  chair: [
    [1024, 600],
    [1920, 1080],
  ],
  display: [
    [1920, 1080],
    [1280, 720],
    [3840, 2160],
  ],
  join: [
    [390, 844],
    [1280, 720],
    [360, 740],
    [768, 1024],
    [1440, 900],
  ],
  public: [
    [360, 740],
    [1280, 800],
    [768, 1024],
  ],
}
interface Shot {
  kind: keyof typeof SIZES
  name: string
  path: string
  identity: Identity | null
  views: Record<string, unknown>
  replies?: Record<string, unknown>
  prepare?: (page: Page) => Promise<unknown>
  ready?: (page: Page) => Promise<unknown>
  /** The controller falls silent: the screen says what it is worth then. */
  stale?: boolean
  /** What the media bridge says of a remote member. */
  heard?: boolean
}

/** There is no media bridge behind these pages: a picture to judge the layout by. */
function hangHallPicture(): void {
  const video = document.querySelector<HTMLVideoElement>('.room-hall video')
  if (!video) return
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: 1280, height: 720 })
  const draw = canvas.getContext('2d')
  for (let slat = 0; draw && slat < 24; slat++) {
    draw.fillStyle = slat % 2 ? '#5b4633' : '#4a3828'
    draw.fillRect(slat * 54, 0, 54, 720)
  }
  video.srcObject = canvas.captureStream(0)
  document.querySelector('.room-hall p')?.remove()
  document.querySelector('.room-hall')?.classList.add('on-air')
}

const asked = process.argv.slice(2)
const wanted = ({ kind, name }: Pick<Shot, 'kind' | 'name'>) =>
  asked.length === 0 || asked.includes(kind) || asked.includes(`${kind}/${name}`)

/** Brought about by a whole engine: only where they are asked for. */
const published = await Promise.all(
  Object.entries(PUBLIC_MOMENTS)
    .filter(([name]) => wanted({ kind: 'public', name }))
    .map(async ([name, moment]) => [name, await moment()] as const),
)

function* moments(): Generator<Shot> {
  for (const [name, moment] of Object.entries(SEAT_MOMENTS)) {
    const { house, own } = moment()
    const { seat } = own
    const views = { ...house, [`seat:${seat}`]: own }
    yield { kind: 'seat', name, path: `/seat/${seat}`, identity: { kind: 'seat', seat }, views }
  }
  for (const [name, moment] of Object.entries(CHAIR_MOMENTS)) {
    const { house, own } = moment()
    const { seat } = own
    const views = { ...house, [`seat:${seat}`]: own }
    yield { kind: 'chair', name, path: `/chair/${seat}`, identity: { kind: 'seat', seat }, views }
  }
  for (const [name, moment] of Object.entries(HALL_MOMENTS)) {
    const identity: Identity = { kind: 'display', display: 'hall-left' }
    const path = '/display/hall-left?page=sum'
    yield { kind: 'display', name, path, identity, views: { ...moment() } }
    if (!moment().room.ballot?.result) continue
    for (const page of ['groups', 'words'])
      yield {
        kind: 'display',
        name: `${name}-${page}`,
        path: `/display/hall-left?page=${page}`,
        identity,
        views: { ...moment() },
      }
  }
  for (const [name, moment] of Object.entries(JOIN_MOMENTS)) {
    const { house, own, devices } = moment()
    const { member } = own
    yield {
      kind: 'join',
      name,
      path: `/join/s14#m=${member}`,
      identity: { kind: 'member', member, sitting: 's14' },
      views: { ...house, [`member:${member}`]: own },
      prepare: (page) => page.addInitScript(installFakeDevices, devices),
      ready: (page) => page.evaluate(hangHallPicture),
      heard: own.microphone,
    }
  }
  for (const [name, { path, replies }] of published)
    yield { kind: 'public', name, path, identity: null, views: {}, replies }
  const stranger = { identity: null, views: {} }
  yield { kind: 'seat', name: 'not-enrolled', path: '/seat/A5-05', ...stranger }
  yield { kind: 'display', name: 'not-enrolled', path: '/display/hall-left', ...stranger }
  yield { kind: 'join', name: 'code', path: '/join/s14#m=m11&k=key', ...stranger }
  yield { kind: 'join', name: 'no-invitation', path: '/join/s14', ...stranger }
}

/** Every film has its first picture, the microphone its first level, and nothing is on its way. */
function isPainted(): boolean {
  const films = [...document.querySelectorAll('video')].filter(({ srcObject }) => srcObject)
  const level = document.querySelector<HTMLElement>('.check-meter i')
  const moving = document.getAnimations().some(({ effect, playState }) => {
    const { iterations } = effect?.getTiming() ?? {}
    return playState === 'running' && iterations !== Infinity
  })
  return (
    films.every(({ readyState }) => readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) &&
    level?.style.width !== '0%' &&
    !moving
  )
}

/** Whatever was decided before is drawn. */
const nextPicture = () =>
  new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))

/** All of them, and one of each kind with a lost link. */
function* shots(): Generator<Shot> {
  for (const shot of moments()) {
    yield shot
    if (/^(idle|speaker|room)$/.test(shot.name))
      yield { ...shot, name: `${shot.name}-stale`, stale: true }
  }
}

const widths = process.env['WIDTHS']?.split(',').map(Number)
const languages = (process.env['LANGS'] ?? 'th,en').split(',')
const folder = process.env['SHOTS'] ?? (await mkdtemp(join(tmpdir(), 'sapha-kiosk-')))
const dist = process.env['DIST'] ?? (await builtApp('kiosk'))
const browser = await launchBrowser()

async function take(
  shot: Shot,
  controller: FakeController,
  size: Size,
  language: string,
): Promise<void> {
  const [width, height] = size
  const page = await browser.newPage({ viewport: { width, height } })
  page.on('pageerror', (error) => process.stderr.write(`${shot.kind}/${shot.name}: ${error}\n`))
  await shot.prepare?.(page)
  const [path = '', hash = ''] = shot.path.split('#')
  const query = path.includes('?') ? '&' : '?'
  await page.goto(`${controller.url}${path}${query}lang=${language}#${hash}`)
  await page.locator('h1, header, main').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
  await shot.ready?.(page)
  if (shot.stale) {
    controller.silence()
    await page.locator('.link-mark.lost').waitFor()
    controller.speak()
  }
  if (shot.heard) controller.tell({ t: 'media-event', event: 'heard', data: { heard: true } })
  await page.waitForFunction(isPainted)
  await page.evaluate(nextPicture)
  await page.screenshot({
    path: join(folder, `${shot.kind}-${shot.name}-${language}-${width}.png`),
    // A page is read from its top to its end; the others are screens.
    fullPage: shot.kind === 'public',
  })
  await page.close()
}

try {
  for (const shot of shots()) {
    if (!wanted(shot)) continue
    const { views, identity } = shot
    const replies = { '/api/health': {}, ...shot.replies }
    const controller = await startFakeController({ dist, views, identity, replies, now: NOW })
    for (const size of SIZES[shot.kind] ?? [])
      for (const language of languages)
        if (widths?.includes(size[0]) ?? true) await take(shot, controller, size, language)
    await controller.close()
  }
} finally {
  await browser.close()
}
process.stdout.write(`${folder}\n`)
