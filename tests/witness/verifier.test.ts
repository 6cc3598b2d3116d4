import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { presentKey, prepareNextKey } from '../../controller/adapters/witness/key-files.ts'
import {
  keyText,
  makeSigningKey,
  type SigningKey,
} from '../../controller/adapters/witness/signed-note.ts'
import { publishedKey, verifyBundle, verifyReceipt } from '../../kiosk/verify/sapha-verify.mjs'
import { eventsOf, forge, linesOf, type BundleEvent } from './forge.ts'
import { bundleOf, holdSitting } from './real-bundle.ts'
import { eventually, WitnessedHouse } from './witnessed-house.ts'

const PROGRAM = fileURLToPath(new URL('../../kiosk/verify/sapha-verify.mjs', import.meta.url))

let house: WitnessedHouse
let bundle: string
let key: SigningKey
let folder: string

const verify = (text: string, asked = {}) => verifyBundle(Buffer.from(text), asked)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sapha-verify-'))
  house = await WitnessedHouse.make()
  await house.start()
  await holdSitting(house)
  bundle = await bundleOf(house)
  const signing = await presentKey(house.dataDir)
  if (signing === null) throw new Error('no key')
  key = signing
})

afterAll(async () => {
  await house.stop()
  await house.remove()
  await rm(folder, { recursive: true })
})

/** Signed by the chamber's own key: the recorder itself lies. */
async function lie(change: (events: BundleEvent[]) => void): Promise<string> {
  const lines = linesOf(bundle)
  const events = eventsOf(lines)
  change(events)
  const numbered = events.map((event, at) => ({ ...event, seq: at + 1 }))
  return (await verify(forge(lines, numbered, key))).code
}

const find = (events: BundleEvent[], type: string, ballot: string) => {
  const event = events.find((one) => one.type === type && one.data['ballot'] === ballot)
  if (event === undefined) throw new Error(`no ${type} of ${ballot}`)
  return event
}
const resultIn = (events: BundleEvent[], ballot: string) =>
  find(events, 'BallotClosed', ballot).data['result'] as Record<string, unknown>

describe('a recorder that lies with its own key', () => {
  it.each([
    ['outcome', 'not-carried'],
    ['cast', 4],
    ['present', 9],
    ['existing', 7],
    ['silent', []],
    ['counts', [{ choice: 'agree', count: 5 }]],
    ['decision', { holds: true, formula: '3 > 2', words: { th: '', en: '' } }],
    ['quorum', { holds: true, formula: '5 ≥ 3 = ⌈8 × 1/2⌉', words: { th: '', en: '' } }],
    ['leading', ['agree']],
    ['also', [{ id: 'x' }]],
    ['splits', [{ id: 'group', parts: [] }]],
  ])('about %s of a result', async (field, value) => {
    expect(await lie((events) => (resultIn(events, 'b1')[field] = value))).toBe('result-wrong')
  })

  it('about who voted what', async () => {
    expect(
      await lie((events) => (find(events, 'VoteCast', 'b1').data['choice'] = 'disagree')),
    ).toBe('result-wrong')
  })

  it('by a vote of somebody who may not, is not there, or for nothing there is', async () => {
    const cast = (change: object) =>
      lie((events) => Object.assign(find(events, 'VoteCast', 'b1').data, change))
    expect(await cast({ member: 'r1' })).toBe('not-entitled')
    expect(await cast({ choice: 'perhaps' })).toBe('choice-unknown')
    expect(await cast({ ballot: 'b9' })).toBe('no-such-ballot')
    const gone = await lie((events) => {
      const at = events.findIndex(
        ({ type, data }) => type === 'BallotOpened' && data['ballot'] === 'b1',
      )
      const left = events.find(({ type }) => type === 'MemberLeft')
      if (left) events.splice(at + 1, 0, { ...left, data: { ...left.data, member: 'm1' } })
    })
    expect(gone).toBe('not-present')
  })

  it('by a vote after the close, or a second one where the first counts', async () => {
    const late = await lie((events) => {
      const closed = events.findIndex(({ type }) => type === 'BallotClosed')
      events.splice(closed + 1, 0, structuredClone(find(events, 'VoteCast', 'b1')))
    })
    expect(late).toBe('ballot-state')
    const again = await lie((events) => {
      const vote = find(events, 'VoteCast', 'b3')
      events.splice(events.indexOf(vote), 0, structuredClone(vote))
    })
    expect(again).toBe('voted-twice')
  })

  it('by a seal over other votes, or a result declared twice', async () => {
    expect(
      await lie((events) => (find(events, 'BallotSealed', 'b1').data['root'] = '0'.repeat(64))),
    ).toBe('seal-wrong')
    const twice = await lie((events) => {
      const declared = find(events, 'ResultDeclared', 'b1')
      events.splice(events.indexOf(declared), 0, structuredClone(declared))
    })
    expect(twice).toBe('ballot-state')
  })

  it('by a key that nobody vouches for', async () => {
    const other = makeSigningKey('sapha/house')
    const add = (events: BundleEvent[]) => {
      const first = events[0]
      const data = { name: other.name, key: other.publicKey, certificate: null }
      if (first) events.push({ ...first, data })
    }
    expect(await lie(add)).toBe('key-not-certified')
  })
})

