import type { Chamber, ChoiceId, Rule } from './chamber.ts'
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
export type Arithmetic = {
  holds: boolean
  formula: string
}

export type Outcome = 'carried' | 'not-carried' | 'tie' | 'no-decision' | 'inquorate'

/** A result with everything needed to check it by hand. */
export type BallotResult = {
  outcome: Outcome
  /** Choice id → how many, every choice of the rule present, in the rule's order. */
  counts: { choice: ChoiceId; count: number }[]
  cast: number
  present: number
  existing: number
  /** In the electorate, present at the close, and did not press. */
  silent: MemberId[]
  decision: Arithmetic
  quorum: Arithmetic
}

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
