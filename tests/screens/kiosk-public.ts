import { publishedVote } from '../../controller/core/vote-record/published.ts'
import type { PublicVote } from '../../controller/protocol/public-votes.ts'
import type { VoteListing } from '../../controller/protocol/vote-record.ts'
import { declared, type ReportedHouse } from '../report/reported-house.ts'
import { election, plenary } from './record-page.ts'

/** What the pages for everybody are answered, of votes that the engine brought about. */
export interface PublicMoment {
  path: string
  replies: Record<string, unknown>
}

async function publishedOf(house: ReportedHouse): Promise<PublicVote> {
  const record = await house.votes.recordOf('b1')
  const published = record === null || record === 'busy' ? null : publishedVote(record)
  if (published === null) throw new Error('The vote was declared.')
  return published
}
const listOf = (votes: readonly VoteListing[], more = false) => ({
  path: '/public',
  replies: { '/api/public/votes': { votes, more } },
})
async function voteOf(house: ReportedHouse, change: Partial<PublicVote> = {}) {
  const vote = { ...(await publishedOf(house)), ...change }
  return {
    path: '/public/votes/b1',
    replies: { ...listOf(house.votes.list()).replies, '/api/public/votes/b1': vote },
  }
}

/** Every state of the pages for everybody, by name. */
export const PUBLIC_MOMENTS: Record<string, () => Promise<PublicMoment>> = {
  none: () => Promise.resolve(listOf([])),
  list: async () => {
    const [[small], [large]] = [(await declared()).votes.list(), (await plenary()).votes.list()]
    if (!small || !large) throw new Error('There are votes.')
    const votes = Array.from({ length: 12 }, (_, at): VoteListing => {
      const vote = at % 3 === 1 ? large : small
      return {
        ...vote,
        ballot: `b${at}`,
        seq: 100 - at,
        sitting: { ...vote.sitting, id: `s${Math.floor(at / 5)}` },
        origin: at % 4 === 2 ? 'recount' : null,
        voidedAt: at === 5 ? vote.openedAt : null,
      }
    })
    return listOf(votes, true)
  },
  corrected: async () => voteOf(await declared()),
  plenary: async () => voteOf(await plenary()),
  election: async () => voteOf(await election()),
  secret: async () =>
    voteOf(await declared(), {
      voters: [],
      corrections: [],
      rule: { ...(await publishedOf(await declared())).rule, method: 'secret' },
    }),
  voided: async () =>
    voteOf(await declared(), {
      voided: { at: 0, reason: 'นับคะแนนใหม่ตามคำขอของสมาชิก เพราะเครื่องลงคะแนนแถว A ขัดข้อง' },
    }),
  'not-published': () => Promise.resolve({ path: '/public', replies: {} }),
}
