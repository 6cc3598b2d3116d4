import type { BallotId, MemberId, UserId } from './ids.ts'
import type { OfficerKey, SealKey } from './sealing.ts'

/** What the record knows of secret votes: whose keys, who has voted. The totals are in BallotClosed. */
export type SecretEvent =
  | { type: 'OfficerKeyGiven'; data: { user: UserId; key: SealKey } }
  | { type: 'OfficerKeysDropped'; data: Record<string, never> }
  | {
      type: 'BallotBoxPlaced'
      data: { ballot: BallotId; officers: [OfficerKey, OfficerKey]; box: SealKey }
    }
  /** Once for each voter; that somebody changed a vote leaves no event. */
  | { type: 'SecretVoteCast'; data: { ballot: BallotId; member: MemberId } }
