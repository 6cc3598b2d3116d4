import type { BallotResult } from '../../protocol/events.ts'
import type { BallotId, MemberId } from '../../protocol/ids.ts'
import type { Ballot, ChamberState } from '../state.ts'

/** Ids of ballots stand beside those of sittings in `usedIds`. */
export const usedBallot = (ballot: BallotId) => `ballot ${ballot}`

/** Whether it still takes votes, or will again: nothing else may begin beside it. */
export const isRunning = (ballot: Ballot | null): boolean =>
  ballot?.state === 'open' || ballot?.state === 'held' || ballot?.state === 'closing'

/** The result that holds now: as it was counted, or as it was corrected last. */
export const standingResult = ({ result, corrections }: Ballot): BallotResult | null =>
  corrections.at(-1)?.result ?? result

/** Who has voted, whether or not the record knows what. */
export const votersIn = ({ votes, secret }: Ballot): Voters => secret?.voters ?? votes

export interface Voters {
  has(member: MemberId): boolean
  readonly size: number
}

/** A vote of this sitting by its id, the present one or an earlier one. */
export const ballotOf = (state: ChamberState, id: BallotId): Ballot | undefined =>
  state.ballot?.id === id ? state.ballot : state.pastBallots.find((past) => past.id === id)
