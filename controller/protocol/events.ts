import type { Actor } from './actors.ts'
import type { BallotEvent } from './ballot-events.ts'
import type { Chamber } from './chamber.ts'
import type { AgendaItem, DeviceCheck, FaultSource, Place } from './commands.ts'
import type { EvidenceEvent } from './evidence.ts'
import type { FloorEvent } from './floor-events.ts'
import type { FaultId, ItemId, MemberId, SittingId } from './ids.ts'
import type { PresenceEvent } from './presence-events.ts'
import type { SecretEvent } from './secret-events.ts'
import type { Text } from './text.ts'
import type { WitnessEvent } from './witness.ts'

export type {
  Arithmetic,
  BallotOrigin,
  BallotResult,
  ChoiceCounts,
  OralVote,
  Outcome,
  PreparedVote,
  SanityEntry,
  SplitResult,
  Sum,
  VoteEvidence,
} from './ballot-events.ts'

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
  /** `card`: the one that was shown at the seat; null for a key, a screen, the desk, the lobby. */
  | { type: 'MemberSignedIn'; data: { member: MemberId; place: Place; card: string | null } }
  | { type: 'MemberLeft'; data: { member: MemberId; place: Place } }
  | FloorEvent
  | PresenceEvent
  | BallotEvent
  | SecretEvent
  | EvidenceEvent
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
