import type { BallotView, OwnBallotView } from '../../controller/protocol/views.ts'

/** The vote this person takes part in now. */
export interface OpenVote {
  ballot: BallotView
  own: OwnBallotView
}

/**
 * Null where no vote is open, or not one of this person's. Whoever has voted and may not change it
 * still sees what is recorded.
 */
export function openVote(ballot: BallotView | null, own: OwnBallotView | null): OpenVote | null {
  if (ballot?.state !== 'open' || own?.id !== ballot.id) return null
  return own.mayVote || own.recorded !== null ? { ballot, own } : null
}
