import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { sealOf } from '../../controller/core/secret/standing.ts'
import type { Policy } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { sealVote } from '../../controller/protocol/seal-vote.ts'
import type { VoteSender } from '../../controller/protocol/sealing.ts'
import { Browser, type Page } from '../http/browser.ts'
import type { Evidence } from './leak-search.ts'
import {
  choiceOf,
  named,
  namedChamber,
  NETWORKED,
  REMOTE,
  SEATS,
  text,
  VOTERS,
  WIRED,
} from './named-house.ts'
import { twoOfficers, type Officer } from './officers.ts'
import { filesOf, openSecretRoom, SITTING, type RoomOptions } from './secret-room.ts'

const PASSWORD = 'a long enough pass phrase'

const OPEN: Command = {
  ...{ type: 'OpenBallot', ballot: 'b1', motion: text('Motion'), rule: 'secret', durationMs: 0 },
  ...{ choices: null, supporters: null, prepared: null, runOffOf: null, acknowledged: true },
}

type Room = Awaited<ReturnType<typeof openSecretRoom>>

export interface Vote {
  evidence: Evidence[]
  /** What every sealed vote looked like on the way, with all the traffic. */
  sealed: { from: VoteSender; text: string }[]
  /** Files by the moment. */
  moments: Map<string, Map<string, Buffer>>
  /** What is left in the blocks of the box's files once they are gone. */
  remains: Buffer[]
  counts: number[]
  officers: [Officer, Officer]
}

/** A whole secret vote with everything that can be had of it. */
export async function wholeVote(
  change: Partial<RoomOptions>,
  policy: Partial<Policy> = {},
): Promise<Vote> {
  const folder = await mkdtemp(join(tmpdir(), 'sapha-leak-'))
  const officers = await twoOfficers()
  const room = await openSecretRoom({
    folder,
    chamber: namedChamber(policy),
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
    const boxes = join(room.data, 'ballot-boxes')
    const boxBlocks = await holdFiles(boxes, ['b1.box', 'b1.key'])
    await room.give({ type: 'CloseBallot', ballot: 'b1' })
    const names = async () => [...(await filesOf(boxes)).keys()]
    await vi.waitFor(async () => expect(await names()).toEqual(['b1.mixed']), { timeout: 10_000 })
    await look('closed')
    const mixedBlocks = await holdFiles(boxes, ['b1.mixed'])
    await countWith(officers)
    await vi.waitFor(async () => expect(await names()).toEqual([]))
    const remains = [...(await boxBlocks.read()), ...(await mixedBlocks.read())]
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
async function holdFiles(folder: string, names: readonly string[]) {
  const files = await Promise.all(names.map((name) => open(join(folder, name), 'r')))
  return {
    async read() {
      const contents = await Promise.all(files.map((file) => file.readFile()))
      for (const file of files) await file.close()
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
