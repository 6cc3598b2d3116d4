import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { VoteReports } from '../../controller/adapters/report/reports.ts'
import { initialState } from '../../controller/core/state.ts'
import { ReportError } from '../../controller/engine/ports.ts'
import type { VoteReport, VotesReply } from '../../controller/protocol/vote-record.ts'
import { declared, divided, namedChamber } from '../report/reported-house.ts'
import { asDesk, asScreen, Browser } from './browser.ts'
import { runHouse, type RunningHouse } from './paper-house.ts'

let running: RunningHouse
let desk: Browser
let stranger: Browser
/** b1 was declared; b1 of `annulled` never was. */
const told = await declared()
const annulled = await divided()
await annulled.give({ type: 'VoidBallot', ballot: 'b1', reason: 'องค์ประชุมไม่ครบ' })

beforeAll(async () => {
  running = await runHouse()
  desk = await asDesk(running)
  stranger = await Browser.over(running.http.urls.desk)
})
afterAll(() => running.close())
beforeEach(() => {
  running.house.votes = told.votes
  running.house.reports = new VoteReports(() => Promise.resolve(Buffer.from('%PDF')))
})

test('the desk lists votes, and reads one with the head of the chain', async () => {
  const { votes, more } = (await desk.get('/api/votes')).json as VotesReply
  expect(votes).toEqual(told.votes.list())
  expect(more).toBe(false)
  const report = (await desk.get('/api/votes/b1')).json as VoteReport
  expect(report.record).toEqual(await told.votes.recordOf('b1'))
  expect(report.chain).toEqual({ seq: 7, hash: 'ab'.repeat(32) })
  expect(report.checkpoint).toBeNull()
})

test('the list goes on where the last one ended', async () => {
  const [vote] = told.votes.list()
  const seq = vote?.seq ?? 0
  expect((await desk.get(`/api/votes?before=${seq}`)).json).toEqual({ votes: [], more: false })
  expect((await desk.get(`/api/votes?before=${seq + 1}`)).json).toMatchObject({ votes: [vote] })
  expect((await desk.get('/api/votes?before=x')).status).toBe(400)
})

test('files come as attachments, in Thai where nothing is said', async () => {
  const csv = await desk.get('/api/votes/b1.csv')
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(csv.headers['content-disposition']).toBe('attachment; filename="vote-b1-th.csv"')
  expect(csv.text).toContain('พรรคหรือกลุ่ม')
  expect((await desk.get('/api/votes/b1.csv?lang=en')).text).toContain('Party or group')
  const pdf = await desk.get('/api/votes/b1.pdf?lang=en')
  expect(pdf.headers['content-type']).toBe('application/pdf')
  expect(pdf.headers['content-disposition']).toBe('attachment; filename="vote-b1-en.pdf"')
  expect(pdf.text).toBe('%PDF')
})

test.each([
  ['chromium-missing', 501],
  ['report-busy', 503],
  ['report-failed', 502],
] as const)('%s is told as %i, and the other forms are still there', async (code, status) => {
  running.house.reports = new VoteReports(() => Promise.reject(new ReportError(code, 'Say why.')))
  const answer = await desk.get('/api/votes/b1.pdf')
  expect(answer.status).toBe(status)
  expect(answer.json).toMatchObject({ code })
  expect((await desk.get('/api/votes/b1.csv')).status).toBe(200)
  expect((await desk.get('/api/votes/b1')).status).toBe(200)
})

test('nobody else reads them, not even where the chamber publishes its votes', async () => {
  const seat = await asScreen(running, 'seat/A1')
  const chamber = namedChamber(1, { publicVotes: true })
  running.house.engine.state = { ...initialState, chamber }
  for (const path of ['/api/votes', '/api/votes/b1', '/api/votes/b1.csv', '/api/votes/b1.pdf']) {
    expect((await stranger.get(path)).status, path).toBe(401)
    expect((await seat.get(path)).status, path).toBe(403)
  }
})

test('the desk reads what was never declared', async () => {
  running.house.votes = annulled.votes
  expect((await desk.get('/api/votes/b1')).status).toBe(200)
})

test('who asks while many are read is told to ask again', async () => {
  running.house.votes = {
    list: () => told.votes.list(),
    get: (ballot) => told.votes.get(ballot),
    recordOf: () => Promise.resolve('busy'),
  }
  const answer = await desk.get('/api/votes/b1')
  expect(answer.status).toBe(503)
  expect(answer.headers['retry-after']).toBe('15')
})
