import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { BallotBoxes } from '../../controller/adapters/ballot-box/ballot-boxes.ts'
import type { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import { sealOf } from '../../controller/core/secret/standing.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import { BallotBoxError, type BallotBoxPort } from '../../controller/engine/ports.ts'
import { SecretVotes } from '../../controller/engine/secret-votes.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Policy, Rule } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { sealVote } from '../../controller/protocol/seal-vote.ts'
import { DESK, motion, START } from '../core/given.ts'
import { ORDINARY } from '../core/house.ts'
import { clock, codeOf, openEngine, WatchedRecord } from '../engine/house-engine.ts'
import { twoOfficers, type Officer } from './officers.ts'

const MEMBERS = 12
const SECRET: Rule = { ...ORDINARY, id: 'secret', method: 'secret' }
const OPEN: Command = {
  ...{ type: 'OpenBallot', ballot: 'b1', motion, rule: 'secret', durationMs: 0 },
  ...{ choices: null, supporters: null, prepared: null, runOffOf: null },
  acknowledged: true,
}
const CLOSE: Command = { type: 'CloseBallot', ballot: 'b1' }
const beats = new Set<() => void>()
const scheduler = {
  every(_ms: number, run: () => void) {
    beats.add(run)
    return () => beats.delete(run)
  },
}

let folder = ''
let officers: [Officer, Officer]
let disk: MemoryDisk
let engine: ChamberEngine
let boxes: BallotBoxPort
let votes: SecretVotes

/** The room with its box, from where the record and the folder are. */
async function startVotes(port: BallotBoxPort = new BallotBoxes(folder)): Promise<void> {
  boxes = port
  votes = new SecretVotes({ engine, boxes, scheduler })
  await votes.start()
}

async function askForVote(policy: Partial<Policy>, rule: Rule): Promise<void> {
  const opened = await openEngine({ members: MEMBERS, rules: [rule], policy })
  engine = opened.engine
  disk = opened.record.disk
  await startVotes()
  for (const { user, key } of officers)
    await give({ type: 'GiveOfficerKey', key }, { kind: 'desk', user })
  await give(OPEN, DESK)
}

async function openVote(policy: Partial<Policy> = {}, rule = SECRET): Promise<void> {
  await askForVote(policy, rule)
  await vi.waitFor(() => expect(engine.state.ballot?.secret?.box).not.toBeNull())
}

async function give(command: Command, by: Actor): Promise<void> {
  expect(codeOf(await engine.submit(command, by, 'test'))).toBe('ok')
}

/** The power goes and comes back: record and box are what the disks have. */
async function restart(): Promise<void> {
  await votes.stop()
  await engine.stop()
  engine = new ChamberEngine({ record: new WatchedRecord(disk), clock })
  await engine.start()
  await startVotes()
}

async function sealedBy(by: Actor, choice: number): Promise<{ sealed: string }> {
  const secret = engine.state.ballot?.secret
  const seal = secret ? sealOf(secret) : null
  if (seal === null) throw new Error('there is no box')
  const from = by.kind === 'console' ? (`console:${by.console}` as const) : fromPage(by)
  return { sealed: await sealVote(crypto.subtle, { ballot: 'b1', seal, from, choice }) }
}

function fromPage(by: Actor) {
  if (by.kind === 'seat') return `seat:${by.seat}` as const
  if (by.kind === 'remote') return `member:${by.member}` as const
  throw new Error('nobody votes so')
}

const console = (n: number, press: number): Actor & { kind: 'console' } => ({
  ...{ kind: 'console', console: `c${n}`, pressId: `boot.${press}`, deviceAt: 0 },
})
const seat = (n: number): Actor => ({ kind: 'seat', seat: `s${n}` })

const vote = async (by: Actor, choice: number) =>
  codeOf(await votes.cast(by, 'b1', await sealedBy(by, choice), START))

/** As the HTTP route gives it: in a buffer that is overwritten as soon as it was taken. */
async function half(at: 0 | 1, bytes: Uint8Array = officers[at].half) {
  const given = Buffer.from(bytes)
  const outcome = await votes.giveHalf('b1', officers[at].user, given)
  given.fill(0)
  return outcome
}

async function countVotes(): Promise<number[] | undefined> {
  await give(CLOSE, DESK)
  expect(await half(0)).toEqual({ ok: true, waitingFor: 'ben' })
  expect(await half(1)).toEqual({ ok: true, waitingFor: null })
  return engine.state.ballot?.result?.counts.map(({ count }) => count)
}

const timesRecorded = (type: string) =>
  disk.bodies.filter((body) => body.includes(`"${type}"`)).length
const boxFiles = () => readdir(join(folder, 'ballot-boxes'))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sapha-secret-'))
  officers = await twoOfficers()
})
afterEach(async () => {
  await votes.stop()
  await engine.stop()
  beats.clear()
  await rm(folder, { recursive: true, force: true })
})

