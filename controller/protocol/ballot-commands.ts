import Type from 'typebox'
import { command, Reason } from './command-shape.ts'
import { Choice } from './rule.ts'
import { BallotId, ItemId, MemberId, RuleId, VoteId } from './ids.ts'
import { Text } from './text.ts'

/** Everything that is done with a vote; docs/decisions/voting-procedure.md has its table of states. */

const ChoiceOf = Type.String({ maxLength: 24 })
/** 0: no time limit is shown. The close is always a person's decision. */
const Duration = Type.Integer({ minimum: 0, maximum: 24 * 3_600_000 })

/** As many as a console has keys; a rule's own choices come behind. Null where the rule has all. */
const Persons = Type.Union([Type.Array(Choice, { minItems: 1, maxItems: 10 }), Type.Null()])

const vote = { motion: Text, rule: RuleId, durationMs: Duration, choices: Persons }

/** The same id replaces what was prepared before. */
export const PrepareVote = command('PrepareVote', {
  vote: VoteId,
  /** The agenda item it belongs to; null: to any. */
  item: Type.Union([ItemId, Type.Null()]),
  ...vote,
})
export const DiscardPreparedVote = command('DiscardPreparedVote', { vote: VoteId })

export const OpenBallot = command('OpenBallot', {
  ballot: BallotId,
  ...vote,
  /** How many members support the motion, where the rule asks for supporters. */
  supporters: Type.Union([Type.Integer({ minimum: 0, maximum: 2000 }), Type.Null()]),
  /** The prepared vote this is; its content is what this command says. */
  prepared: Type.Union([VoteId, Type.Null()]),
  /** A declared election in which those who lead stand again: `choices` is null then. */
  runOffOf: Type.Union([BallotId, Type.Null()]),
  /** That totals alone may tell what somebody chose was said, and the vote opens all the same. */
  acknowledged: Type.Optional(Type.Boolean()),
})
export const HoldBallot = command('HoldBallot', {
  ballot: BallotId,
  /** In both languages where the controller holds it: displays show it as it is. */
  reason: Type.Union([Reason, Text]),
})
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

/** The chair's additional vote in a tie, from the chair's own seat. */
export const GiveCastingVote = command('GiveCastingVote', { ballot: BallotId, choice: ChoiceOf })

/** Said aloud because the console failed; counts once a second officer attests it. */
export const AddOralVote = command('AddOralVote', {
  ballot: BallotId,
  member: MemberId,
  choice: ChoiceOf,
  reason: Reason,
})
export const AttestOralVote = command('AttestOralVote', { ballot: BallotId, member: MemberId })

export const OpenRecount = command('OpenRecount', {
  ballot: BallotId,
  of: BallotId,
  /** How many members demand it. */
  demandedBy: Type.Integer({ minimum: 0, maximum: 2000 }),
})
/** One step from a machine that failed to a roll call (RULES R15): `of` becomes void and is kept. */
export const TakeOverByRollCall = command('TakeOverByRollCall', {
  ballot: BallotId,
  of: BallotId,
  reason: Reason,
})

export const CallNext = command('CallNext', { ballot: BallotId })
/** The member called did not answer. */
export const SkipCalled = command('SkipCalled', { ballot: BallotId })
/** Calls somebody out of turn: one who was skipped and came in, or was misheard. */
export const CallBack = command('CallBack', { ballot: BallotId, member: MemberId })
/** The second call, of those who did not answer the first. */
export const CallMissing = command('CallMissing', { ballot: BallotId })
/** The clerk keys what the member called has answered aloud. */
export const AnswerCall = command('AnswerCall', {
  ballot: BallotId,
  member: MemberId,
  choice: ChoiceOf,
})

export const BALLOT_COMMANDS = [
  PrepareVote,
  DiscardPreparedVote,
  OpenBallot,
  HoldBallot,
  ResumeBallot,
  ExtendBallot,
  CastVote,
  CloseBallot,
  FinishClosing,
  DeclareResult,
  VoidBallot,
  GiveCastingVote,
  AddOralVote,
  AttestOralVote,
  OpenRecount,
  TakeOverByRollCall,
  CallNext,
  SkipCalled,
  CallBack,
  CallMissing,
  AnswerCall,
] as const
