import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adoptWaitingKey, prepareNextKey } from '../../controller/adapters/witness/key-files.ts'
import { rootByProof } from '../../controller/adapters/witness/merkle.ts'
import { isCertified, keyText, openNote } from '../../controller/adapters/witness/signed-note.ts'
import { readCheckpoints } from '../../controller/adapters/witness/checkpoint-file.ts'
import { hashOfVote } from '../../controller/adapters/witness/vote-leaf.ts'
import { chamberViews } from '../../controller/http/views.ts'
import { openBallot } from '../core/given.ts'
import { eventually, WitnessedHouse } from './witnessed-house.ts'

const HOUSE = { members: 4 }
const live = { live: { checkpoint: null } } as Parameters<typeof chamberViews>[1]

let house: WitnessedHouse

beforeEach(async () => {
  house = await WitnessedHouse.make()
  await house.start()
})

afterEach(async () => {
  await house.stop()
  await house.remove()
})

const sealed = (ballot: string) =>
  eventually(() => expect(house.engine.state.seals.has(ballot)).toBe(true))
const codeOf = (n: number, ballot = 'b1') => house.witness.codeOf(ballot, `m${n}`)
const checkpoints = async () =>
  readCheckpoints(await readFile(join(house.dataDir, 'checkpoints.txt'), 'utf8'))

describe('a seal', () => {
  it('follows the close of an open vote', async () => {
    await house.convene(HOUSE)
    await house.divide('b1', ['agree', 'disagree', 'agree'])
    await sealed('b1')
    expect(house.engine.state.seals.get('b1')?.size).toBe(3)
  })

  it('is made up for after a crash between close and seal', async () => {
    await house.convene(HOUSE)
    await house.stop()
    await house.start({ witnessed: false })
    await house.divide('b1', ['agree', 'disagree', 'agree'])
    expect(house.engine.state.seals.has('b1')).toBe(false)
    await house.stop({ witnessed: false })
    await house.start()
    await sealed('b1')
    await eventually(() => expect(house.witness.proofOf(codeOf(1) ?? '')).not.toBeNull())
  })

  it('is the same after a restart, and is not made twice', async () => {
    await house.convene(HOUSE)
    await house.divide('b1', ['agree', 'disagree', 'agree'])
    await sealed('b1')
    const { seq, seals } = house.engine.state
    await house.stop()
    await house.start()
    house.beats.pass(3)
    expect(house.engine.state.seals.get('b1')).toEqual(seals.get('b1'))
    expect(house.engine.state.seq).toBe(seq)
  })
})

describe('a receipt', () => {
  it('is there as soon as the vote is, and changes with it', async () => {
    await house.convene(HOUSE)
    await house.give(openBallot())
    expect(codeOf(1)).toBeNull()
    await house.cast('b1', 1, 'agree')
    const first = codeOf(1)
    expect(first).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
    const views = chamberViews(house.engine, live, house.witness)
    expect(views.seat('s1')?.ballot?.receipt).toBe(first)
    expect(views.seat('s2')?.ballot?.receipt).toBeNull()
    await house.cast('b1', 1, 'disagree')
    expect(codeOf(1)).not.toBe(first)
  })

  it('is proven only after the declaration', async () => {
    await house.convene(HOUSE)
    await house.give(openBallot())
    for (let n = 1; n <= 3; n++) await house.cast('b1', n, 'agree')
    const code = codeOf(2) ?? ''
    await house.give({ type: 'CloseBallot', ballot: 'b1' })
    await sealed('b1')
    expect(house.witness.proofOf(code)).toBeNull()
    await house.declare('b1')
    await eventually(() => expect(house.witness.proofOf(code)).not.toBeNull())
    expect(house.witness.proofOf('0000000000')).toBeNull()
  })

  it('leads from the vote to the root, and from the root to a signed head', async () => {
    await house.convene(HOUSE)
    await house.divide('b1', ['agree', 'disagree', 'agree', 'abstain'])
    await sealed('b1')
    await eventually(() => expect(house.witness.proofOf(codeOf(3) ?? '')).not.toBeNull())
    const proof = house.witness.proofOf(codeOf(3)?.toLowerCase() ?? '')
    if (proof === null) throw new Error('no proof')
    expect(proof.leaf).toMatchObject({ ballot: 'b1', member: 'm3', choice: 'agree' })
    const path = proof.path.map((one) => Buffer.from(one, 'hex'))
    const root = rootByProof(hashOfVote(proof.leaf), proof.index, proof.size, path)
    expect(root?.toString('hex')).toBe(house.engine.state.seals.get('b1')?.root)
    expect(JSON.parse(proof.sealed.body)).toMatchObject({ data: { root: proof.root } })
    const signed = openNote(proof.checkpoint, { name: proof.key.name, publicKey: proof.key.key })
    expect(signed).toContain(Buffer.from(proof.sealed.hash, 'hex').toString('base64'))
  })
})

