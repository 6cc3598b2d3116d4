import { appendFile, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { sealOf } from '../../controller/core/secret/standing.ts'
import type { BallotBoxPort } from '../../controller/engine/ports.ts'
import type { Chamber, Policy, Rule } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import {
  boxContext,
  fromBase64url,
  openLayer,
  sealVote,
} from '../../controller/protocol/seal-vote.ts'
import type { VoteSender } from '../../controller/protocol/sealing.ts'
import { importHalf } from '../../controller/adapters/ballot-box/box-keys.ts'
import { Browser, type Page } from '../http/browser.ts'
import { houseOf, ORDINARY } from '../core/house.ts'
import { searchLeaks, type Evidence, type Voter } from './leak-search.ts'
import { twoOfficers, type Officer } from './officers.ts'
import { filesOf, openSecretRoom, SITTING, type Edge, type RoomOptions } from './secret-room.ts'

const WORDS = ['zalder', 'zbirch', 'zcedar']
const WIRED = [1, 2, 3, 4, 5, 6]
const NETWORKED = [7, 8, 9, 10, 11, 12]
const SEATS = [13, 14, 15]
const REMOTE = [1, 2, 3]
const PASSWORD = 'a long enough pass phrase'
const text = (en: string) => ({ th: en, en })

const RULE: Rule = {
  ...ORDINARY,
  id: 'secret',
  method: 'secret',
  choices: WORDS.map((id, at) => ({
    id,
    name: text(id),
    counts: at === 0 ? 'yes' : at === 1 ? 'no' : 'neither',
  })),
}

/** Names nobody could mistake for anything else in a page of a database. */
function chamber(policy: Partial<Policy>): Chamber {
  const house = houseOf({ members: 15, remote: 3, rules: [RULE], policy })
  const named = JSON.stringify(house).replaceAll(
    /"([mscr])([0-9]+)"/g,
    (_all, kind: string, n: string) => `"${NAMES[kind] ?? kind}-${n.padStart(2, '0')}"`,
  )
  return JSON.parse(named) as Chamber
}
const NAMES: Record<string, string> = { m: 'member', s: 'place', c: 'console', r: 'afar' }
const named = (kind: string, n: number) => `${NAMES[kind]}-${String(n).padStart(2, '0')}`

/** Choices go round, so that each is chosen by as many of each kind. */
const choiceOf = (n: number) => 1 + (n % 3)
const VOTERS: Voter[] = [
  ...[...WIRED, ...NETWORKED, ...SEATS].map((n) => ({
    names: [named('m', n), named('s', n), named('c', n)],
    choice: choiceOf(n),
  })),
  ...REMOTE.map((n) => ({ names: [named('r', n)], choice: choiceOf(n) })),
]

const OPEN: Command = {
  ...{ type: 'OpenBallot', ballot: 'b1', motion: text('Motion'), rule: 'secret', durationMs: 0 },
  ...{ choices: null, supporters: null, prepared: null, runOffOf: null, acknowledged: true },
}

type Room = Awaited<ReturnType<typeof openSecretRoom>>

interface Vote {
  evidence: Evidence[]
  /** What every sealed vote looked like on the way, with all the traffic. */
  sealed: { from: VoteSender; text: string }[]
  /** Files by the moment. */
  moments: Map<string, Map<string, Buffer>>
  /** What is left in the blocks of the box's two files once they are gone. */
  remains: Map<string, Buffer>
  counts: number[]
  officers: [Officer, Officer]
}

/** A whole secret vote with everything that can be had of it. */
async function wholeVote(
  change: Partial<RoomOptions>,
  policy: Partial<Policy> = {},
): Promise<Vote> {
  const folder = await mkdtemp(join(tmpdir(), 'sapha-leak-'))
  const officers = await twoOfficers()
  const room = await openSecretRoom({
    folder,
    chamber: chamber(policy),
    wired: WIRED.map((n) => named('c', n)),
    networked: NETWORKED.map((n) => named('c', n)),
    ...change,
  })
  const moments = new Map<string, Map<string, Buffer>>()
  const look = async (moment: string) => moments.set(moment, await filesOf(folder))
  try {
    const pages = await openPages(room)
    await openVote(room, officers)
    await look('open')
    const from = { log: room.lines.length, frames: pages.map(({ page }) => page.frames.length) }
    const sealed = await castAll(room, pages, (moment) => look(moment))
    await look('cast')
    await room.give({ type: 'CloseBallot', ballot: 'b1' })
    await look('closed')
    const blocks = await holdFiles(join(room.data, 'ballot-boxes'))
    await countWith(officers)
    await vi.waitFor(async () => {
      const left = [...(await filesOf(room.data)).keys()].filter((name) => name.includes('ballot'))
      expect(left).toEqual([])
    })
    const remains = await blocks.read()
    await look('counted')
    const result = room.engine.state.ballot?.result
    await room.give({ type: 'DeclareResult', ballot: 'b1', accept: true })
    await vi.waitFor(() => expect(room.engine.state.ballot?.state).toBe('declared'))
    const streams = room.tap.streams()
    await room.stop()
    await look('stopped')
    const frames = pages.flatMap(({ page, who }, at) =>
      page.frames.slice(from.frames[at]).map((frame) => said(`frame to ${who}`, frame)),
    )
    const lines = room.lines.slice(from.log).map((line) => said('log', line))
    const traffic = streams.flatMap((bytes, at) => packetsOf(bytes, `connection ${at}`))
    return {
      evidence: [...frames, ...lines, ...traffic, ...filesIn(moments)],
      sealed,
      moments,
      remains,
      counts: result?.counts.map(({ count }) => count) ?? [],
      officers,
    }
  } finally {
    await room.stop().catch(() => undefined)
    await rm(folder, { recursive: true, force: true })
  }
}

const said = (where: string, what: unknown): Evidence => ({
  where,
  bytes: Buffer.from(typeof what === 'string' ? what : JSON.stringify(what)),
  whole: true,
})

const filesIn = (moments: Vote['moments']): Evidence[] =>
  [...moments].flatMap(([moment, files]) =>
    [...files].map(([name, bytes]) => ({ where: `${name}, ${moment}`, bytes, whole: false })),
  )

/** The messages in a stream of MQTT: from the topic's first letter to the end of the JSON. */
function packetsOf(bytes: Buffer, where: string): Evidence[] {
  const text = bytes.toString('latin1')
  return text
    .split('chamber/v1/')
    .slice(1)
    .map((part) => ({ where, bytes: Buffer.from(part, 'latin1'), whole: true }))
}

async function openPages(
  room: Room,
): Promise<{ who: string; as: VoteSender | null; page: Page }[]> {
  await room.give({ type: 'ScheduleSitting', sitting: SITTING, title: text('Sitting'), agenda: [] })
  for (const n of [...WIRED, ...NETWORKED, ...SEATS])
    await room.give({
      ...{ type: 'SignIn', member: named('m', n) },
      place: { kind: 'seat', seat: named('s', n) },
    })
  await room.give({ type: 'OpenSitting' })
  const desk = await signedIn(room, 'ada')
  const pages = [await pageOf(desk, 'desk', null, 'desk', 'room')]
  for (const n of SEATS) {
    const seat = named('s', n)
    const browser = await Browser.over(room.http.urls.desk)
    const key = room.secrets.secretFor('screen', `seat/${seat}`)
    await browser.post('/api/enrol', { screen: `seat/${seat}`, key })
    pages.push(await pageOf(browser, seat, `seat:${seat}`, `seat:${seat}`, 'room'))
  }
  for (const n of REMOTE) pages.push(await remotePage(room, named('r', n)))
  return pages
}

async function remotePage(room: Room, member: string) {
  const browser = await Browser.over(room.http.urls.desk)
  const key = room.secrets.secretFor('invitation', `${SITTING}/${member}`)
  const code = room.secrets.personalCode(member, SITTING)
  await browser.post('/api/join', { sitting: SITTING, member, key, code })
  const page = await pageOf(browser, member, `member:${member}`, `member:${member}`)
  const check = { camera: true, microphone: true, levelTenthsDb: -200, roundTripMs: 20 }
  page.page.send({ t: 'command', id: 'lobby', command: { type: 'EnterLobby', member, check } })
  await vi.waitFor(() => expect(room.engine.state.lobby.waiting).toHaveLength(1))
  await room.give({ type: 'AdmitPerson', member })
  return page
}

async function pageOf(browser: Browser, who: string, as: VoteSender | null, ...channels: string[]) {
  const page = await browser.socket()
  page.subscribe(...channels)
  return { who, as, page }
}

/** Makes the account where there is none: the first with the printed code, others with a desk's. */
async function signedIn(room: Room, user: string): Promise<Browser> {
  const browser = await Browser.over(room.http.urls.desk)
  const added = user === 'ada' ? null : room.accounts.add(user, 'ada')
  const code = typeof added === 'object' && added !== null ? added.code : room.accounts.setupCode
  const made = await browser.post('/api/setup', { code, user, password: PASSWORD })
  expect(made.status).toBe(200)
  return browser
}

let browsers: Browser[] = []

async function openVote(room: Room, officers: [Officer, Officer]): Promise<void> {
  const ben = await signedIn(room, 'ben')
  const ada = await Browser.over(room.http.urls.desk)
  await ada.post('/api/login', { user: 'ada', password: PASSWORD })
  browsers = [ada, ben]
  for (const [at, { key }] of officers.entries()) {
    const command = { type: 'GiveOfficerKey', key }
    const given = await browsers[at]?.post('/api/commands', { id: `key-${at}`, command })
    expect(given?.status).toBe(200)
  }
  await room.give(OPEN)
  await vi.waitFor(() => expect(room.engine.state.ballot?.secret?.box).toBeTruthy())
  await vi.waitFor(() => {
    for (const console of room.consoles.values()) expect(console.aim?.ballot?.seal).toBeDefined()
    for (const console of room.line.consoles.values()) expect(console.shown.choices).toBe(3)
  })
}

/** Everybody votes, the wired ones after a change of mind. */
async function castAll(
  room: Room,
  pages: Awaited<ReturnType<typeof openPages>>,
  look: (moment: string) => Promise<unknown>,
): Promise<Vote['sealed']> {
  const voted = () => room.engine.state.ballot?.secret?.voters.size ?? 0
  for (const [at] of WIRED.entries()) room.line.press(at + 1, 'choice-1')
  await vi.waitFor(() => expect(voted()).toBe(WIRED.length), { timeout: 10_000 })
  for (const [at, n] of WIRED.entries()) {
    room.line.press(at + 1, `choice-${choiceOf(n)}`)
    await look(`one more from the line, ${at}`)
  }
  for (const n of NETWORKED) await room.consoles.get(named('c', n))?.press(`choice-${choiceOf(n)}`)
  const sealed: Vote['sealed'] = []
  for (const { as, page } of pages) {
    if (as === null) continue
    const choice = choiceOf(Number(as.slice(-2)))
    const secret = room.engine.state.ballot?.secret
    const seal = secret ? sealOf(secret) : null
    if (seal === null) throw new Error('there is no box')
    const text = await sealVote(crypto.subtle, { ballot: 'b1', seal, from: as, choice })
    page.send({ t: 'secret-vote', id: 'vote', ballot: 'b1', sealed: text })
    sealed.push({ from: as, text })
    await vi.waitFor(() =>
      expect(page.frames.some((f) => f.t === 'accepted' && f.id === 'vote')).toBe(true),
    )
  }
  await vi.waitFor(() => expect(voted()).toBe(VOTERS.length), { timeout: 10_000 })
  // The second press of each wired console has gone its way as well.
  const wire = () =>
    room.tap
      .streams()
      .map((bytes) => bytes.toString('latin1'))
      .join()
  await vi.waitFor(
    () => expect(wire().split('"type":"sealed"').length).toBeGreaterThan(2 * WIRED.length),
    { timeout: 10_000 },
  )
  for (const stream of room.tap.streams())
    for (const [, console = '', rest = ''] of stream
      .toString('latin1')
      .matchAll(/console\/(console-[0-9]+)\/event[^{]*(\{[^}]*\})/g)) {
      const found = /"sealed":"([^"]+)"/.exec(rest)?.[1]
      if (found !== undefined) sealed.push({ from: `console:${console}`, text: found })
    }
  return sealed
}

