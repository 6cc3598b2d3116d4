import Type from 'typebox'
import { command } from './command-shape.ts'
import { BallotId, MemberId } from './ids.ts'
import { SealKey } from './sealing.ts'

/**
 * Secret votes (docs/secret-ballots.md). What was chosen is in none of these: it goes, sealed, past
 * the core into the ballot box, and comes back as totals.
 */

/** An officer's public key for the next secret vote; a second one of the same officer replaces it. */
export const GiveOfficerKey = command('GiveOfficerKey', { key: SealKey })
/** Both keys are given up, so that other officers can give theirs. */
export const DropOfficerKeys = command('DropOfficerKeys', {})
/** By the ballot box: it is there and has a blank in every place. */
export const PlaceBallotBox = command('PlaceBallotBox', { ballot: BallotId, box: SealKey })
/** By the ballot box: the member's sealed vote lies in it, on disk. */
export const CastSealedVote = command('CastSealedVote', { ballot: BallotId, member: MemberId })
/** By the ballot box, once both officers opened it: how many for each choice, in the vote's order. */
export const CountSecretBallot = command('CountSecretBallot', {
  ballot: BallotId,
  counts: Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 10 }),
  /** Votes that are none: blank, for no choice of the vote, or sealed wrongly. */
  spoiled: Type.Integer({ minimum: 0 }),
})

export const SECRET_COMMANDS = [
  GiveOfficerKey,
  DropOfficerKeys,
  PlaceBallotBox,
  CastSealedVote,
  CountSecretBallot,
] as const
