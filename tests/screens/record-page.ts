import type { VoteReport } from '../../controller/protocol/vote-record.ts'
import { declared, divided, namedChamber, ReportedHouse } from '../report/reported-house.ts'
import { reportOf } from '../report/report-of.ts'
import { LONGEST } from './people.ts'

/** Records of votes as the controller answers with them, of sittings that the engine brought about. */
export type RecordState = 'corrected' | 'void' | 'plenary' | 'none'

export interface RecordFixture {
  replies: Record<string, unknown>
  /** Where the page opens. */
  path: string
}

async function served(house: ReportedHouse, change = (report: VoteReport) => report) {
  const votes = house.votes.list()
  return {
    replies: {
      '/api/votes': { votes, more: false },
      '/api/votes/b1': change(await reportOf(house)),
    },
    path: '/record/b1',
  }
}

/** Five hundred members; every fortieth has the longest name, and so has the motion. */
export async function plenary(): Promise<ReportedHouse> {
  const house = new ReportedHouse()
  await house.start()
  const chamber = namedChamber(499)
  const members = chamber.members.map((member, at) =>
    at % 40 === 7 ? { ...member, name: LONGEST } : member,
  )
  await house.sit({ ...chamber, simulation: false, members }, 480)
  const long = `${LONGEST.th} `.repeat(3).trim()
  await house.open('b1', { motion: { th: long, en: `${LONGEST.en} `.repeat(3).trim() } })
  const choices = ['agree', 'disagree', 'abstain', 'agree', 'no-vote']
  for (let n = 1; n <= 470; n++) await house.vote('b1', n, choices[n % 5] ?? 'agree')
  await house.give({ type: 'CloseBallot', ballot: 'b1' })
  await house.give({ type: 'DeclareResult', ballot: 'b1', accept: true })
  return house
}

/** Thirty members who choose among persons by roll call, and agree on one. */
export async function election(): Promise<ReportedHouse> {
  const house = new ReportedHouse()
  await house.start()
  const chamber = namedChamber(29)
  const rule = chamber.rules.find(({ id }) => id === 'choosing-persons')
  if (rule === undefined) throw new Error('Persons are chosen by a rule that ships.')
  const open = { ...rule, id: 'persons-openly', method: 'machine' as const }
  await house.sit({ ...chamber, rules: [...chamber.rules, open] }, 28)
  const choices = chamber.members.slice(2, 8).map(({ name }, at) => ({
    id: `person-${'abcdef'.charAt(at)}`,
    name: at === 1 ? LONGEST : name,
    counts: 'person' as const,
  }))
  await house.open('b1', { rule: open.id, choices })
  for (let n = 1; n <= 26; n++) await house.vote('b1', n, choices[n % 7 === 0 ? 2 : 1]?.id ?? '')
  await house.give({ type: 'CloseBallot', ballot: 'b1' })
  await house.give({ type: 'DeclareResult', ballot: 'b1', accept: true })
  return house
}

export const RECORDS: Record<RecordState, () => Promise<RecordFixture>> = {
  corrected: async () => served(await declared()),
  void: async () => {
    const house = await divided()
    await house.give({ type: 'VoidBallot', ballot: 'b1', reason: 'องค์ประชุมไม่ครบ' })
    return served(house)
  },
  plenary: async () => served(await plenary()),
  none: () =>
    Promise.resolve({ replies: { '/api/votes': { votes: [], more: false } }, path: '/record' }),
}
