import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { SLOT_BYTES } from '../../controller/adapters/ballot-box/box-file.ts'
import { fromBase64url, sealVote } from '../../controller/protocol/seal-vote.ts'
import type { VoteSeal } from '../../controller/protocol/sealing.ts'
import { eventsIn } from '../e2e/kept-record.ts'
import { twoOfficers, type Officer } from './officers.ts'
import { filesOf } from './secret-room.ts'
import type { SentVote, Told } from './voting-process.ts'
import { BALLOT, MEMBERS, openVotingRoom } from './voting-room.ts'

const PROCESS = fileURLToPath(new URL('./voting-process.ts', import.meta.url))
/** So many votes are on their way at once: some are sealed, some written, some await the record. */
const UNDER_WAY = 6
/** After how many answers each process is killed: amid first votes, and amid changes of mind. */
const KILLED_AFTER = [15, 40]

const box = (folder: string) => join(folder, 'ballot-boxes', `${BALLOT}.box`)
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'sapha-killed-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** What each member chose: what was confirmed last, and what was sent after that. */
class Wishes {
  readonly confirmed = new Map<number, number>()
  readonly unsure = new Map<number, number[]>()
  readonly sealed: string[] = []
  #sent = 0

  next(): { member: number; choice: number } {
    const turn = this.#sent++
    const member = 1 + (turn % MEMBERS)
    const choice = 1 + ((turn * 7 + Math.floor(turn / MEMBERS)) % 3)
    this.unsure.set(member, [...(this.unsure.get(member) ?? []), choice])
    return { member, choice }
  }

  wasConfirmed(member: number, choice: number): void {
    this.confirmed.set(member, choice)
    this.unsure.delete(member)
  }
}

/** One life of the process, killed after so many answers with others still on their way. */
async function voteUntilKilled(folder: string, officers: Officer[], wishes: Wishes, after: number) {
  const keys = officers.map(({ user, key }) => ({ user, key }))
  const child = fork(PROCESS, [folder, JSON.stringify(keys)], { execArgv: [] })
  const underWay = new Map<number, { member: number; choice: number }>()
  let seal: VoteSeal | null = null
  let answers = 0
  let ids = 0
  const send = async (by: VoteSeal) => {
    const wish = wishes.next()
    const id = (ids += 1)
    underWay.set(id, wish)
    const { member, choice } = wish
    const from = `seat:s${member}` as const
    const sealed = await sealVote(crypto.subtle, { ballot: BALLOT, seal: by, from, choice })
    wishes.sealed.push(sealed)
    if (child.connected)
      child.send({ id, seat: `s${member}`, sealed } satisfies SentVote, () => undefined)
  }
  child.on('message', (told: Told) => {
    if ('seal' in told) {
      seal = told.seal
      for (let n = 0; n < UNDER_WAY; n += 1) void send(told.seal)
      return
    }
    const wish = underWay.get(told.id)
    if (wish === undefined || seal === null) return
    expect(told.code).toBe('ok')
    wishes.wasConfirmed(wish.member, wish.choice)
    answers += 1
    if (answers < after) void send(seal)
    else child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
}

/** What can be had of the vote as it lies in the folder. */
async function countIn(folder: string, officers: readonly [Officer, Officer]) {
  const room = await openVotingRoom(folder)
  onTestFinished(() => room.stop())
  const { engine, votes, give } = room
  const half = (at: 0 | 1) => votes.giveHalf(BALLOT, officers[at].user, officers[at].half)
  return {
    room,
    async close() {
      await give({ type: 'CloseBallot', ballot: BALLOT })
      await half(0)
      return half(1)
    },
    counts: () => engine.state.ballot?.result?.counts.map(({ count }) => count) ?? null,
  }
}

test('killed in the middle of sealed votes: what was confirmed counts, or the vote is held', async () => {
  const folder = newFolder()
  const officers = await twoOfficers()
  const wishes = new Wishes()
  for (const after of KILLED_AFTER) await voteUntilKilled(folder, officers, wishes, after)
  expect(wishes.confirmed.size).toBe(MEMBERS)

  // What the dead process left has nothing of what was sent, and says of a person only: has voted.
  for (const [name, bytes] of await filesOf(folder))
    for (const sent of wishes.sealed) {
      const raw = Buffer.from(fromBase64url(sent))
      const found = [sent, raw.subarray(0, 16), raw.subarray(64, 80)].some((it) =>
        bytes.includes(it),
      )
      expect(found, name).toBe(false)
    }
  for (const { data } of eventsIn(folder, 'SecretVoteCast'))
    expect(Object.keys(data).toSorted()).toEqual(['ballot', 'member'])

  // The power goes while the last place is written: half of it is of before; or the file is short.
  const torn = newFolder()
  cpSync(folder, torn, { recursive: true })
  const bytes = readFileSync(box(torn))
  bytes.copy(bytes, bytes.length - SLOT_BYTES / 2, bytes.length - 2 * SLOT_BYTES)
  writeFileSync(box(torn), bytes)
  const short = newFolder()
  cpSync(folder, short, { recursive: true })
  truncateSync(box(short), bytes.length - SLOT_BYTES / 2)
  for (const damaged of [torn, short]) {
    const { room, close, counts } = await countIn(damaged, officers)
    const { engine, give } = room
    await vi.waitFor(() =>
      expect(engine.state.ballot?.held?.because).toContain('The ballot box is damaged'),
    )
    await give({ type: 'ResumeBallot', ballot: BALLOT })
    expect(await close()).toMatchObject({ ok: false, code: 'box-damaged' })
    expect(counts()).toBeNull()
    await give({ type: 'VoidBallot', ballot: BALLOT, reason: 'The box is damaged.' })
  }

  const { room, close, counts } = await countIn(folder, officers)
  const { ballot } = room.engine.state
  expect(ballot).toMatchObject({ state: 'open', held: null, secret: { voters: { size: MEMBERS } } })
  expect(statSync(box(folder)).mtimeMs).toBe(0)
  expect(await close()).toEqual({ ok: true, waitingFor: null })
  const counted = counts() ?? []
  expect(counted.reduce((sum, n) => sum + n, 0)).toBe(MEMBERS)
  // Of whoever was never confirmed again after a kill nobody can know which of theirs arrived.
  for (const choice of [1, 2, 3]) {
    const sure = [...wishes.confirmed].filter(
      ([member, last]) => last === choice && !wishes.unsure.has(member),
    ).length
    const possible = [...wishes.unsure].filter(
      ([member, sent]) => wishes.confirmed.get(member) === choice || sent.includes(choice),
    ).length
    expect(counted[choice - 1]).toBeGreaterThanOrEqual(sure)
    expect(counted[choice - 1]).toBeLessThanOrEqual(sure + possible)
  }
}, 240_000)