describe('checkpoints', () => {
  it('follow the key, each seal, each declaration and the end of a sitting', async () => {
    await house.convene(HOUSE)
    await house.divide('b1', ['agree', 'disagree', 'agree'])
    await sealed('b1')
    await house.give({ type: 'CloseSitting' })
    await eventually(async () =>
      expect((await checkpoints()).at(-1)?.seq).toBe(house.engine.state.seq),
    )
    const notes = await checkpoints()
    expect(notes.length).toBe(4)
    const name = 'sapha/house'
    const publicKey = house.engine.state.signingKey?.key ?? ''
    for (const { note } of notes) expect(openNote(note, { name, publicKey })).not.toBeNull()
  })

  it('are made after ten minutes without any of these, where something was recorded', async () => {
    await house.convene(HOUSE)
    const { seq } = house.engine.state
    house.beats.pass(600)
    await eventually(async () => expect((await checkpoints()).at(-1)?.seq).toBe(seq))
    house.beats.pass(600)
    await house.stop()
    expect((await checkpoints()).filter((one) => one.seq === seq)).toHaveLength(1)
    await house.start()
  })

  it('go on behind one that a power cut tore', async () => {
    await house.convene(HOUSE)
    await house.stop()
    const path = join(house.dataDir, 'checkpoints.txt')
    const whole = await readFile(path, 'utf8')
    await writeFile(path, `${whole}${whole.slice(0, 40)}`)
    await house.start()
    await house.divide('b1', ['agree', 'agree'])
    await sealed('b1')
    await house.stop()
    const notes = await checkpoints()
    expect(notes.map(({ note }) => note).join('')).toBe(await readFile(path, 'utf8'))
    expect(notes.length).toBeGreaterThan(2)
    await house.start()
  })
})

describe('the signing key', () => {
  it('is readable by its owner alone, and the first thing in the record', async () => {
    const { mode } = await stat(join(house.dataDir, 'keys', 'signing-key.json'))
    expect(mode & 0o777).toBe(0o600)
    expect(house.engine.state.seq).toBe(1)
    expect(house.witness.publicKey).toContain('sapha/house+')
  })

  it('is refused where others could read it', async () => {
    await house.stop()
    const path = join(house.dataDir, 'keys', 'signing-key.json')
    await chmod(path, 0o644)
    await expect(house.start()).rejects.toMatchObject({ code: 'signing-key-readable-by-others' })
    await chmod(path, 0o600)
    await house.stop({ witnessed: false })
    await house.start()
  })

  it('gives way to one it certified, while the sitting goes on', async () => {
    await house.convene(HOUSE)
    const old = house.engine.state.signingKey
    const { next } = await prepareNextKey(house.dataDir)
    house.beats.pass(10)
    await eventually(() => expect(house.engine.state.signingKey?.key).toBe(next.publicKey))
    const recorded = house.engine.state.signingKey
    const before = { name: old?.name ?? '', publicKey: old?.key ?? '' }
    expect(isCertified(next, recorded?.certificate ?? '', before)).toBe(true)
    await house.divide('b1', ['agree', 'agree'])
    await sealed('b1')
    await eventually(() => expect(house.witness.proofOf(codeOf(1) ?? '')).not.toBeNull())
    expect(house.witness.proofOf(codeOf(1) ?? '')?.key.key).toBe(next.publicKey)
  })

  it('is the new one also after a crash between record and file', async () => {
    const { next } = await prepareNextKey(house.dataDir)
    await house.stop()
    await house.start()
    await eventually(() => expect(house.witness.publicKey).toBe(keyText(next)))
    await expect(adoptWaitingKey(house.dataDir)).rejects.toMatchObject({ code: 'ENOENT' })
    const { seq } = house.engine.state
    await house.stop()
    await house.start()
    expect(house.engine.state.seq).toBe(seq)
  })
})
