import type { ChoiceId, Rule, Tag } from './chamber.ts'
import type { VoteEvidence } from './evidence.ts'
import type { BallotId, ConsoleId, Instant, ItemId, MemberId, RuleId } from './ids.ts'
import type { Text } from './text.ts'

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

/** The vote this one comes out of. */
export type BallotOrigin = { kind: 'recount' | 'takeover' | 'run-off'; of: BallotId }

export type BallotEvent =
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
        origin: BallotOrigin | null
      }
    }
  | { type: 'BallotHeld'; data: { ballot: BallotId; reason: string } }
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
