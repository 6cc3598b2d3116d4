import { randomBytes } from 'node:crypto'
import {
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { sealVote } from '../../protocol/seal-vote.ts'
import type { OfficerKey, VoteSender } from '../../protocol/sealing.ts'
import { BallotBoxes } from './ballot-boxes.ts'
import { SLOT_BYTES } from './box-file.ts'
import { publicOf } from './box-keys.ts'

const { subtle } = crypto

const VOTERS = Array.from({ length: 40 }, (_, at) => `m-${at}`)
const halves = [randomBytes(32), randomBytes(32)] as const
const officers: readonly [OfficerKey, OfficerKey] = [
  { user: 'ada', key: publicOf(halves[0]) },
  { user: 'ben', key: publicOf(halves[1]) },
]
const keys: [string, string] = [officers[0].key, officers[1].key]
const from = (member: string): VoteSender => `member:${member}`

let folder = ''
let boxes: BallotBoxes

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sapha-box-'))
  boxes = new BallotBoxes(folder)
  await boxes.start()
})
afterEach(async () => {
  await boxes.stop()
  await rm(folder, { recursive: true, force: true })
})

const path = (name: string) => join(folder, 'ballot-boxes', name)
const slotsOf = (box: Buffer) =>
  Array.from({ length: VOTERS.length }, (_, at) =>
    box.subarray(512 + at * SLOT_BYTES, 512 + (at + 1) * SLOT_BYTES).toString('hex'),
  )

/** What all open files share. */
async function anyFileHandle(): Promise<FileHandle> {
  const file = await open(path('v1.box'))
  await file.close()
  return Object.getPrototypeOf(file) as FileHandle
}

const makeBox = (ballot = 'v1') => boxes.make({ ballot, voters: VOTERS, officers })

async function vote(box: string, member: string, choice: number, ballot = 'v1') {
  const sealed = await sealVote(subtle, { ballot, seal: { keys, box }, from: from(member), choice })
  return boxes.put(ballot, member, { from: from(member), sealed })
}

const opening = { ballot: 'v1', halves, choices: 3 }

async function countOf(voters: readonly string[]) {
  await boxes.mix('v1', voters)
  return boxes.count(opening)
}

it('has everything after a restart, and lets the last choice count in the same place', async () => {
  const box = await makeBox()
  await vote(box, 'm-1', 1)
  await vote(box, 'm-2', 1)
  const before = await readFile(path('v1.box'))
  await vote(box, 'm-1', 2)
  const after = await readFile(path('v1.box'))
  expect(after.length).toBe(before.length)
  const changed = slotsOf(after).filter((slot, at) => slot !== slotsOf(before)[at])
  expect(changed).toHaveLength(1)

  await boxes.stop()
  boxes = new BallotBoxes(folder)
  expect(await boxes.start()).toEqual(['v1'])
  expect(await makeBox()).toBe(box)
  expect(await countOf(['m-1', 'm-2'])).toEqual({ counts: [1, 1, 0], spoiled: 0 })
})

it('calls spoiled what is blank, of no choice, or sealed wrongly inside', async () => {
  const box = await makeBox()
  await vote(box, 'm-1', 2)
  await vote(box, 'm-2', 4)
  await vote(box, 'm-3', 0)
  const swapped: [string, string] = [keys[1], keys[0]]
  const sealed = await sealVote(subtle, {
    ballot: 'v1',
    seal: { keys: swapped, box },
    from: from('m-4'),
    choice: 1,
  })
  await boxes.put('v1', 'm-4', { from: from('m-4'), sealed })
  const voters = ['m-1', 'm-2', 'm-3', 'm-4']
  expect(await countOf(voters)).toEqual({ counts: [0, 1, 0], spoiled: 3 })
})

it('counts what was confirmed where the disk refuses the change of it, also the taking back', async () => {
  const box = await makeBox()
  await vote(box, 'm-1', 1)
  await vote(box, 'm-2', 1)
  // The bytes are written and the sync fails: nobody knows what lies there.
  const broken = vi.spyOn(await anyFileHandle(), 'sync').mockRejectedValue(new Error('EIO'))
  await expect(vote(box, 'm-1', 2)).rejects.toMatchObject({ code: 'box-io-failed' })
  await expect(vote(box, 'm-2', 2)).rejects.toMatchObject({ code: 'box-io-failed' })
  await expect(boxes.mix('v1', ['m-1', 'm-2'])).rejects.toMatchObject({ code: 'box-io-failed' })
  broken.mockRestore()
  await vote(box, 'm-2', 3)
  expect(await countOf(['m-1', 'm-2'])).toEqual({ counts: [1, 0, 1], spoiled: 0 })
})