test('a whole secret vote: consoles and pages, a change of mind, the count, nothing left', async () => {
  await openVote()
  expect(await vote(console(1, 5), 1)).toBe('ok')
  expect(await vote(seat(2), 1)).toBe('ok')
  expect(await vote(seat(3), 2)).toBe('ok')
  const before = disk.bodies.length
  expect(await vote(console(1, 6), 2)).toBe('ok')
  expect(disk.bodies.length).toBe(before)
  expect(timesRecorded('SecretVoteCast')).toBe(3)
  expect(await countVotes()).toEqual([1, 2, 0, 0])
  await vi.waitFor(async () => expect(await boxFiles()).toEqual([]))
})

test('a repeat does not undo what was chosen after it, nor does an older press', async () => {
  await openVote()
  const first = console(1, 5)
  const sealed = await sealedBy(first, 1)
  expect(codeOf(await votes.cast(first, 'b1', sealed, START))).toBe('ok')
  expect(await vote(console(1, 7), 2)).toBe('ok')
  expect(codeOf(await votes.cast(first, 'b1', sealed, START))).toBe('repeated-press')
  expect(await vote(console(1, 6), 3)).toBe('overtaken-press')
  expect(await countVotes()).toEqual([0, 1, 0, 0])
})

test('what was recorded is there after the power went, and a vote that was not is not', async () => {
  await openVote()
  await vote(seat(1), 1)
  await vote(seat(2), 2)
  // In the box, and the power goes before the record hears of it.
  await boxes.put('b1', 'm3', { ...(await sealedBy(seat(3), 2)), from: 'seat:s3' })
  await restart()
  await vote(seat(1), 3)
  expect(await countVotes()).toEqual([0, 1, 1, 0])
})

test('a vote that the record refuses is taken back out of the box', async () => {
  await openVote()
  await vote(seat(1), 1)
  const put = boxes.put.bind(boxes)
  vi.spyOn(boxes, 'put').mockImplementationOnce(async (...vote) => {
    const takeBack = await put(...vote)
    await give(CLOSE, DESK)
    return takeBack
  })
  expect(await vote(seat(1), 2)).toBe('ballot-closed')
  await half(0)
  await half(1)
  expect(engine.state.ballot?.result?.counts.map(({ count }) => count)).toEqual([1, 0, 0, 0])
})

test('the close forgets whose a vote is before anybody opens anything, also after a power cut', async () => {
  await openVote({ lateWindowMs: 1000 })
  for (let n = 1; n <= 8; n += 1) await vote(seat(n), 1 + (n % 2))
  await give(CLOSE, DESK)
  // Sent before the close and late on the way: taken as long as late votes are awaited.
  const late = await sealedBy(seat(9), 3)
  expect(codeOf(await votes.cast(seat(9), 'b1', late, START - 1))).toBe('ok')
  await vi.waitFor(async () => {
    for (const run of beats) run()
    expect(await boxFiles()).toEqual(['b1.mixed'])
  })
  const later = await sealedBy(seat(10), 3)
  expect(codeOf(await votes.cast(seat(10), 'b1', later, START - 1))).toBe('ballot-closed')
  await restart()
  expect(await boxFiles()).toEqual(['b1.mixed'])
  await half(0)
  expect(await half(1)).toEqual({ ok: true, waitingFor: null })
  expect(engine.state.ballot?.result?.counts.map(({ count }) => count)).toEqual([4, 4, 1, 0])
})

