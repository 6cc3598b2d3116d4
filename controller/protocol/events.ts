import type { Chamber, ChoiceId, Rule, Tag } from './chamber.ts'
import type { Actor } from './actors.ts'
import type { AgendaItem, DeviceCheck, FaultSource, Place, RequestKind } from './commands.ts'
import type {
  BallotId,
  ConsoleId,
  FaultId,
  Instant,
  ItemId,
  MemberId,
  PressId,
  RuleId,
  SittingId,
} from './ids.ts'
import type { Text } from './text.ts'
import type { WitnessEvent } from './witness.ts'

/** Evidence kept with an open vote: which console, seat and press it came from. */
export type VoteEvidence = {
  place: Place
  console: ConsoleId | null
  pressId: PressId | null
  /** The sender's own clock, where it has one. */
  deviceAt: Instant | null
}

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

/**
 * What happened. Every type carries the version of its data (see EVENT_VERSIONS); an older stored
 * version is lifted by an upcaster when it is read, the stored bytes never change.
 */
export type ChamberEvent =
  | { type: 'ChamberConfigured'; data: { chamber: Chamber } }
  | {
      type: 'SittingScheduled'
      data: { sitting: SittingId; title: Text; agenda: AgendaItem[] }
    }
  | { type: 'SittingOpened'; data: { sitting: SittingId } }
  | { type: 'SittingSuspended'; data: { sitting: SittingId } }
  | { type: 'SittingResumed'; data: { sitting: SittingId } }
  | { type: 'SittingClosed'; data: { sitting: SittingId } }
  | { type: 'AgendaItemStarted'; data: { item: ItemId } }
  | { type: 'MemberSignedIn'; data: { member: MemberId; place: Place } }
  | { type: 'MemberLeft'; data: { member: MemberId; place: Place } }
  | {
      type: 'FloorRequested'
      data: { member: MemberId; kind: RequestKind }
    }
  | { type: 'FloorRequestWithdrawn'; data: { member: MemberId } }
  | {
      type: 'FloorGranted'
      /** allottedMs 0: no limit. kind of the request it answers, 'speak' when there was none. */
      data: { member: MemberId; kind: RequestKind; allottedMs: number }
    }
  | { type: 'FloorEnded'; data: { member: MemberId; by: 'speaker' | 'desk' | 'left' | 'sitting' } }
  | { type: 'MicrophoneSwitched'; data: { member: MemberId; on: boolean } }
  | { type: 'SpeechExtended'; data: { member: MemberId; byMs: number } }
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
        present: number
        closesAt: Instant | null
        origin: BallotOrigin | null
      }
    }
  | {
      type: 'VoteCast'
      data: { ballot: BallotId; member: MemberId; choice: ChoiceId; evidence: VoteEvidence }
    }
  | { type: 'BallotClosed'; data: { ballot: BallotId; result: BallotResult } }
  | { type: 'ResultDeclared'; data: { ballot: BallotId } }
  | { type: 'BallotVoided'; data: { ballot: BallotId; reason: string } }
  | { type: 'LobbyEntered'; data: { member: MemberId; check: DeviceCheck } }
  | { type: 'LobbyLeft'; data: { member: MemberId } }
  | { type: 'PersonAdmitted'; data: { member: MemberId } }
  | { type: 'PersonRefused'; data: { member: MemberId; reason: string } }
  | { type: 'PersonRemoved'; data: { member: MemberId; reason: string } }
  | {
      type: 'FaultRaised'
      data: { fault: FaultId; source: FaultSource; code: string; detail: string }
    }
  | { type: 'FaultResolved'; data: { fault: FaultId } }
  | WitnessEvent

export type EventType = ChamberEvent['type']

/** Why an event came about; kept beside its data in the record. */
export type EventCause = {
  by: Actor
  /** The command's own id where the sender gave one. */
  command: string
}
