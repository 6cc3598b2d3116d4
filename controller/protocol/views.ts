import type {
  BallotView,
  EarlierBallotView,
  OralProposalView,
  OwnBallotView,
  OwnPresence,
  PreparedVoteView,
  PresenceCheckView,
} from './ballot-views.ts'
import type { Chamber } from './chamber.ts'
import type { AgendaItem, DeviceCheck, FaultSource, Place } from './commands.ts'
import type { ConsoleAbility, ConsoleAim, LineReport } from './device-messages.ts'
import type { Sum } from './events.ts'
import type { FlagDecision } from './evidence.ts'
import type { FlagAction, FlagCode } from './flags.ts'
import type { FloorView, RequestView, SpeakerView } from './floor-views.ts'
import type {
  BallotId,
  ConsoleId,
  DeviceId,
  FaultId,
  FlagId,
  Instant,
  ItemId,
  MemberId,
  SeatId,
  SittingId,
  UserId,
} from './ids.ts'
import type { OfficerKey } from './sealing.ts'
import type { Said, Text } from './text.ts'

export type {
  BallotState,
  BallotView,
  EarlierBallotView,
  OralProposalView,
  OralVoteView,
  OwnBallotView,
  OwnPresence,
  PreparedVoteView,
  PresenceCheckView,
  RollCallView,
} from './ballot-views.ts'

export type { FloorView, ListedView, QuotaView, RequestView, SpeakerView } from './floor-views.ts'

/** Channel `plan`: the chamber as configured. */
export type PlanView = Omit<Chamber, 'consoles'>

export type SittingState = 'scheduled' | 'open' | 'suspended' | 'closed'

export interface SittingView {
  id: SittingId
  title: Text
  state: SittingState
  openedAt: Instant | null
  /** Since when it is suspended; null when it is not. */
  suspendedAt: Instant | null
}

export interface AgendaItemView extends AgendaItem {
  state: 'ahead' | 'current' | 'done'
  startedAt: Instant | null
}

export interface PresenceView {
  hall: number
  remote: number
  /** Members who count towards the quorum now. */
  counted: number
  existing: number
  quorum: Sum
}

/** Channel `room`: public, the same bytes for every screen in the house. */
export interface RoomView {
  sitting: SittingView | null
  agenda: AgendaItemView[]
  item: ItemId | null
  onAir: SpeakerView[]
  queue: RequestView[]
  floor: FloorView
  presence: PresenceView
  /** Votes set up for this sitting, in the order they were prepared. */
  prepared: PreparedVoteView[]
  /** The check that runs or was last, until the sitting is suspended or closed. */
  presenceCheck: PresenceCheckView | null
  /** When the bell was rung last; null before the first time. */
  bellAt: Instant | null
  ballot: BallotView | null
  /** Member → present in the hall at this seat. */
  seated: Record<SeatId, MemberId>
  remote: MemberId[]
  /** The newest signed head of the record, for everybody to write down; null before the first. */
  checkpoint: { seq: number; hash: string } | null
}

/** What the desk shows of one seat beside the room's view. */
export interface SeatStateView {
  console: ConsoleId | null
  online: boolean
  /** Ordered and reported are two things. */
  ordered: ConsoleAim['microphone']
  reported: ConsoleAim['microphone'] | null
  problem: string | null
  /** What the console says it can; absent for what every console can. */
  can?: ConsoleAbility[]
  /** In the electorate of the vote that is open or was last. */
  entitled: boolean
  voted: boolean
  fault: boolean
}

export interface LobbyEntryView {
  member: MemberId
  since: Instant
  check: DeviceCheck
}

export interface RemoteStateView {
  member: MemberId
  /** Has a live link now. */
  connected: boolean
  /** In the electorate of the vote that is open or was last. */
  entitled: boolean
  voted: boolean
  /** What the media bridge reports: heard in the hall now. */
  heard: boolean
}

export interface FaultView {
  id: FaultId
  source: FaultSource
  code: string
  detail: string
  at: Instant
}

/** One line of the log: the event's type with what a sentence needs; screens hold the sentences. */
export interface LogLineView {
  seq: number
  at: Instant
  type: string
  member: MemberId | null
  item: ItemId | null
  /** Kind-specific: fault code, outcome, refusal; empty when there is none. */
  note: Said
}

/** Something seen in presses, cards or votes; `decision` null while nobody has decided. */
export interface FlagView {
  id: FlagId
  code: FlagCode
  action: FlagAction
  members: MemberId[]
  seats: SeatId[]
  consoles: ConsoleId[]
  /** The vote that was running. */
  ballot: BallotId | null
  detail: Text
  at: Instant
  decision: { decision: FlagDecision; by: UserId } | null
}

/** Somebody who neither votes nor speaks until an officer decides, and where else they claimed to be. */
export interface LockView {
  because: FlagId
  at: Instant
  /** Where they are signed in; null when they left meanwhile. */
  first: Place | null
  second: Place | null
}

export interface BridgeView {
  id: DeviceId
  online: boolean
  lines: LineReport[]
}

export interface DisplayStateView {
  id: DeviceId
  connected: boolean
}

/** Channel `desk`. */
export interface DeskView {
  seats: Record<SeatId, SeatStateView>
  remotes: Record<MemberId, RemoteStateView>
  lobby: LobbyEntryView[]
  faults: FaultView[]
  /** Newest first, 40 at most. */
  log: LogLineView[]
  /** The vote as the desk may see it: result from the close on. */
  ballot: BallotView | null
  /** Votes said aloud that await their second officer. */
  oral: OralProposalView[]
  /** Earlier votes of this sitting, oldest first. */
  earlier: EarlierBallotView[]
  /** Of this sitting, newest first, 200 at most. */
  flags: FlagView[]
  locks: Record<MemberId, LockView>
  /** Keys given for the next secret vote, two at most. */
  officerKeys: OfficerKey[]
  bridges: BridgeView[]
  displays: DisplayStateView[]
  /** Who sits at a desk now; each once, however many pages are open. */
  desks: UserId[]
  media: { up: boolean; hallSound: boolean; hallPicture: boolean; sessions: number }
  record: { seq: number; hash: string; healthy: boolean }
  /** Median of the last 100 presses, receipt → desired published, ms; null before the first. */
  pressToLampMs: number | null
}

/** Channel `seat:<id>`: what a seat's touch console shows beside `room`. */
export interface SeatView {
  seat: SeatId
  /** The member signed in here, or the one whose seat it is when nobody is. */
  member: MemberId | null
  signedIn: boolean
  /** Who is here, or claimed to be, is locked: neither votes nor speaks until an officer decides. */
  locked: boolean
  aim: ConsoleAim
  presence: OwnPresence
  ballot: OwnBallotView | null
}

/** A vote of this person's that stands in the record, for their eyes alone. */
export interface OwnReceipt {
  ballot: BallotId
  motion: Text
  choice: Text
  code: string
}

/** Channel `member:<id>`: a remote member's own page beside `room`. */
export interface MemberView {
  member: MemberId
  /** Where they are signed in in the hall: they vote there, and read their receipts here. */
  seat: SeatId | null
  /** Of this sitting while they are present, newest first, 10 at most. */
  receipts: OwnReceipt[]
  stage: 'outside' | 'lobby' | 'admitted' | 'refused' | 'removed'
  /** Neither votes nor speaks until an officer decides. */
  locked: boolean
  lobbyPlace: number | null
  reason: string | null
  asking: boolean
  place: number
  onAir: boolean
  microphone: boolean
  presence: OwnPresence
  ballot: OwnBallotView | null
}
