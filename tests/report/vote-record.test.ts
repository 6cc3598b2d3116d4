import { expect, it } from 'vitest'
import { standingResult, type VoteRecord } from '../../controller/protocol/vote-record.ts'
import { SYSTEM } from '../core/given.ts'
import {
  declared,
  divided,
  MORNING,
  namedChamber,
  ReportedHouse,
  SECOND_OFFICER,
} from './reported-house.ts'

async function recordOf(house: ReportedHouse, ballot = 'b1'): Promise<VoteRecord> {
  const record = await house.votes.recordOf(ballot)
  if (record === null || record === 'busy') throw new Error(`no record of ${ballot}`)
  return record
}

const who = (record: VoteRecord, part: string) =>
  record.members.flatMap(({ member, part: its }) => (its === part ? [member] : [])).sort()

it('says everything of a vote that a sitting brought about', async () => {
  const record = await recordOf(await declared())
  // Hashes tell of every byte of every event, of which this is not the test.
  const text = JSON.stringify(record, null, 2).replaceAll(/[0-9a-f]{64}/g, '…')
  await expect(text).toMatchFileSnapshot('golden/vote-record.json')
})

it('tells apart who voted, was silent, left, could not vote, and was absent', async () => {
  const record = await recordOf(await declared())
  expect(who(record, 'voted')).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8'])
  expect(who(record, 'silent')).toEqual([])
  expect(who(record, 'left')).toEqual(['m9'])
  expect(who(record, 'no-vote-here')).toEqual(['m10'])
  expect(who(record, 'absent')).toEqual(['m11', 'r1'])
})

it('keeps the declared result beside what a late oral vote made of it', async () => {
  const record = await recordOf(await declared())
  expect(record.result?.counts.map(({ count }) => count)).toEqual([4, 2, 1, 0])
  expect(standingResult(record)?.counts.map(({ count }) => count)).toEqual([5, 2, 1, 0])
  expect(record.oral.map(({ member, officers }) => [member, ...officers])).toEqual([
    ['m7', 'officer', 'second-officer'],
  ])
  expect(record.corrections.map(({ member }) => member)).toEqual(['m8'])
})

it('numbers the members by the Thai alphabet', async () => {
  const names = (await recordOf(await declared())).members.map(({ name }) => name.th)
  expect(names).toEqual([...names].sort(new Intl.Collator('th').compare))
})

it('has no record of a vote before its result is declared', async () => {
  const house = await divided()
  expect(house.votes.list()).toEqual([])
  expect(await house.votes.recordOf('b1')).toBeNull()
  expect(await house.votes.recordOf('b2')).toBeNull()
})

it('keeps an annulled vote with its sums and reason, and no choice that nobody announced', async () => {
  const house = await divided()
  await house.give({ type: 'VoidBallot', ballot: 'b1', reason: 'องค์ประชุมไม่ครบ' })
  const record = await recordOf(house)
  expect(record.voided?.reason).toBe('องค์ประชุมไม่ครบ')
  expect(record.choices).toBe('never-declared')
  expect(record.result?.cast).toBe(7)
  expect(record.members.every(({ choice }) => choice === null)).toBe(true)
  expect(record.oral.map(({ choice }) => choice)).toEqual([null])
  expect(who(record, 'silent')).toEqual(['m8'])
})

it('names the recount a vote led to, and the vote a recount came from', async () => {
  const house = await divided()
  await house.give({ type: 'DeclareResult', ballot: 'b1', accept: true })
  const before = await recordOf(house)
  expect(before.followedBy).toEqual([])
  await house.give({ type: 'OpenRecount', ballot: 'b2', of: 'b1', demandedBy: 20 })
  await house.give({ type: 'VoidBallot', ballot: 'b2', reason: 'ไม่ครบองค์ประชุม' })
  expect((await recordOf(house)).followedBy).toEqual([{ kind: 'recount', ballot: 'b2' }])
  expect((await recordOf(house, 'b2')).origin).toEqual({ kind: 'recount', of: 'b1' })
})

it('finds votes of earlier sittings in the record, and reads no more than their sitting', async () => {
  const house = await declared()
  const before = await recordOf(house)
  await house.give({ type: 'CloseSitting' })
  await house.sit(namedChamber(5), 4, 'sitting-2')
  await house.open('b2')
  for (const n of [1, 2, 3, 4]) await house.vote('b2', n, 'agree')
  await house.give({ type: 'CloseBallot', ballot: 'b2' })
  await house.give({ type: 'DeclareResult', ballot: 'b2', accept: true })
  expect(house.votes.list().map(({ ballot }) => ballot)).toEqual(['b2', 'b1'])
  expect(await recordOf(house, 'b1')).toEqual(before)
  const { seq } = house.engine.state
  house.eventsRead = 0
  expect((await recordOf(house, 'b2')).members).toHaveLength(6)
  expect(house.eventsRead).toBeLessThan(seq - before.proof.last.seq + 2)
})

it('knows of a secret vote who voted and the totals, and no choice of anybody', async () => {
  const house = new ReportedHouse()
  await house.start()
  await house.sit(namedChamber(11), 10)
  const [box, key, other] = ['C', 'A', 'B'].map((letter) => letter.repeat(43))
  if (box === undefined || key === undefined || other === undefined) throw new Error('no keys')
  await house.give({ type: 'GiveOfficerKey', key })
  await house.give({ type: 'GiveOfficerKey', key: other }, SECOND_OFFICER)
  const persons = ['anan', 'kanya'].map((id) => ({
    ...{ id, name: { th: id, en: id } },
    counts: 'person' as const,
  }))
  const election = { rule: 'choosing-persons', choices: persons, acknowledged: true }
  await house.open('b1', election)
  await house.give({ type: 'PlaceBallotBox', ballot: 'b1', box }, SYSTEM)
  for (let n = 1; n <= 9; n++)
    await house.give({ type: 'CastSealedVote', ballot: 'b1', member: `m${n}` }, SYSTEM)
  await house.give({ type: 'CloseBallot', ballot: 'b1' })
  const { length } = house.engine.state.ballot?.rule.choices ?? []
  const counts = [5, 3, ...Array.from({ length: length - 2 }, () => 0)]
  await house.give({ type: 'CountSecretBallot', ballot: 'b1', counts, spoiled: 1 }, SYSTEM)
  await house.give({ type: 'DeclareResult', ballot: 'b1', accept: true })
  const record = await recordOf(house)
  expect(record.choices).toBe('secret')
  expect(record.result?.counts.map(({ count }) => count)).toEqual(counts)
  expect(record.result?.leading).toEqual(['anan'])
  expect(who(record, 'voted')).toHaveLength(9)
  expect(who(record, 'silent')).toEqual(['m10'])
  expect(record.members.every(({ choice }) => choice === null)).toBe(true)
  expect(JSON.stringify(record.members)).not.toContain('anan')
  expect(record.proof.seal).toBeNull()
})

it('lists the same votes after a restart', async () => {
  const house = await declared()
  const list = house.votes.list()
  expect(list).toHaveLength(1)
  expect(list[0]).toMatchObject({
    outcome: 'carried',
    corrected: true,
    sitting: { openedAt: MORNING + 3000 },
  })
  const again = new ReportedHouse()
  const events = await eventsOf(house)
  again.votes.note(events)
  expect(again.votes.list()).toEqual(list)
})

async function eventsOf(house: ReportedHouse) {
  const events: Parameters<ReportedHouse['votes']['note']>[0][number][] = []
  await house.read((some) => events.push(...some))
  return events
}