describe('another history under the same key', () => {
  it('holds by itself, and not against a head that a witness kept', async () => {
    const kept = house.witness.checkpoint ?? ''
    const other = await WitnessedHouse.make()
    await mkdir(other.dataDir, { recursive: true })
    await cp(join(house.dataDir, 'keys'), join(other.dataDir, 'keys'), { recursive: true })
    await other.start()
    await other.convene({ members: 7 })
    for (let ballot = 1; ballot < 12; ballot++)
      await other.divide(`b${ballot}`, ['agree', 'agree', 'agree', 'agree'])
    await eventually(() => expect(other.engine.state.seals.size).toBe(11))
    const rewritten = await bundleOf(other)
    await other.stop()
    await other.remove()
    expect(await verify(rewritten, { key: keyText(key) })).toMatchObject({ verdict: 'holds' })
    expect(await verify(rewritten, { checkpoints: [kept] })).toMatchObject({
      code: 'checkpoint-differs',
    })
    expect(await verify(bundle, { checkpoints: [kept] })).toMatchObject({ verdict: 'holds' })
  })

  it('that ends before the head a witness kept is no answer to it', async () => {
    const lines = linesOf(bundle)
    const short = forge(lines, eventsOf(lines).slice(0, 30), key)
    expect(await verify(short, { checkpoints: [house.witness.checkpoint ?? ''] })).toMatchObject({
      code: 'checkpoint-outside',
    })
  })

  it('without a signed head is not judged', async () => {
    const lines = linesOf(bundle).filter(
      (line) => line.kind === 'event' || !('checkpoint' in line.value),
    )
    expect(await verify(forge(lines, eventsOf(lines), null))).toMatchObject({
      verdict: 'unjudged',
      code: 'nothing-signed',
    })
  })
})

describe('a receipt', () => {
  it('names its vote, and says where it was changed later', async () => {
    const code = house.witness.codeOf('b2', 'm1') ?? ''
    const { receipt } = await verify(bundle, { receipt: code.toLowerCase() })
    expect(receipt?.en).toContain('m1 voted disagree in b2')
    expect(receipt?.en).toContain('it counts')
    expect(await verify(bundle, { receipt: '0000000000' })).toMatchObject({
      code: 'receipt-unknown',
    })
  })

  it('is proven without a bundle, and by nothing that was changed', async () => {
    const code = house.witness.codeOf('b1', 'm3') ?? ''
    await eventually(() => expect(house.witness.proofOf(code)).not.toBeNull())
    const proof = house.witness.proofOf(code)
    if (proof === null) throw new Error('no proof')
    expect(await verifyReceipt(code, proof)).toMatchObject({ verdict: 'holds' })
    const other = 'ab'.repeat(32)
    const changes = [
      { leaf: { ...proof.leaf, choice: 'agree' } },
      { index: proof.index + 1 },
      { size: proof.size + 1 },
      { path: proof.path.with(0, other) },
      { root: other },
      { sealed: { ...proof.sealed, previous: other } },
      { sealed: { ...proof.sealed, body: proof.sealed.body.replace(proof.root, other) } },
      { key: { ...proof.key, key: makeSigningKey('x').publicKey } },
      { checkpoint: '' },
    ]
    for (const change of changes)
      expect(await verifyReceipt(code, { ...proof, ...change })).toMatchObject({ verdict: 'fails' })
    expect(await verifyReceipt('0000000000', proof)).toMatchObject({ code: 'receipt-broken' })
  })
})

describe('keys and parts', () => {
  it('a rotated key is vouched for by the one before; one sitting is proven by itself', async () => {
    await prepareNextKey(house.dataDir)
    house.beats.pass(10)
    await eventually(() => expect(house.engine.state.signingKey?.certificate).not.toBeNull())
    await house.give({ type: 'CloseSitting' })
    await house.convene({ members: 3 }, 'sitting-2')
    await house.divide('c1', ['agree', 'agree'])
    await eventually(() => expect(house.engine.state.seals.has('c1')).toBe(true))
    const whole = await bundleOf(house)
    expect(await verify(whole, { key: keyText(key) })).toMatchObject({ verdict: 'holds' })
    const part = await bundleOf(house, 'sitting-2')
    expect(part.length).toBeLessThan(whole.length)
    expect(await verify(part)).toMatchObject({ verdict: 'holds' })
    const first = await bundleOf(house, 'sitting-1')
    expect(await verify(first)).toMatchObject({ verdict: 'holds' })
    expect(await verify(whole, { key: keyText(makeSigningKey('x')) })).toMatchObject({
      code: 'key-unknown',
    })
  })

  it('writes a key as it is published', () => {
    expect(publishedKey({ name: key.name, key: key.publicKey })).toBe(keyText(key))
  })
})

describe('on the command line', () => {
  const run = (...args: string[]) => {
    const { status, stdout } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' })
    return { status, stdout }
  }

  it('says it in both languages and ends with 0, 1 or 2', async () => {
    const path = join(folder, 'bundle.ndjson')
    await writeFile(path, bundle)
    expect(run(path)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^ถูกต้อง.*\nHOLDS/) as string,
    })
    const checkpoint = join(folder, 'witness.txt')
    await writeFile(
      checkpoint,
      linesOf(bundle)
        .flatMap((line) =>
          line.kind === 'other' && 'checkpoint' in line.value
            ? [String(line.value['checkpoint'])]
            : [],
        )
        .join(''),
    )
    expect(run(path, '--checkpoint', checkpoint, '--key', keyText(key)).status).toBe(0)
    await writeFile(path, bundle.replace('"choice":"agree"', '"choice":"abstain"'))
    expect(run(path)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('DOES NOT HOLD at event') as string,
    })
    await writeFile(path, 'hello\n')
    expect(run(path).status).toBe(2)
    expect(run(join(folder, 'nowhere')).status).toBe(2)
    expect(run().status).toBe(2)
  })

  it('runs on a Node that is older than ours', () => {
    const old = spawnSync('/usr/bin/node', ['--version'], { encoding: 'utf8' })
    if (old.status !== 0) return
    expect(spawnSync('/usr/bin/node', [PROGRAM], { encoding: 'utf8' }).status).toBe(2)
  })
})
