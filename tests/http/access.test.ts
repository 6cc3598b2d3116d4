import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asDesk, asMember, asScreen, Browser, type Answer } from './browser.ts'
import { runHouse, type RunningHouse } from './paper-house.ts'

/** Every kind of caller; `lobby` joined but was not admitted, `forged` has a cookie of its own making. */
const CALLERS = ['nobody', 'forged', 'lobby', 'member', 'seat', 'display', 'desk', 'token'] as const
type Caller = (typeof CALLERS)[number]

const command = { id: 'c1', command: { type: 'MuteAll' } }
const everybody = (status: number) => Object.fromEntries(CALLERS.map((c) => [c, status]))
const except = (status: number, others: Partial<Record<Caller, number>>) => ({
  nobody: 401,
  forged: 401,
  ...Object.fromEntries(CALLERS.slice(2).map((caller) => [caller, status])),
  ...others,
})

/** What each route answers to each caller. A route that is not here fails the last test. */
const MATRIX: Record<string, { body?: unknown; answers: Partial<Record<Caller, number>> }> = {
  'GET /api/health': { answers: everybody(200) },
  'GET /api/openapi.json': { answers: everybody(200) },
  'GET /api/session': { answers: everybody(200) },
  'POST /api/setup': {
    body: { code: 'x', user: 'intruder', password: 'a long enough phrase' },
    answers: everybody(409),
  },
  'POST /api/login': { body: { user: 'chief', password: 'a wrong one' }, answers: everybody(401) },
  'POST /api/enrol': { body: { screen: 'seat/A2', key: 'x' }, answers: everybody(403) },
  'POST /api/join': {
    body: { sitting: 'sitting-1', member: 'm3', key: 'x', code: '1' },
    answers: everybody(403),
  },
  'GET /api/screens': { answers: except(403, { desk: 200 }) },
  'GET /api/invitations': { answers: except(403, { desk: 200 }) },
  'GET /api/votes': { answers: except(403, { desk: 200, token: 200 }) },
  'GET /api/votes/{ballot}': { answers: except(403, { desk: 404, token: 404 }) },
  'GET /api/votes/{ballot}.csv': { answers: except(403, { desk: 404, token: 404 }) },
  'GET /api/votes/{ballot}.pdf': { answers: except(403, { desk: 404, token: 404 }) },
  // This chamber publishes nothing: to nobody, whoever it is.
  'GET /api/public/votes': { answers: everybody(404) },
  'GET /api/public/votes/{ballot}': { answers: everybody(404) },
  'GET /public': { answers: everybody(404) },
  'GET /public/votes/b1': { answers: everybody(404) },
  'GET /api/accounts': { answers: except(403, { desk: 200 }) },
  'POST /api/accounts': { body: { user: 'malee' }, answers: except(403, { desk: 200 }) },
  'DELETE /api/accounts/{user}': { answers: except(403, { desk: 409 }) },
  'POST /api/password': {
    body: { password: 'a wrong one', next: 'a long enough phrase' },
    answers: except(403, { desk: 403 }),
  },
  // This house never had a vote.
  'GET /api/evidence': { answers: except(403, { desk: 404 }) },
  'POST /api/devices/{id}/orders': { body: {}, answers: except(403, { desk: 400 }) },
  'GET /api/integrators': { answers: except(403, { desk: 200 }) },
  'GET /api/record/head': { answers: except(403, { desk: 200, token: 200 }) },
  'POST /api/commands': { body: command, answers: except(403, { desk: 200, token: 200 }) },
  'POST /api/secret-votes/{ballot}/half': { body: {}, answers: except(403, { desk: 400 }) },
  'GET /api/views/{view}': { answers: except(403, { desk: 200, token: 200 }) },
  // From this machine every program may read the figures; the browsers of this test are on it.
  'GET /metrics': { answers: everybody(200) },
  // What was announced, anybody may check; this house has nothing to prove.
  'GET /api/receipts/{code}': { answers: everybody(404) },
  'GET /public/checkpoint': { answers: everybody(404) },
  'GET /public/verify': { answers: everybody(200) },
  'GET /ca.crt': { answers: everybody(200) },
  'GET /trust': { answers: everybody(200) },
  'GET /trust.css': { answers: everybody(200) },
  'GET /trust.woff2': { answers: everybody(200) },
  'POST /api/logout': { answers: except(200, { token: 403 }) },
}

let running: RunningHouse
let callers: Record<Caller, Browser>

beforeAll(async () => {
  running = await runHouse()
  running.house.setMember('m1', { stage: 'lobby' })
  running.house.setMember('m2', { stage: 'admitted' })
  const base = running.http.urls.desk
  callers = {
    nobody: await Browser.over(base),
    forged: await Browser.over(base),
    lobby: await asMember(running, 'm1'),
    member: await asMember(running, 'm2'),
    seat: await asScreen(running, 'seat/A1'),
    display: await asScreen(running, 'display/hall'),
    desk: await asDesk(running),
    token: await Browser.over(base),
  }
  const sealed = callers.desk.cookies.get('__Host-sapha') ?? ''
  // The right shape and length, one byte different: authenticated encryption must notice.
  const other = sealed[10] === 'A' ? 'B' : 'A'
  callers.forged.cookies.set('__Host-sapha', `${sealed.slice(0, 10)}${other}${sealed.slice(11)}`)
})
afterAll(() => running.close())

function ask(caller: Caller, route: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = route
    .replace('{view}', 'desk')
    .replace('{user}', 'chief')
    .replace('{ballot}', 'b1')
    .replace('{id}', 'camera-1')
    .replace('/evidence', '/evidence?seat=A1')
    .split(' ')
  // Guesses of the caller before are forgotten: slowing them down has tests of its own.
  if (body !== undefined) running.house.ahead += 6 * 60_000
  const token = `statistics.${running.secrets.secretFor('integrator', 'statistics')}`
  const headers = caller === 'token' ? { authorization: `Bearer ${token}` } : {}
  return callers[caller].ask(method, path, { body, headers })
}

describe.each(Object.entries(MATRIX))('%s', (route, { body, answers }) => {
  test.each(Object.entries(answers) as [Caller, number][])('%s gets %i', async (caller, status) => {
    const answer = await ask(caller, route, body)
    expect(answer.status, answer.text).toBe(status)
    if (status < 400) return
    expect(answer.json).toEqual({
      code: expect.stringMatching(/^[a-z-]+$/) as string,
      message: expect.stringMatching(/\S/) as string,
      lost: expect.stringMatching(/\S/) as string,
    })
  })
})

test('the upgrade is refused to nobody, to a forged cookie and to a token', async () => {
  for (const caller of ['nobody', 'forged', 'token'] as const)
    await expect(callers[caller].socket(), caller).rejects.toThrow('refused with 401')
})

test('every route that the API describes is in the matrix', async () => {
  const { json } = await callers.nobody.get('/api/openapi.json')
  const { paths } = json as { paths: Record<string, Record<string, unknown>> }
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(routes).not.toEqual([])
  expect(routes.filter((route) => MATRIX[route] === undefined)).toEqual([])
})

test('what does not exist is a problem body too, with any method', async () => {
  for (const route of ['GET /api/nothing', 'POST /api/session', 'DELETE /api/screens'])
    expect((await ask('desk', route)).json, route).toMatchObject({ code: 'not-found' })
})
