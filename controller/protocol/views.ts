import type { Chamber, Choice, ChoiceId, Rule } from './chamber.ts'
import type { AgendaItem, DeviceCheck, FaultSource, Place, RequestKind } from './commands.ts'
import type { ConsoleAim, LineReport } from './device-messages.ts'
import type { BallotOrigin, BallotResult, Outcome, Sum } from './events.ts'
import type { FlagDecision } from './evidence.ts'
import type { FlagAction, FlagCode } from './flags.ts'
import type {
  BallotId,
  CheckId,
  ConsoleId,
  DeviceId,
  FaultId,
  FlagId,
  Instant,
  ItemId,
  MemberId,
  RuleId,
  SeatId,
  SittingId,
  UserId,
  VoteId,
} from './ids.ts'
import type { OfficerKey, VoteSeal } from './sealing.ts'
import type { Text } from './text.ts'

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

export interface SpeakerView {
  member: MemberId
  seat: SeatId | null
  remote: boolean
  kind: RequestKind
  since: Instant
  /** When the time allotted ends; null: no limit. */
  until: Instant | null
  microphone: boolean
  /** The desk closed the microphone: only the desk opens it again. */
  cut: boolean
}

export interface RequestView {
  member: MemberId
  seat: SeatId | null
  remote: boolean
  kind: RequestKind
  /** From 1; the first is "next". */
  place: number
  askedAt: Instant
}

export interface PresenceView {
  hall: number
  remote: number
  /** Members who count towards the quorum now. */
  counted: number
  existing: number
  quorum: Sum
}

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
  held: { because: string; since: Instant } | null
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
  /** The chair's additional vote, which `result` has in it; as soon as the result is shown. */
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

/** An earlier vote of this sitting, which may still be declared, annulled or counted again. */
export interface EarlierBallotView {
  id: BallotId
  motion: Text
  rule: RuleId
  state: BallotState
  openedAt: Instant
  outcome: Outcome | null
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

/** Channel `room`: public, the same bytes for every screen in the house. */
export interface RoomView {
  sitting: SittingView | null
  agenda: AgendaItemView[]
  item: ItemId | null
  onAir: SpeakerView[]
  queue: RequestView[]
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
  note: string
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
  detail: string
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
  /** Code of the receipt for the recorded vote, ten digits; null without a vote, and in a secret one. */
  receipt: string | null
}

/** Channel `member:<id>`: a remote member's own page beside `room`. */
export interface MemberView {
  member: MemberId
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
