import Type from 'typebox'
import { command, Reason } from './command-shape.ts'
import { BallotId, MemberId, RuleId } from './ids.ts'
import { Text } from './text.ts'

/** Everything that is done with a vote; docs/decisions/voting-procedure.md has its table of states. */

const ChoiceOf = Type.String({ maxLength: 24 })
/** 0: no time limit is shown. The close is always a person's decision. */
const Duration = Type.Integer({ minimum: 0, maximum: 24 * 3_600_000 })

export const OpenBallot = command('OpenBallot', {
  ballot: BallotId,
  motion: Text,
  rule: RuleId,
  durationMs: Duration,
  /** That totals alone may tell what somebody chose was said, and the vote opens all the same. */
  acknowledged: Type.Optional(Type.Boolean()),
})
export const HoldBallot = command('HoldBallot', { ballot: BallotId, reason: Reason })
export const ResumeBallot = command('ResumeBallot', { ballot: BallotId })
export const ExtendBallot = command('ExtendBallot', {
  ballot: BallotId,
  byMs: Type.Integer({ minimum: 1000, maximum: 3_600_000 }),
})
export const CastVote = command('CastVote', {
  ballot: BallotId,
  member: MemberId,
  choice: ChoiceOf,
})
export const CloseBallot = command('CloseBallot', { ballot: BallotId })
/** The controller's own, once the late window is over. */
export const FinishClosing = command('FinishClosing', { ballot: BallotId })
export const DeclareResult = command('DeclareResult', {
  ballot: BallotId,
  /** True: whoever declares has looked at everything the result asks about. */
  accept: Type.Boolean(),
})
export const VoidBallot = command('VoidBallot', { ballot: BallotId, reason: Reason })

export const BALLOT_COMMANDS = [
  OpenBallot,
  HoldBallot,
  ResumeBallot,
  ExtendBallot,
  CastVote,
  CloseBallot,
  FinishClosing,
  DeclareResult,
  VoidBallot,
] as const
