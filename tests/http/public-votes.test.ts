import { mkdir, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { initialState } from '../../controller/core/state.ts'
import type { VoteRecordsPort } from '../../controller/engine/ports.ts'
import type { PublicVote } from '../../controller/protocol/public-votes.ts'
import type { VoteRecord, VotesReply } from '../../controller/protocol/vote-record.ts'
import { declared, divided, namedChamber } from '../report/reported-house.ts'
import { Browser } from './browser.ts'
import { runHouse, type RunningHouse } from './paper-house.ts'

/** b1 was declared, and corrected afterwards; b1 of `annulled` never was declared. */
const told = await declared()
const annulled = await divided()
await annulled.give({ type: 'VoidBallot', ballot: 'b1', reason: 'องค์ประชุมไม่ครบ' })

let running: RunningHouse
let stranger: Browser
beforeAll(async () => {
  running = await runHouse()
  stranger = await Browser.over(running.http.urls.desk)
})
afterAll(() => running.close())
beforeEach(() => {
  running.house.votes = told.votes
  publish(true)
})

function publish(publicVotes: boolean | undefined): void {
  const chamber = namedChamber(1, publicVotes === undefined ? {} : { publicVotes })
  running.house.engine.state = { ...initialState, chamber }
}
/** The same votes with an event more, each reading of a record counted and changed. */
function counted(lastSeq: number, change = (record: VoteRecord): VoteRecord => record) {
  const readings: string[] = []
  const votes: VoteRecordsPort = {
    list: () => told.votes.list(),
    get: (ballot) => {
      const vote = told.votes.get(ballot)
      return vote && { ...vote, lastSeq }
    },
    recordOf: async (ballot) => {
      readings.push(ballot)
      const record = await told.votes.recordOf(ballot)
      return record === null || record === 'busy' ? record : change(record)
    },
  }
  running.house.votes = votes
  return { votes, readings }
}

const PATHS = ['/api/public/votes', '/api/public/votes/b1', '/public', '/public/votes/b1']

test('where the chamber does not say that it publishes its votes there is nothing', async () => {
  for (const says of [undefined, false]) {
    publish(says)
    for (const path of PATHS) {
      const answer = await stranger.get(path)
      expect(answer.status, path).toBe(404)
      expect(answer.json).toMatchObject({ code: 'not-published' })
    }
  }
})

test('anybody lists the votes that were declared, and reads one', async () => {
  const { votes, more } = (await stranger.get('/api/public/votes')).json as VotesReply
  expect(votes).toEqual(told.votes.list())
  expect(more).toBe(false)
  const vote = (await stranger.get('/api/public/votes/b1')).json as PublicVote
  expect(vote.result.counts[0]).toEqual({ choice: 'agree', count: 4 })
  expect(vote.result.decision.formula).toBe('4 > 2')
  expect(vote.corrections[0]?.result.decision.formula).toBe('5 > 2')
  expect(vote.proof.seal?.root).toBe('ab'.repeat(32))
})

test('names stand beside their choices, and nothing else about anybody', async () => {
  const answer = await stranger.get('/api/public/votes/b1')
  const { voters } = answer.json as PublicVote
  // Nine could vote: six pressed, two said it aloud, one left. Who came later or never is not named.
  expect(voters.map(({ choice }) => choice).sort()).toEqual(
    [...Array<string>(5).fill('agree'), 'abstain', 'disagree', 'disagree', null].sort(),
  )
  expect(voters.filter(({ oral }) => oral)).toHaveLength(2)
  for (const voter of voters)
    expect(Object.keys(voter).sort()).toEqual(['choice', 'group', 'name', 'oral'])
  for (const hidden of ['second-officer', '"seat"', 'sanity', 'ตรวจเครื่องลงคะแนนแถว A', '"m1"'])
    expect(answer.text).not.toContain(hidden)
})

test('of a secret vote everybody learns the totals, and not who voted', async () => {
  counted(1_000, (record) => ({ ...record, choices: 'secret' }))
  const vote = (await stranger.get('/api/public/votes/b1')).json as PublicVote
  expect(vote.result.cast).toBe(7)
  expect(vote.voters).toEqual([])
})

test('what was never declared nobody is told', async () => {
  running.house.votes = annulled.votes
  expect((await stranger.get('/api/public/votes')).json).toEqual({ votes: [], more: false })
  expect((await stranger.get('/api/public/votes/b1')).json).toMatchObject({ code: 'no-ballot' })
})

test('a vote is read once for all who ask, and again when something has come to it', async () => {
  const { readings } = counted(2_000)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => stranger.get('/api/public/votes/b1')),
  )
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect(readings).toHaveLength(1)
  const later = counted(2_001)
  await stranger.get('/api/public/votes/b1')
  expect(later.readings).toHaveLength(1)
})

test('who has it already is sent nothing', async () => {
  for (const path of ['/api/public/votes', '/api/public/votes/b1']) {
    const first = await stranger.get(path)
    expect(first.headers['cache-control']).toBe('public, max-age=10')
    const etag = first.headers.etag ?? ''
    const again = await stranger.get(path, { headers: { 'if-none-match': etag } })
    expect(again.status, path).toBe(304)
    expect(again.text).toBe('')
  }
})

test('a reading that did not come about is tried again', async () => {
  const { votes } = counted(3_000)
  const read = votes.recordOf
  votes.recordOf = () => Promise.resolve('busy')
  const answer = await stranger.get('/api/public/votes/b1')
  expect(answer.status).toBe(503)
  expect(answer.headers['retry-after']).toBe('5')
  votes.recordOf = read
  expect((await stranger.get('/api/public/votes/b1')).status).toBe(200)
})

test('the page is the kiosk’s, and only there', async () => {
  const folder = running.kioskDir
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/index.html`, '<title>Sapha</title>')
  for (const path of ['/public', '/public/votes/b1'])
    expect((await stranger.get(path)).text, path).toContain('<title>Sapha</title>')
  expect((await stranger.get('/public/seats')).status).toBe(404)
})

test('one address reads so much a minute and no more', async () => {
  for (const path of PATHS.slice(0, 2))
    expect((await stranger.get(path)).headers['x-ratelimit-limit'], path).toBe('600')
})