it('names a damaged place, and destroys nothing', async () => {
  const box = await makeBox()
  await vote(box, 'm-1', 1)
  const sound = await readFile(path('v1.box'))
  const damaged = Buffer.from(sound)
  for (let at = 512; at < damaged.length; at += SLOT_BYTES) damaged[at] = (damaged[at] ?? 0) ^ 1
  await writeFile(path('v1.box'), damaged)
  await expect(countOf(['m-1'])).rejects.toMatchObject({ code: 'slot-damaged' })
  await writeFile(path('v1.box'), sound)
  expect(await countOf(['m-1'])).toMatchObject({ counts: [1, 0, 0] })
})

it('names an incomplete box, damaged mixed votes, and what is missing', async () => {
  const box = await makeBox()
  for (const member of ['m-1', 'm-2']) await vote(box, member, 1)
  await boxes.stop()
  const sound = await readFile(path('v1.box'))
  await writeFile(path('v1.box'), sound.subarray(0, 1000))
  boxes = new BallotBoxes(folder)
  await expect(countOf(['m-1'])).rejects.toMatchObject({ code: 'box-damaged' })
  await writeFile(path('v1.box'), sound)
  await countOf(['m-1', 'm-2'])
  const mixed = await readFile(path('v1.mixed'), 'utf8')
  await writeFile(path('v1.mixed'), mixed.replace(/"votes":\["../, '"votes":["AA'))
  await expect(boxes.count(opening)).rejects.toMatchObject({ code: 'box-damaged' })
  const v9 = { ...opening, ballot: 'v9' }
  await expect(boxes.count(v9)).rejects.toMatchObject({ code: 'box-missing' })
  await expect(boxes.mix('v9', [])).rejects.toMatchObject({ code: 'box-missing' })
})

it('forgets at the close whose a vote is, also where the machine stopped in between', async () => {
  const box = await makeBox()
  for (const member of VOTERS) await vote(box, member, 1)
  const files = await Promise.all(['v1.box', 'v1.key'].map((name) => readFile(path(name))))
  await boxes.mix('v1', VOTERS)
  expect(await readdir(join(folder, 'ballot-boxes'))).toEqual(['v1.mixed'])
  const mixed = await readFile(path('v1.mixed'), 'utf8')
  expect(VOTERS.some((member) => mixed.includes(`"${member}"`))).toBe(false)
  const places = slotsOf(files[0] ?? Buffer.alloc(0)).map((slot) => slot.slice(0, 224))
  const { votes } = JSON.parse(mixed) as { votes: string[] }
  const order = votes.map((sent) => places.indexOf(Buffer.from(sent, 'base64url').toString('hex')))
  // That forty votes stay in the order of their places happens once in 40! times.
  expect(order.toSorted((a, b) => a - b)).toEqual(VOTERS.map((_, at) => at))
  expect(order).not.toEqual(VOTERS.map((_, at) => at))

  // The power went after the mixed votes were safe, before the box was gone.
  await writeFile(path('v1.box'), files[0] ?? '')
  await writeFile(path('v1.key'), files[1] ?? '')
  await boxes.stop()
  boxes = new BallotBoxes(folder)
  await boxes.mix('v1', VOTERS)
  expect(await readdir(join(folder, 'ballot-boxes'))).toEqual(['v1.mixed'])
  expect(await readFile(path('v1.mixed'), 'utf8')).toBe(mixed)
})

it('makes a box anew where the machine stopped before it was whole', async () => {
  await makeBox()
  await boxes.stop()
  await rm(path('v1.box'))
  boxes = new BallotBoxes(folder)
  const box = await makeBox()
  await vote(box, 'm-1', 2)
  expect(await countOf(['m-1'])).toEqual({ counts: [0, 1, 0], spoiled: 0 })
})

it('shows neither time nor order nor any choice', async () => {
  const box = await makeBox()
  const blank = await readFile(path('v1.box'))
  await Promise.all(VOTERS.map((member, at) => vote(box, member, 1 + (at % 3))))
  const full = await readFile(path('v1.box'))
  expect(full.length).toBe(blank.length)
  expect(new Set([...slotsOf(blank), ...slotsOf(full)]).size).toBe(2 * VOTERS.length)
  for (const name of ['v1.box', 'v1.key']) expect((await stat(path(name))).mode & 0o077).toBe(0)
  expect((await stat(path('v1.box'))).mtimeMs).toBe(0)
})

it('gives each vote places of its own order', async () => {
  const firstPlaces = new Set<number>()
  for (let round = 0; round < 12; round += 1) {
    const ballot = `v-${round}`
    const box = await boxes.make({ ballot, voters: VOTERS, officers })
    const before = slotsOf(await readFile(path(`${ballot}.box`)))
    await vote(box, 'm-0', 1, ballot)
    const after = slotsOf(await readFile(path(`${ballot}.box`)))
    firstPlaces.add(after.findIndex((slot, at) => slot !== before[at]))
  }
  // Twelve draws of forty places: that they are fewer than four happens once in 10^11 times.
  expect(firstPlaces.size).toBeGreaterThanOrEqual(4)
})