/** Keeps files open, so that their blocks can be read after they were removed. */
async function holdFiles(folder: string) {
  const files = await Promise.all(
    ['b1.box', 'b1.key'].map(async (name) => ({ name, file: await open(join(folder, name), 'r') })),
  )
  return {
    async read() {
      const contents = new Map<string, Buffer>()
      for (const { name, file } of files) {
        contents.set(name, await file.readFile())
        await file.close()
      }
      return contents
    },
  }
}

async function countWith(officers: [Officer, Officer]): Promise<void> {
  const post = async (at: 0 | 1, half: Uint8Array) =>
    await browsers[at]?.post('/api/secret-votes/b1/half', half)
  expect((await post(1, officers[0].half))?.json).toMatchObject({ code: 'wrong-half' })
  expect((await post(0, officers[0].half))?.json).toEqual({ ballot: 'b1', waitingFor: 'ben' })
  expect((await post(1, officers[1].half))?.json).toEqual({ ballot: 'b1', waitingFor: null })
}

/** Whether any sixteen bytes of one are in the other, at steps of sixteen. */
const sharesBytes = (needle: Buffer, hay: Buffer) =>
  Array.from({ length: needle.length >> 4 }, (_, at) =>
    needle.subarray(at * 16, at * 16 + 16),
  ).some((piece) => hay.includes(piece))

