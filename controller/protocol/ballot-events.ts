import type { Choice, ChoiceId, Rule, Tag } from './chamber.ts'
import type { VoteEvidence } from './evidence.ts'
import type {
  BallotId,
  ConsoleId,
  Instant,
  ItemId,
  MemberId,
  RuleId,
  UserId,
  VoteId,
} from './ids.ts'
import type { Said, Text } from './text.ts'

export type { VoteEvidence }

/** One line of arithmetic, as shown: '268 > 161', '429 ≥ 247 = ⌈494 × 1/2⌉'. */
export type Sum = {
  holds: boolean
  formula: string
}

/** A line of arithmetic that stays in the record, and what it says as a sentence. */
export type Arithmetic = Sum & { words: Text }

/**
 * 'tie': the chair's casting vote is awaited. 'referred': not carried (or nobody elected), and the
 * chair says what follows. 'run-off': those in `leading` stand again.
 */
export type Outcome =
  | 'carried'
  | 'not-carried'
  | 'tie'
  | 'no-decision'
  | 'inquorate'
  | 'elected'
  | 'run-off'
  | 'referred'

/** How many for each choice, in the rule's order, every choice present. */
export type ChoiceCounts = { choice: ChoiceId; count: number }[]

/** A result broken down by parts of the membership; who is in none of its parts is in 'others'. */
export type SplitResult = {
  id: Tag
  name: Text
  parts: { tag: string; name: Text; counts: ChoiceCounts }[]
}

/** Something about a vote that a person should look at; 'ask': accept it before declaring. */
export type SanityEntry = {
  code: string
  kind: 'note' | 'ask'
  detail: string
  members?: MemberId[]
  consoles?: ConsoleId[]
}

/** A result with everything needed to check it by hand. */
export type BallotResult = {
  outcome: Outcome
  counts: ChoiceCounts
  cast: number
  present: number
  existing: number
  /** In the electorate, present at the close, and did not press. */
  silent: MemberId[]
  decision: Arithmetic
  /** The rule's conditions beside its decision, in its order. */
  also: { id: RuleId; name: Text; arithmetic: Arithmetic }[]
  quorum: Arithmetic
  splits: SplitResult[]
  /** In an election: who is elected, or who stands in the run-off, or who tied. Else empty. */
  leading: ChoiceId[]
  sanity: SanityEntry[]
}

/** A vote set up before it is needed. */
export type PreparedVote = {
  vote: VoteId
  item: ItemId | null
  motion: Text
  rule: RuleId
  /** Who stands, in an election. */
  choices: Choice[] | null
  durationMs: number
}

/** The vote this one comes out of. */
export type BallotOrigin = { kind: 'recount' | 'takeover' | 'run-off'; of: BallotId }

/** A vote said aloud, with the two officers who vouch for it. */
export type OralVote = {
  ballot: BallotId
  member: MemberId
  choice: ChoiceId
  officers: [UserId, UserId]
}

export type BallotEvent =
  | { type: 'VotePrepared'; data: PreparedVote }
  | { type: 'PreparedVoteDiscarded'; data: { vote: VoteId } }
  | {
      type: 'BallotOpened'
      data: {
        ballot: BallotId
        motion: Text
        rule: Rule
        item: ItemId | null
        /** Everyone who may vote, frozen. */
        electorate: MemberId[]
        existing: number
        /** Declared in the presence check before it, or else signed in. */
        present: number
        closesAt: Instant | null
        /** How many support the motion, or demand the recount; null where nobody was asked. */
        supporters: number | null
        prepared: VoteId | null
        origin: BallotOrigin | null
        /** In a roll call: everybody who is called, in the order of the Thai alphabet. */
        call: { order: MemberId[] } | null
      }
    }
  | { type: 'BallotHeld'; data: { ballot: BallotId; reason: Said } }
  /** `closesAt`: later by as long as it was held. */
  | { type: 'BallotResumed'; data: { ballot: BallotId; closesAt: Instant | null } }
  | { type: 'BallotExtended'; data: { ballot: BallotId; byMs: number; closesAt: Instant } }
  | {
      type: 'VoteCast'
      data: { ballot: BallotId; member: MemberId; choice: ChoiceId; evidence: VoteEvidence }
    }
  /** The voting is over; what was sent before is taken until `until`. */
  | { type: 'BallotClosing'; data: { ballot: BallotId; until: Instant } }
  | { type: 'BallotClosed'; data: { ballot: BallotId; result: BallotResult } }
  /** `accepted`: codes of what the result asked about, accepted by whoever declared it. */
  | { type: 'ResultDeclared'; data: { ballot: BallotId; accepted: string[] } }
  | { type: 'BallotVoided'; data: { ballot: BallotId; reason: string } }
  /** The chair's additional vote; `result` is what the vote has come to with it. */
  | {
      type: 'CastingVoteGiven'
      data: { ballot: BallotId; member: MemberId; choice: ChoiceId; result: BallotResult }
    }
  | {
      type: 'OralVoteProposed'
      data: {
        ballot: BallotId
        member: MemberId
        choice: ChoiceId
        reason: string
        officer: UserId
      }
    }
  /** `result`: where the vote was closed already, what it has come to with it. */
  | { type: 'OralVoteAdded'; data: OralVote & { result: BallotResult | null } }
  /** A vote that came after the result was declared: that stays, and this stands beside it. */
  | { type: 'ResultCorrected'; data: OralVote & { result: BallotResult } }
  | { type: 'MemberCalled'; data: { ballot: BallotId; member: MemberId; round: 1 | 2 } }
  | { type: 'MemberSkipped'; data: { ballot: BallotId; member: MemberId } }
  /** `members`: who did not answer the first call. */
  | { type: 'SecondCallStarted'; data: { ballot: BallotId; members: MemberId[] } }