test('two halves given at once wait until late votes are in', async () => {
  await openVote({ lateWindowMs: 1000 })
  await vote(seat(1), 1)
  await give(CLOSE, DESK)
  expect(await half(0)).toEqual({ ok: true, waitingFor: 'ben' })
  const counted = half(1)
  for (const run of beats) run()
  const late = await sealedBy(seat(2), 2)
  expect(codeOf(await votes.cast(seat(2), 'b1', late, START - 1))).toBe('ok')
  expect(engine.state.ballot?.state).toBe('closing')
  for (const run of beats) run()
  expect(await counted).toEqual({ ok: true, waitingFor: null })
  expect(engine.state.ballot?.result?.counts.map(({ count }) => count)).toEqual([1, 1, 0, 0])
})

test('halves that wait for late votes are forgotten when the vote is made void', async () => {
  await openVote({ lateWindowMs: 1000 })
  await give(CLOSE, DESK)
  await half(0)
  const counted = half(1)
  await give({ type: 'VoidBallot', ballot: 'b1', reason: 'A fire alarm.' }, DESK)
  expect(await counted).toMatchObject({ ok: false, code: 'ballot-voided' })
})

test.each([
  ['is gone', 'b1.key', null, 'damaged or missing'],
  ['is cut short', 'b1.box', 700, 'damaged or missing'],
  ['has lost its last places', 'b1.box', 'blank', 'damaged or missing'],
] as const)(
  'a vote whose box %s is held with the reason, at once and after a restart',
  async (...of) => {
    const [, name, damage, reason] = of
    await openVote()
    const blank = await readFile(join(folder, 'ballot-boxes', 'b1.box'))
    for (let n = 1; n <= MEMBERS; n += 1) await vote(seat(n), 1)
    await votes.stop()
    const path = join(folder, 'ballot-boxes', name)
    if (damage === null) await rm(path)
    else if (damage === 'blank') await writeFile(path, blank)
    else await truncate(path, damage)
    await restart()
    await vi.waitFor(() => expect(engine.state.ballot?.held?.because).toContain(reason))
    for (const run of beats) run()
    await vi.waitFor(() =>
      expect(engine.state.faults).toMatchObject([{ code: 'ballot-box-failed' }]),
    )
    // Whoever lets it go on all the same gets no wrong total.
    await give({ type: 'ResumeBallot', ballot: 'b1' }, DESK)
    await give(CLOSE, DESK)
    await half(0)
    expect(['box-missing', 'box-damaged']).toContain(codeOf2(await half(1)))
    await give({ type: 'VoidBallot', ballot: 'b1', reason: 'The box is damaged.' }, DESK)
    await vi.waitFor(async () => expect(await boxFiles()).toEqual([]))
  },
)

test('a vote that the disk does not take holds the voting with the reason', async () => {
  await openVote()
  await vote(seat(1), 1)
  vi.spyOn(boxes, 'put').mockRejectedValueOnce(new BallotBoxError('box-io-failed', 'EIO'))
  expect(await vote(seat(1), 2)).toBe('box-unwritable')
  await vi.waitFor(() => expect(engine.state.ballot?.held?.because).toContain('cannot be written'))
  await give({ type: 'ResumeBallot', ballot: 'b1' }, DESK)
  expect(await countVotes()).toEqual([1, 0, 0, 0])
})

test('a box that cannot be removed is a fault, and is removed as soon as it can be', async () => {
  await openVote()
  await vote(seat(1), 1)
  const stuck = vi.spyOn(boxes, 'destroy').mockRejectedValueOnce(new Error('EROFS'))
  await give({ type: 'VoidBallot', ballot: 'b1', reason: 'A fire alarm.' }, DESK)
  await vi.waitFor(() => expect(stuck).toHaveBeenCalled())
  await vi.waitFor(async () => {
    for (const run of beats) run()
    expect(await boxFiles()).toEqual([])
  })
})

