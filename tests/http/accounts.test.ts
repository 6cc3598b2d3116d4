import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountsReply, AddedAccount } from '../../controller/protocol/http-api.ts'
import { asDesk, Browser } from './browser.ts'
import { PASSWORD, runHouse, type RunningHouse } from './paper-house.ts'

let running: RunningHouse
beforeEach(async () => {
  running = await runHouse()
})
afterEach(() => running.close())

const browser = () => Browser.over(running.http.urls.desk)
const listed = async (desk: Browser) => (await desk.get('/api/accounts')).json as AccountsReply

async function give(desk: Browser, user: string): Promise<AddedAccount> {
  return (await desk.post('/api/accounts', { user })).json as AddedAccount
}

/** Somebody at a desk of their own, added by the chief. */
async function asOfficer(desk: Browser, user: string): Promise<Browser> {
  const { code } = await give(desk, user)
  const officer = await browser()
  await officer.post('/api/setup', { code, user, password: PASSWORD })
  return officer
}

describe('another account', () => {
  test('is made by whoever opens the link, with a password of their own', async () => {
    const desk = await asDesk(running)
    const added = await give(desk, 'malee')
    const link = new URL(added.url)
    const fragment = new URLSearchParams(link.hash.slice(1))
    expect([link.pathname, fragment.get('user')]).toEqual(['/setup', 'malee'])
    expect((await listed(desk)).codes).toMatchObject([{ user: 'malee', by: 'chief' }])
    expect(JSON.stringify(await listed(desk))).not.toContain(added.code)

    const officer = await browser()
    const setUp = (user: string) =>
      officer.post('/api/setup', { code: fragment.get('code'), user, password: PASSWORD })
    expect([(await setUp('other')).status, (await setUp('chief')).status]).toEqual([403, 403])
    expect((await setUp('malee')).json).toMatchObject({ identity: { kind: 'desk', user: 'malee' } })
    expect((await setUp('malee')).json).toMatchObject({ code: 'setup-done' })
    expect(await listed(officer)).toMatchObject({
      accounts: [{ user: 'chief' }, { user: 'malee', addedBy: 'chief' }],
      codes: [],
    })
    expect((await desk.post('/api/accounts', { user: 'malee' })).json).toMatchObject({
      code: 'user-exists',
    })
  })

  test('has no name that a program could act under', async () => {
    const refused = { code: 'reserved-name' }
    const first = { code: running.setupCode, user: 'api-statistics', password: PASSWORD }
    expect((await (await browser()).post('/api/setup', first)).json).toMatchObject(refused)
    const desk = await asDesk(running)
    const second = await desk.post('/api/accounts', { user: 'api-statistics' })
    expect([second.status, second.json]).toMatchObject([422, refused])
  })

  test('a code is over after an hour', async () => {
    const desk = await asDesk(running)
    const { code } = await give(desk, 'malee')
    running.house.ahead += 3_600_000
    const officer = await browser()
    const late = await officer.post('/api/setup', { code, user: 'malee', password: PASSWORD })
    expect([late.status, late.json]).toMatchObject([409, { code: 'setup-done' }])
  })

  test('guesses at a code are slowed like those at a password', async () => {
    const desk = await asDesk(running)
    const { code } = await give(desk, 'malee')
    const guesser = await browser()
    const guess = (n: number) =>
      guesser.post('/api/setup', { code: `guess-${n}`, user: 'malee', password: PASSWORD })
    for (let i = 0; i < 4; i++) expect((await guess(i)).status).toBe(403)
    const from = performance.now()
    const right = await guesser.post('/api/setup', { code, user: 'malee', password: PASSWORD })
    expect(right.status).toBe(200)
    expect(performance.now() - from).toBeGreaterThan(900)
  })

  test('ends with all its sessions and sockets, at once; the last one stays', async () => {
    const desk = await asDesk(running)
    const officer = await asOfficer(desk, 'malee')
    const [page, own] = [await officer.socket(), await desk.socket()]
    const removed = await desk.ask('DELETE', '/api/accounts/malee')
    expect(removed.json).toMatchObject({ accounts: [{ user: 'chief' }] })
    await expect.poll(() => page.closed, { interval: 5, timeout: 500 }).toBe(1008)
    expect(page.gone()).toEqual(['socket session-over'])
    expect((await officer.get('/api/accounts')).status).toBe(401)
    const login = await officer.post('/api/login', { user: 'malee', password: PASSWORD })
    expect(login.json).toMatchObject({ code: 'wrong-password' })
    const last = await desk.ask('DELETE', '/api/accounts/chief')
    expect([last.status, last.json]).toMatchObject([409, { code: 'last-account' }])
    expect([own.closed, (await desk.get('/api/accounts')).status]).toEqual([null, 200])
    expect((await desk.ask('DELETE', '/api/accounts/malee')).status).toBe(404)
  })

  test('made again under the same name has none of the sessions of before', async () => {
    const desk = await asDesk(running)
    const before = await asOfficer(desk, 'malee')
    await desk.ask('DELETE', '/api/accounts/malee')
    await asOfficer(desk, 'malee')
    expect((await before.get('/api/accounts')).status).toBe(401)
  })
})

test('the own password changes: this page goes on, every other one ends', async () => {
  const desk = await asDesk(running)
  const elsewhere = await browser()
  await elsewhere.post('/api/login', { user: 'chief', password: PASSWORD })
  const [page, other] = [await desk.socket(), await elsewhere.socket()]
  const change = (body: object) => desk.post('/api/password', { password: PASSWORD, ...body })
  const next = 'another long phrase'
  const refused = await change({ password: 'guessed phrase', next })
  expect([refused.status, refused.json]).toMatchObject([403, { code: 'wrong-password' }])
  expect((await change({ next: 'short' })).status).toBe(422)
  expect((await change({ next })).status).toBe(200)
  const framesBefore = page.frames.length
  await expect.poll(() => other.closed, { interval: 5, timeout: 500 }).toBe(1008)
  expect((await elsewhere.get('/api/accounts')).status).toBe(401)
  // A beat later, which looks at every session.
  await expect.poll(() => page.frames.length, { timeout: 5_000 }).toBeGreaterThan(framesBefore)
  expect([page.closed, (await desk.get('/api/accounts')).status]).toEqual([null, 200])
  const signIn = (password: string) => elsewhere.post('/api/login', { user: 'chief', password })
  expect([(await signIn(PASSWORD)).status, (await signIn(next)).status]).toEqual([401, 200])
})
