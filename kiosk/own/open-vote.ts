import type { BallotView, OwnBallotView } from '../../controller/protocol/views.ts'

/** The vote this person takes part in now, from its opening until its result is declared. */
export interface OpenVote {
  ballot: BallotView
  own: OwnBallotView
}

const RUNNING: readonly BallotView['state'][] = ['open', 'held', 'closing', 'closed']
export const isRunning = (ballot: BallotView | null): ballot is BallotView =>
  ballot !== null && RUNNING.includes(ballot.state)

export const hasVoted = (own: OwnBallotView): boolean => own.recorded !== null || own.sealed

/** What keeps somebody from this vote as a whole: they see why, and nothing to press. */
const BARRED = new Set(['no-remote-vote', 'not-in-electorate', 'not-present'])

/**
 * Null where no vote runs, or not one of this person's. Whoever has voted and may not change it
 * still sees what is recorded, also while it is held and after its close.
 */
export function openVote(ballot: BallotView | null, own: OwnBallotView | null): OpenVote | null {
  if (!isRunning(ballot) || own?.id !== ballot.id) return null
  const isTheirs = own.entitled && !BARRED.has(own.whyNot ?? '')
  return isTheirs || hasVoted(own) ? { ballot, own } : null
}

/**
 * Why nothing can be pressed now. 'over': the voting is closed. 'box': it is being made. 'not-called':
 * in a roll call it is somebody else's turn.
 */
export type VoteBlock = 'locked' | 'held' | 'over' | 'box' | 'not-called' | 'first-counts' | 'other'

/** Null where a press counts. `isLocked`: an officer must decide first who this is. */
export function blockOf({ ballot, own }: OpenVote, isLocked: boolean): VoteBlock | null {
  if (isLocked) return 'locked'
  if (ballot.state === 'held') return 'held'
  if (ballot.state !== 'open') return 'over'
  if (ballot.secret !== null && ballot.secret.seal === null) return 'box'
  if (own.mayVote) return null
  if (own.whyNot === 'not-called') return 'not-called'
  return own.whyNot === 'already-voted' ? 'first-counts' : 'other'
}
