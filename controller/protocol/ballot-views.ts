import type { Choice, ChoiceId, Rule } from './chamber.ts'
import type { BallotOrigin, BallotResult, Outcome, Sum } from './events.ts'
import type { BallotId, CheckId, Instant, ItemId, MemberId, RuleId, UserId, VoteId } from './ids.ts'
import type { VoteSeal } from './sealing.ts'
import type { Said, Text } from './text.ts'

/** What screens see of votes and of the presence check before them. */

/**
 * 'held': nobody can vote for the moment, and no vote is lost. 'closing': the voting is over, and what
 * was sent before the close is still taken. 'closed': the result is for the desk to look at.
 */
export type BallotState = 'open' | 'held' | 'closing' | 'closed' | 'declared' | 'voided'

export interface BallotView {
  id: BallotId
  motion: Text
  state: BallotState
  /** The agenda item it belongs to. */
  item: ItemId | null
  method: Rule['method']
  /** In an election its choices are the persons who stand and then the rule's own. */
  rule: { id: string; name: Text; citation: Text; choices: Choice[] }
  openedAt: Instant
  closesAt: Instant | null
  /** Why nobody can vote for the moment, and since when: the time left stands still. */
  held: { because: Said; since: Instant } | null
  /** When the voting was closed, and until when late votes are awaited; null in any other state. */
  closing: { at: Instant; until: Instant } | null
  /** When the result was announced; null before. */
  declaredAt: Instant | null
  electorate: number
  cast: number
  /** Live test of turnout against the quorum: '429 ≥ 247'. */
  quorum: Sum
  /** Shown to everybody only once declared; at the desk from the close on. */
  result: BallotResult | null
  /** The chair's additional vote, where `result` or the last correction has it in it; with the result. */
  casting: { member: MemberId; choice: ChoiceId } | null
  /** Votes said aloud and attested by two officers, which are in the count; with the result. */
  oral: OralVoteView[] | null
  /** How many of the votes cast were said aloud. */
  oralCast: number
  /** What came after the declaration, oldest first: the result above stays what was declared. */
  corrections: (OralVoteView & { at: Instant; result: BallotResult })[]
  /** How many support the motion, or demand the recount. */
  supporters: number | null
  /** The vote this one comes out of: a recount, a take-over or a run-off. */
  origin: BallotOrigin | null
  /** In a roll call. */
  call: RollCallView | null
  /** Member → choice, once declared (open vote). Null before. */
  votes: Record<MemberId, ChoiceId> | null
  voidedBecause: string | null
  /** Of a secret vote: whose keys open it, and by what a vote is sealed once there is a box. */
  secret: { officers: UserId[]; seal: VoteSeal | null } | null
}

/** A vote said aloud, and the two officers who vouch for it. */
export interface OralVoteView {
  member: MemberId
  choice: ChoiceId
  officers: readonly [UserId, UserId]
}

/** Names called one after the other. */
export interface RollCallView {
  /** Everybody who is called, in this order. */
  order: readonly MemberId[]
  /** 2: the second call, of those who did not answer the first. */
  round: 1 | 2
  /** Who was called last; null before the first and after somebody was skipped. */
  called: MemberId | null
  /** Whether that member's answer is recorded; what it was is not shown before the result. */
  answered: boolean
  /** Who is called next in this round; null once everybody was. */
  next: MemberId | null
  /** How many have answered, and how many are still to be called in this round. */
  done: number
  left: number
  /** Called, and did not answer. */
  missing: MemberId[]
}

/** A vote set up before it is needed. */
export interface PreparedVoteView {
  vote: VoteId
  item: ItemId | null
  motion: Text
  rule: RuleId
  choices: readonly Choice[] | null
  durationMs: number
  /** The ballot it was opened as; it can be opened again only where that was annulled. */
  ballot: BallotId | null
}

/** Taken down by one officer; another must attest it before it counts. */
export interface OralProposalView {
  ballot: BallotId
  member: MemberId
  choice: ChoiceId
  reason: string
  by: UserId
  at: Instant
}

/** An earlier vote of this sitting, which may still be annulled, or corrected by what was said aloud. */
export interface EarlierBallotView {
  id: BallotId
  motion: Text
  rule: RuleId
  state: BallotState
  openedAt: Instant
  /** As it was corrected last. */
  outcome: Outcome | null
  /** What may be said aloud for it; none where it was secret. */
  choices: readonly Choice[]
}

/** Members declaring that they are here, before a vote. */
export interface PresenceCheckView {
  id: CheckId
  state: 'running' | 'ended'
  startedAt: Instant
  endedAt: Instant | null
  /** How many declared; once ended, how many were counted. */
  declared: number
  existing: number
  /** The count against the chamber's quorum, live. */
  quorum: Sum
  /** Who declared, for the plan. */
  members: Record<MemberId, true>
  /** A vote was opened on it: another needs a check of its own. */
  used: boolean
}

/** A person's own part in the presence check that runs; null where none runs or it is not theirs. */
export type OwnPresence = 'awaited' | 'declared' | null

/** A person's own part in the vote that is open or was last. */
export interface OwnBallotView {
  id: BallotId
  /** Among those whose vote it is, whatever keeps them from voting now. */
  entitled: boolean
  mayVote: boolean
  /** Why not, a refusal code; null when mayVote. */
  whyNot: string | null
  recorded: ChoiceId | null
  /** A vote in a secret ballot is recorded; nobody can say which. */
  sealed: boolean
  revisable: boolean
  /** In a roll call: this person's name was called last. */
  called: boolean
  /** A tie is this person's to settle: the chair. GiveCastingVote, or a choice key. */
  casting: boolean
  /** At the chair's seat: what is to be announced, from the close on; null where the desk must look first. */
  preview: BallotResult | null
  /** Code of the receipt for the recorded vote, ten digits; null without a vote, and in a secret one. */
  receipt: string | null
}