test('nothing of a secret vote ties a person to a choice', async () => {
  const vote = await wholeVote({})
  expect(vote.counts).toEqual([6, 6, 6])
  const looked = vote.evidence.map(({ where }) => where)
  for (const where of [/wal, cast/, /b1\.box, cast/, /b1\.key, cast/, /^log/, /^frame to desk/])
    expect(
      looked.some((it) => where.test(it)),
      String(where),
    ).toBe(true)
  expect(searchLeaks(vote.evidence, VOTERS, WORDS)).toEqual([])

  // What was on the way is of one size, and no part of it is in any file at any moment.
  expect(vote.sealed.length).toBeGreaterThanOrEqual(VOTERS.length)
  expect(new Set(vote.sealed.map(({ text: it }) => it.length)).size).toBe(1)
  for (const [moment, files] of vote.moments)
    for (const [name, bytes] of files)
      for (const { text: sent, from } of vote.sealed) {
        const found = bytes.includes(sent) || sharesBytes(Buffer.from(fromBase64url(sent)), bytes)
        expect(found, `${from} in ${name}, ${moment}`).toBe(false)
      }

  // What was in the box and its key is nowhere any more, not even in the blocks they had.
  const late = ['counted', 'stopped'].flatMap((at) => [...(vote.moments.get(at)?.values() ?? [])])
  const gone = [...late, ...vote.remains.values()]
  for (const moment of ['open', 'cast', 'closed']) {
    const at = (name: string) =>
      vote.moments.get(moment)?.get(join('data', 'ballot-boxes', name)) ?? Buffer.alloc(0)
    const places = at('b1.box').subarray(512)
    expect(places.length).toBeGreaterThan(0)
    const key = JSON.parse(at('b1.key').toString()) as Record<
      'places' | 'marks' | 'private',
      string
    >
    for (const bytes of gone) {
      expect(sharesBytes(places, bytes)).toBe(false)
      for (const secret of [key.places, key.marks, key.private])
        expect(bytes.includes(secret)).toBe(false)
    }
  }

  // Whoever kept all the traffic, and both officers' halves, cannot open it: the box's key is gone.
  const [{ text: sent, from }] = vote.sealed as [Vote['sealed'][number]]
  for (const { half, key } of vote.officers) {
    const receiver = { private: await importHalf(half), public: key }
    const layer = fromBase64url(sent)
    await expect(
      openLayer(crypto.subtle, receiver, boxContext('b1', from), layer),
    ).rejects.toThrow()
  }
}, 60_000)

