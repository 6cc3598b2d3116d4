import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asDesk, asMember, asScreen, Browser } from './browser.ts'
import { PASSWORD, runHouse, SITTING, type RunningHouse } from './paper-house.ts'

let running: RunningHouse
beforeEach(async () => {
  running = await runHouse()
})
afterEach(() => running.close())

const browser = () => Browser.over(running.http.urls.desk)
const forgetGuesses = () => {
  running.house.ahead += 6 * 60_000
}

describe('the first account', () => {
  test('needs the printed code and a good password, and is made once', async () => {
    const someone = await browser()
    const code = running.setupCode
    const setUp = (body: object) => someone.post('/api/setup', { user: 'chief', ...body })

    expect((await someone.get('/api/session')).json).toEqual({ identity: null, setupNeeded: true })
    expect((await setUp({ code: 'guessed', password: PASSWORD })).json).toMatchObject({
      code: 'wrong-code',
    })
    for (const password of ['short', '1234567890', 'aaaaaaaaaaaa', 'chiefchief12'])
      expect((await setUp({ code, password })).json, password).toMatchObject({
        code: 'weak-password',
      })
    expect((await setUp({ code, password: PASSWORD })).json).toEqual({
      identity: { kind: 'desk', user: 'chief' },
      setupNeeded: false,
    })
    const again = await setUp({ code, user: 'second', password: PASSWORD })
    expect([again.status, again.json]).toMatchObject([409, { code: 'setup-done' }])
  })

  test('two who set up at the same moment do not both succeed', async () => {
    const [one, two] = [await browser(), await browser()]
    const body = { code: running.setupCode, password: PASSWORD }
    const answers = await Promise.all([
      one.post('/api/setup', { ...body, user: 'one' }),
      two.post('/api/setup', { ...body, user: 'two' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

describe('a session', () => {
  test('has a cookie that scripts cannot read and other sites cannot use', async () => {
    const desk = await browser()
    const body = { code: running.setupCode, user: 'chief', password: PASSWORD }
    const { headers } = await desk.post('/api/setup', body)
    const [cookie = ''] = headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-sapha=/)
    for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict'])
      expect(cookie).toContain(attribute)
    expect(cookie).not.toContain('Domain')
  })

  test('over plain loopback has a cookie of its own, which TLS does not take', async () => {
    await asDesk(running)
    const plain = await Browser.over(running.http.urls.loopback ?? '')
    expect((await plain.post('/api/login', { user: 'chief', password: PASSWORD })).status).toBe(200)
    expect((await plain.get('/api/screens')).status).toBe(200)
    const sealed = plain.cookies.get('sapha-loopback') ?? ''
    expect(sealed).not.toBe('')
    const secure = await browser()
    secure.cookies.set('sapha-loopback', sealed)
    expect((await secure.get('/api/screens')).status).toBe(401)
  })

  test('that was ended stays ended, also for a copy of its cookie', async () => {
    const desk = await asDesk(running)
    const page = await desk.socket()
    const copy = await browser()
    copy.cookies.set('__Host-sapha', desk.cookies.get('__Host-sapha') ?? '')
    expect((await copy.get('/api/screens')).status).toBe(200)
    expect((await desk.post('/api/logout', undefined)).json).toMatchObject({ identity: null })
    expect((await copy.get('/api/screens')).status).toBe(401)
    await expect.poll(() => page.closed).toBe(1008)
    expect(page.gone()).toEqual(['socket session-over'])
  })

  test('ends by itself: a desk after a day, a screen on a wall does not', async () => {
    const desk = await asDesk(running)
    const page = await desk.socket()
    const wall = await asScreen(running, 'display/hall')
    running.house.ahead += 13 * 3_600_000
    expect((await desk.get('/api/screens')).status).toBe(401)
    await expect.poll(() => page.gone(), { timeout: 5_000 }).toEqual(['socket session-over'])
    expect((await wall.get('/api/session')).json).toMatchObject({ identity: { kind: 'display' } })
  })

  test('one browser may be several: each page says who it is', async () => {
    const both = await asDesk(running)
    const key = running.secrets.secretFor('screen', 'seat/A1')
    await both.post('/api/enrol', { screen: 'seat/A1', key })
    const who = async (as: string) => (await both.get(`/api/session${as}`)).json
    expect(await who('')).toMatchObject({ identity: { kind: 'seat' } })
    expect(await who('?as=desk')).toMatchObject({ identity: { kind: 'desk', user: 'chief' } })
    expect(await who('?as=seat:A1')).toMatchObject({ identity: { kind: 'seat', seat: 'A1' } })
    expect(await who('?as=seat:A2')).toMatchObject({ identity: null })
    expect((await both.get('/api/screens')).status).toBe(403)
    expect((await both.post('/api/logout?as=seat:A1', undefined)).status).toBe(200)
    expect(await who('')).toMatchObject({ identity: { kind: 'desk' } })
  })
})

describe('a guesser', () => {
  test('is slowed, and the right password is still taken, however many were wrong', async () => {
    await asDesk(running)
    const guesser = await browser()
    const login = (password: string) => guesser.post('/api/login', { user: 'chief', password })
    for (let i = 0; i < 4; i++) expect((await login(`guess ${i}`)).status).toBe(401)
    const from = performance.now()
    expect((await login(PASSWORD)).status).toBe(200)
    expect(performance.now() - from).toBeGreaterThan(900)
    const freely = performance.now()
    expect((await login(PASSWORD)).status).toBe(200)
    expect(performance.now() - freely).toBeLessThan(900)
  })

  test('must wait after twenty wrong answers from one address, and is told how long', async () => {
    const guesser = await browser()
    const guess = (n: number) =>
      guesser.post('/api/enrol', { screen: `seat/none-${n}`, key: 'guessed' })
    for (let i = 0; i < 20; i++) expect((await guess(i)).status).toBe(403)
    const refused = await guess(20)
    expect([refused.status, refused.json]).toMatchObject([429, { code: 'too-many-attempts' }])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    forgetGuesses()
    expect((await guess(21)).status).toBe(403)
  })
})

describe('links', () => {
  test('that the desk lists work as they are', async () => {
    const desk = await asDesk(running)
    const links = (await desk.get('/api/screens')).json as {
      kind: string
      id: string
      url: string
    }[]
    expect(links.map(({ kind, id }) => `${kind}/${id}`)).toEqual([
      'seat/A1',
      'seat/A2',
      'display/hall',
    ])
    for (const { kind, id, url } of links) {
      const screen = await browser()
      const key = new URLSearchParams(new URL(url).hash.slice(1)).get('key')
      const enrolled = await screen.post('/api/enrol', { screen: `${kind}/${id}`, key })
      expect(enrolled.json).toMatchObject({ identity: { kind, [kind]: id } })
    }

    const invitations = (await desk.get('/api/invitations')).json as {
      member: string
      url: string
      code: string
    }[]
    expect(invitations.map(({ member }) => member)).toEqual(['m1', 'm2', 'm3'])
    for (const { url, code } of invitations.slice(0, 1)) {
      const person = await browser()
      const { pathname, hash } = new URL(url)
      const fragment = new URLSearchParams(hash.slice(1))
      const joined = await person.post('/api/join', {
        sitting: pathname.split('/').at(-1),
        member: fragment.get('m'),
        key: fragment.get('k'),
        code: `${code.slice(0, 4)} ${code.slice(4)}`,
      })
      expect(joined.json).toMatchObject({
        identity: { kind: 'member', member: 'm1', sitting: SITTING },
      })
    }
  })

  test('a key opens its own screen only; a link without its code, or of another person, nothing', async () => {
    const someone = await browser()
    const { secrets } = running
    const key = secrets.secretFor('screen', 'seat/A1')
    expect((await someone.post('/api/enrol', { screen: 'seat/A2', key })).status).toBe(403)
    const link = secrets.secretFor('invitation', `${SITTING}/m1`)
    const code = secrets.personalCode('m1', SITTING)
    const joins = [
      { member: 'm1', key: link, code: '00000000' },
      { member: 'm1', key: 'guessed', code },
      { member: 'm2', key: link, code },
      { member: 'm2', key: link, code: secrets.personalCode('m2', SITTING) },
      { member: 'm1', key: link, code, sitting: 'sitting-2' },
    ]
    for (const body of joins) {
      const answer = await someone.post('/api/join', { sitting: SITTING, ...body })
      expect([answer.status, answer.json]).toMatchObject([403, { code: 'wrong-invitation' }])
    }
  })

  test('of one sitting admit to no other', async () => {
    const member = await asMember(running, 'm1')
    running.house.setMember('m1', { stage: 'admitted' })
    running.house.sitting = 'sitting-2'
    const page = await member.socket()
    page.subscribe('room')
    page.send({
      t: 'command',
      id: 'c',
      command: { type: 'RequestFloor', member: 'm1', kind: 'speak' },
    })
    await expect.poll(() => page.heard().length).toBe(2)
    expect(page.heard()).toMatchObject([
      { t: 'gone', channel: 'room', code: 'not-allowed' },
      { t: 'refused', code: 'not-allowed' },
    ])
    expect(running.house.commands).toEqual([])
  })
})

describe('a page of another site', () => {
  test('can change nothing and open no socket with this browser’s cookies', async () => {
    const desk = await asDesk(running)
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    ]
    for (const headers of foreign) {
      const answer = await desk.post('/api/logout', undefined, headers)
      expect([answer.status, answer.json]).toMatchObject([403, { code: 'foreign-origin' }])
      await expect(desk.socket('/api/socket', headers)).rejects.toThrow('refused with 403')
    }
    expect((await desk.get('/api/session')).json).toMatchObject({ identity: { kind: 'desk' } })
  })

  test('cannot reach plain loopback under a name of its own', async () => {
    const plain = await Browser.over(running.http.urls.loopback ?? '')
    const answer = await plain.get('/api/session', { headers: { host: 'rebound.example' } })
    expect([answer.status, answer.json]).toMatchObject([421, { code: 'unknown-host' }])
  })
})

test('commands by HTTP are of the person or program that sent them, and refusals keep their names', async () => {
  const { house } = running
  const desk = await asDesk(running)
  const token = `statistics.${running.secrets.secretFor('integrator', 'statistics')}`
  const command = { type: 'MuteAll' }
  const give = (headers: Record<string, string> = {}) =>
    desk.post('/api/commands', { id: 'c-1', command }, headers)
  house.outcome = { ok: true, seq: 42 }
  expect((await give()).json).toEqual({ seq: 42 })
  expect((await give({ authorization: `Bearer ${token}` })).json).toEqual({ seq: 42 })
  expect(house.commands).toEqual([
    { command, id: 'c-1', by: { kind: 'desk', user: 'chief' } },
    { command, id: 'c-1', by: { kind: 'desk', user: 'api-statistics' } },
  ])
  const refusals = { 'not-allowed': 403, busy: 503, 'record-unavailable': 503, 'no-sitting': 409 }
  for (const [code, status] of Object.entries(refusals)) {
    house.outcome = { ok: false, code: code as 'busy', detail: 'a sentence' }
    const answer = await give()
    expect([answer.status, answer.json]).toMatchObject([status, { code, message: 'a sentence' }])
  }
  const malformed = await desk.post('/api/commands', { id: 'c', command: { type: 'Mute' } })
  expect([malformed.status, malformed.json]).toMatchObject([400, { code: 'malformed' }])
  const huge = await desk.post('/api/commands', { id: 'c', command, padding: 'x'.repeat(1 << 20) })
  expect([huge.status, huge.json]).toMatchObject([413, { code: 'too-large' }])
  expect(house.commands).toHaveLength(6)
})
