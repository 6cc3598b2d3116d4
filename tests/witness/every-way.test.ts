import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { presentKey } from '../../controller/adapters/witness/key-files.ts'
import type { SigningKey } from '../../controller/adapters/witness/signed-note.ts'
import { verifyBundle, verifyReceipt } from '../../kiosk/verify/sapha-verify.mjs'
import { holdEveryWay } from './every-way.ts'
import { eventsOf, forge, linesOf, type BundleEvent } from './forge.ts'
import { olderNode, runOn } from './older-node.ts'
import { bundleOf } from './real-bundle.ts'
import { eventually, WitnessedHouse } from './witnessed-house.ts'

// Whole bundles are verified: seconds on a machine at rest.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let house: WitnessedHouse
let bundle: string
let key: SigningKey

beforeAll(async () => {
  house = await WitnessedHouse.make()
  await house.start()
  await holdEveryWay(house)
  bundle = await bundleOf(house)
  const signing = await presentKey(house.dataDir)
  if (signing === null) throw new Error('no key')
  key = signing
})

afterAll(async () => {
  await house.stop()
  await house.remove()
})

const verify = (text: string, asked = {}) => verifyBundle(Buffer.from(text), asked)
const outcomes = (events: readonly BundleEvent[]) =>
  events.flatMap(({ data }) => {
    const { ballot, result } = data as { ballot: string; result?: { outcome: string } | null }
    return result ? [`${ballot} ${result.outcome}`] : []
  })

describe('a record of every way to vote', () => {
  it('holds, with every kind of outcome in it', async () => {
    expect(outcomes(eventsOf(linesOf(bundle)))).toEqual([
      ...['m1 carried', 'm2 carried', 'n1 not-carried', 'n2 carried'],
      ...['p1 run-off', 'p2 elected', 's1 carried', 's2 run-off', 's3 elected'],
      ...['a1 not-carried', 'a1 tie', 'a1 carried', 'a2 carried', 'a2 carried'],
      ...['t2 carried', 't3 carried', 't4 inquorate'],
    ])
    expect(await verify(bundle)).toMatchObject({ verdict: 'holds', code: '' })
  })

  it('holds for a Node older than ours, which knows nothing of us', async () => {
    const node = olderNode()
    if (node === null) return
    expect(await runOn(node, bundle)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('HOLDS') as string,
    })
  })

  it('counts a vote said aloud as a ballot: it has a leaf, a receipt and a proof', async () => {
    for (const [ballot, member] of [
      ['a1', 'm3'],
      ['a1', 'm4'],
      ['a2', 'r1'],
    ] as const) {
      const code = house.witness.codeOf(ballot, member) ?? ''
      await eventually(() => expect(house.witness.proofOf(code)).not.toBeNull())
      expect(await verifyReceipt(code, house.witness.proofOf(code))).toMatchObject({
        verdict: 'holds',
      })
      const { receipt } = await verify(bundle, { receipt: code })
      expect(receipt?.en).toContain(`${member} voted`)
      expect(receipt?.en).toContain('it counts')
    }
    // The chair's additional vote is nobody's ballot: it stands in the result, by name.
    expect(house.engine.state.seals.get('a1')?.size).toBe(4)
  })
})

/** Signed by the chamber's own key: the recorder itself lies. */
async function lie(change: (find: Find) => void): Promise<string> {
  const lines = linesOf(bundle)
  const events = eventsOf(lines)
  change((type, ballot) => {
    const event = events.find((one) => one.type === type && one.data['ballot'] === ballot)
    if (event === undefined) throw new Error(`no ${type} of ${ballot}`)
    return event.data as Data
  })
  return (await verify(forge(lines, events, key))).code
}
interface Data {
  [field: string]: unknown
  result: {
    [field: string]: unknown
    counts: { choice: string; count: number }[]
    also: { arithmetic: { holds: boolean; formula: string } }[]
  }
}
type Find = (type: string, ballot: string) => Data

describe('a recorder that lies with its own key', () => {
  it.each<[string, string, (find: Find) => void]>([
    [
      'that a condition beside the decision held',
      'result-wrong',
      (find) => {
        const { result } = find('BallotClosed', 'n1')
        result.also.forEach(({ arithmetic }) => (arithmetic.holds = true))
        result['outcome'] = 'carried'
      },
    ],
    [
      'about the sum of a condition',
      'result-wrong',
      (find) => {
        const [senators] = find('BallotClosed', 'n2').result.also
        if (senators) senators.arithmetic.formula = '1 ≥ 1 = ⌈2 × 1/3⌉'
      },
    ],
    [
      'about who leads an election',
      'result-wrong',
      (find) => (find('BallotClosed', 'p1').result['leading'] = ['ada']),
    ],
    [
      'that somebody was elected who was not',
      'result-wrong',
      (find) => (find('BallotClosed', 'p1').result['outcome'] = 'elected'),
    ],
    [
      'about a run-off',
      'result-wrong',
      (find) => (find('BallotClosed', 'p2').result['leading'] = ['grace']),
    ],
    [
      'by a secret vote more than there were voters',
      'result-wrong',
      (find) => {
        const [agree] = find('BallotClosed', 's2').result.counts
        if (agree) agree.count += 1
      },
    ],
    [
      'by a secret vote that is gone and not said to be spoiled',
      'result-wrong',
      (find) => {
        const [agree] = find('BallotClosed', 's2').result.counts
        if (agree) agree.count -= 1
      },
    ],
    [
      'about who voted secretly',
      'not-entitled',
      (find) => (find('SecretVoteCast', 's1')['member'] = 'r1'),
    ],
    [
      'about who may answer in the roll call that takes over',
      'electorate-wrong',
      (find) => (find('BallotOpened', 't2')['electorate'] = ['m1', 'm2']),
    ],
    [
      'about who may answer in a recount',
      'electorate-wrong',
      (find) => (find('BallotOpened', 'm2')['electorate'] = ['m1', 'm2', 'm3']),
    ],
    [
      'about what was answered in a roll call',
      'result-wrong',
      (find) => (find('VoteCast', 'm2')['choice'] = 'no-vote'),
    ],
    [
      'by one officer who attests alone',
      'officers-same',
      (find) => (find('OralVoteAdded', 'a1')['officers'] = ['officer', 'officer']),
    ],
    [
      'about what was said aloud',
      'result-wrong',
      (find) => (find('OralVoteAdded', 'a1')['choice'] = 'agree'),
    ],
    [
      'about the chair’s additional vote',
      'result-wrong',
      (find) => (find('CastingVoteGiven', 'a1')['choice'] = 'disagree'),
    ],
    [
      'about a correction',
      'result-wrong',
      (find) => (find('ResultCorrected', 'a2')['choice'] = 'agree'),
    ],
    [
      'by a vote of somebody who was not there, where whoever is there may vote',
      'not-entitled',
      (find) => (find('VoteCast', 't3')['member'] = 'r1'),
    ],
    [
      'about a seal over votes said aloud',
      'seal-wrong',
      (find) => (find('BallotSealed', 'a2')['size'] = 2),
    ],
  ])('%s', async (_, code, change) => {
    expect(await lie(change)).toBe(code)
  })
})