test('under first-counts the first vote stays, also when two come at once', async () => {
  await openVote({}, { ...SECRET, revision: 'first-counts' })
  const outcomes = await Promise.all([vote(seat(1), 1), vote(seat(1), 2)])
  expect(outcomes.toSorted()).toEqual(['already-voted', 'ok'])
  const first = outcomes.indexOf('ok')
  expect(await countVotes()).toEqual(first === 0 ? [1, 0, 0, 0] : [0, 1, 0, 0])
})

test('only an officer opens it, with the own half, after the close, and no half waits for ever', async () => {
  await openVote()
  await vote(seat(1), 1)
  expect(codeOf2(await half(0))).toBe('ballot-still-open')
  await give(CLOSE, DESK)
  expect(codeOf2(await votes.giveHalf('b1', 'eve', officers[0].half))).toBe('not-an-officer')
  expect(codeOf2(await half(0, officers[1].half))).toBe('wrong-half')
  expect(codeOf2(await half(0, new Uint8Array(31)))).toBe('wrong-half')
  expect(codeOf2(await votes.giveHalf('b2', 'ada', officers[0].half))).toBe('no-ballot')
  expect(await half(0)).toEqual({ ok: true, waitingFor: 'ben' })
  for (let beat = 0; beat < 300; beat += 1) for (const run of beats) run()
  expect(await half(1)).toEqual({ ok: true, waitingFor: 'ada' })
  expect(await half(0)).toEqual({ ok: true, waitingFor: null })
})

const codeOf2 = (outcome: Awaited<ReturnType<typeof half>>) => (outcome.ok ? 'ok' : outcome.code)

test('a console that cannot seal is refused and named, unless policy allows it', async () => {
  await openVote()
  expect(codeOf(await votes.castPlain(console(4, 1), 'b1', 2, START))).toBe('must-be-sealed')
  for (const run of beats) run()
  await vi.waitFor(() =>
    expect(engine.state.faults).toMatchObject([
      { code: 'console-cannot-seal', source: { kind: 'console', id: 'c4' } },
    ]),
  )
  expect(disk.bodies.join()).not.toContain('choice-2')
})

test('with the policy for plain consoles their votes count, but no late press of another vote', async () => {
  await openVote({ secretVotes: { warnBelow: 0, plainConsoles: true } })
  for (const shown of ['b0', null])
    expect(codeOf(await votes.castPlain(console(4, 1), shown, 2, START))).toBe('other-ballot')
  for (const run of beats) run()
  expect(engine.state.faults).toEqual([])
  expect(codeOf(await votes.castPlain(console(4, 1), 'b1', 2, START))).toBe('ok')
  expect(codeOf(await votes.castPlain(console(5, 1), 'b1', 9, START))).toBe('unknown-choice')
  expect(await countVotes()).toEqual([0, 1, 0, 0])
})

test('a box that cannot be made is a fault, is tried again, and nobody votes meanwhile', async () => {
  const broken = vi
    .spyOn(BallotBoxes.prototype, 'make')
    .mockRejectedValueOnce(new BallotBoxError('box-io-failed', 'The disk is full.'))
  await askForVote({}, SECRET)
  await vi.waitFor(() => expect(broken).toHaveBeenCalledOnce())
  const noSeal = { sealed: 'A'.repeat(214) }
  expect(codeOf(await votes.cast(seat(1), 'b1', noSeal, START))).toBe('box-not-ready')
  await vi.waitFor(() => {
    for (const run of beats) run()
    expect(engine.state.ballot?.secret?.box).toBeTruthy()
  })
  broken.mockRestore()
  expect(await vote(seat(1), 1)).toBe('ok')
})

test('a void vote is never opened, and a box left behind by a crash is destroyed at the start', async () => {
  await openVote()
  await vote(seat(1), 1)
  vi.spyOn(boxes, 'destroy').mockResolvedValueOnce()
  await give({ type: 'VoidBallot', ballot: 'b1', reason: 'A fire alarm.' }, DESK)
  expect(await boxFiles()).toHaveLength(2)
  await restart()
  expect(await boxFiles()).toEqual([])
})
