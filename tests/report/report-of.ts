import type { VoteReport } from '../../controller/protocol/vote-record.ts'
import type { ReportedHouse } from './reported-house.ts'

/** The report of a vote as the HTTP side hands it to be written. */
export async function reportOf(house: ReportedHouse, ballot = 'b1'): Promise<VoteReport> {
  const record = await house.votes.recordOf(ballot)
  if (record === null || record === 'busy') throw new Error(`no record of ${ballot}`)
  const { last } = record.proof
  return { record, chain: last, checkpoint: { seq: 40, hash: 'c0'.repeat(32) } }
}