test('the search finds leaks that were planted: in words, in numbers, in files, on the wire', async () => {
  const policy = { secretVotes: { warnBelow: 0, plainConsoles: true } }
  const vote = await wholeVote({ boxes: leaking, plain: [named('c', 7)] }, policy)
  const found = searchLeaks(vote.evidence, VOTERS, WORDS)
  const at = (where: string) => found.filter((it) => it.where.startsWith(where))
  expect(at('log').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['choice-named', 'same-of-all-who-chose-alike']),
  )
  expect(at('connection').map(({ kind }) => kind)).toContain('choice-named')
  expect(at(join('data', 'trace.txt')).map(({ kind }) => kind)).toContain('choice-beside-person')
  const inRecord = found.filter(({ where }) => where.includes('record'))
  expect(inRecord.map(({ kind }) => kind)).toContain('choice-beside-person')
  const traces = vote.moments.get('stopped')?.get(join('data', 'trace.txt'))
  expect(vote.sealed.some(({ text: sent }) => traces?.includes(sent))).toBe(true)
}, 60_000)

/** An edge that says too much: it knows what was chosen, as a careless program might. */
function leaking({ boxes, log, engine, data }: Edge): BallotBoxPort {
  return {
    start: () => boxes.start(),
    make: (box) => boxes.make(box),
    count: (opening) => boxes.count(opening),
    belongs: (half, key) => boxes.belongs(half, key),
    destroy: (ballot) => boxes.destroy(ballot),
    stop: () => boxes.stop(),
    async put(ballot, member, vote) {
      const choice = VOTERS.find(({ names }) => names.includes(member))?.choice ?? 0
      const word = WORDS[choice - 1] ?? ''
      log.info({ member, chose: word }, 'a vote')
      log.debug({ member, lamp: choice }, 'a lamp')
      const trace = { member, word, sealed: 'sealed' in vote ? vote.sealed : '' }
      await appendFile(join(data, 'trace.txt'), JSON.stringify(trace))
      const fault = { fault: `f-${member}`, source: { kind: 'member', id: member } as const }
      void engine.submit(
        { type: 'RaiseFault', ...fault, code: 'trace', detail: word },
        ...([{ kind: 'system', part: 'x' }, 'x'] as const),
      )
      return boxes.put(ballot, member, vote)
    },
  }
}
