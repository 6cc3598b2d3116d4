import type { Chamber, ChoiceId, Rule } from '../protocol/chamber.ts'
import type { AgendaItem, DeviceCheck, FaultSource, Place } from '../protocol/commands.ts'
import type {
  Arithmetic,
  BallotOrigin,
  BallotResult,
  PreparedVote,
  VoteEvidence,
} from '../protocol/events.ts'
import type {
  BallotId,
  CheckId,
  ConsoleId,
  FaultId,
  Instant,
  ItemId,
  MemberId,
  SeatId,
  SittingId,
  UserId,
} from '../protocol/ids.ts'
import type { OfficerKey, SealKey } from '../protocol/sealing.ts'
import type { Said, Text } from '../protocol/text.ts'
import type { BallotState, LogLineView, SittingState } from '../protocol/views.ts'
import type { BallotSeal, RecordedKey } from '../protocol/witness.ts'
import { indexOf, type ChamberIndex } from './chamber-index.ts'
import { EMPTY_WATCH, type Watch } from './evidence/watch.ts'
import { EMPTY_FLOOR, type Floor } from './floor/floor.ts'
import { PersistentMap } from './persistent-map.ts'
import type { PressWindows } from './press-window.ts'

export interface Sitting {
  readonly id: SittingId
  readonly title: Text
  readonly state: SittingState
  readonly openedAt: Instant | null
  readonly suspendedAt: Instant | null
  readonly agenda: readonly AgendaItem[]
  readonly item: ItemId | null
  /** Items that were started, with when; an item started twice keeps the last time. */
  readonly started: ReadonlyMap<ItemId, Instant>
}

export interface Presence {
  readonly place: Place
  readonly since: Instant
  /** The card that was shown at the seat. */
  readonly card: string | null
}

/** Who is here. A person stands in `persons` once; a seat in `seats` holds one person. */
export interface Roll {
  readonly persons: PersistentMap<MemberId, Presence>
  readonly seats: PersistentMap<SeatId, MemberId>
  /** Persons of any class who are here from afar. */
  readonly afar: number
  /** Persons of class 'member' only: what a quorum counts. */
  readonly membersInHall: number
  readonly membersRemote: number
}

export interface Vote {
  readonly choice: ChoiceId
  /** Null for a vote said aloud. */
  readonly evidence: VoteEvidence | null
  /** Who vouches for a vote said aloud; null for every other. */
  readonly officers: readonly [UserId, UserId] | null
}

/** Taken down by one officer, and not attested yet by a second. */
export interface OralVote {
  readonly member: MemberId
  readonly choice: ChoiceId
  readonly reason: string
  readonly officer: UserId
  readonly at: Instant
}

/** What a declared result has come to with a vote that was missing in it. */
export interface Correction {
  readonly at: Instant
  readonly member: MemberId
  readonly choice: ChoiceId
  readonly officers: readonly [UserId, UserId]
  readonly result: BallotResult
}

export interface RollCall {
  /** Everybody who is called, in this order. */
  readonly order: readonly MemberId[]
  readonly round: 1 | 2
  /** Who was called last; null before the first and after somebody was skipped. */
  readonly called: MemberId | null
  /** In which round each member was called last. */
  readonly calls: PersistentMap<MemberId, number>
}

/** What the record knows of a secret vote beside what it knows of every vote. */
export interface SecretBallot {
  readonly officers: readonly [OfficerKey, OfficerKey]
  /** The box's own key; null until it is there. */
  readonly box: SealKey | null
  /** Who has voted. */
  readonly voters: PersistentMap<MemberId, true>
}

export interface Ballot {
  readonly id: BallotId
  readonly motion: Text
  readonly rule: Rule
  readonly item: ItemId | null
  readonly state: BallotState
  readonly openedAt: Instant
  readonly closesAt: Instant | null
  /** Why nobody can vote for the moment; null where it is not held. */
  readonly held: { readonly because: Said; readonly since: Instant } | null
  /** When the voting was closed, and until when late votes are awaited; null in any other state. */
  readonly closing: { readonly at: Instant; readonly until: Instant } | null
  readonly declaredAt: Instant | null
  /** Everyone who may vote, frozen, in the chamber's order. */
  readonly electorate: readonly MemberId[]
  readonly entitled: ReadonlySet<MemberId>
  readonly existing: number
  /** Empty in a secret vote. */
  readonly votes: PersistentMap<MemberId, Vote>
  readonly secret: SecretBallot | null
  /** Votes said aloud that await their second officer. */
  readonly oral: readonly OralVote[]
  readonly call: RollCall | null
  readonly result: BallotResult | null
  /** The chair's additional vote, once given: it is in the count wherever that is a tie. */
  readonly casting: { readonly member: MemberId; readonly choice: ChoiceId } | null
  /** After the declaration, oldest first; `result` stays what was declared. */
  readonly corrections: readonly Correction[]
  readonly supporters: number | null
  readonly voidedBecause: string | null
  readonly origin: BallotOrigin | null
}

/** A vote set up before it is needed, and the ballot it was opened as. */
export interface Prepared extends Readonly<PreparedVote> {
  readonly ballot: BallotId | null
}

/** Members declaring that they are here (แสดงตน), before a vote. */
export interface PresenceCheck {
  readonly id: CheckId
  readonly startedAt: Instant
  /** Who declared; while it runs, of those only who are still here. */
  readonly declared: PersistentMap<MemberId, true>
  /** What it came to; null while it runs. */
  readonly ended: {
    readonly at: Instant
    readonly present: number
    readonly existing: number
    readonly quorum: Arithmetic
  } | null
  /** The vote that was opened on it: another needs a check of its own. */
  readonly ballot: BallotId | null
}

export interface LobbyEntry {
  readonly member: MemberId
  readonly since: Instant
  readonly check: DeviceCheck
}

export interface Lobby {
  /** In the order of arrival. */
  readonly waiting: readonly LobbyEntry[]
  /** Why; cleared when the person asks again. */
  readonly refused: PersistentMap<MemberId, string>
  /** Why; holds until the sitting closes. */
  readonly removed: PersistentMap<MemberId, string>
}

export interface Fault {
  readonly id: FaultId
  readonly source: FaultSource
  readonly code: string
  readonly detail: string
  readonly at: Instant
}

/** Everything the durable events fold to. Immutable: a slice that did not change is the same object. */
export interface ChamberState {
  /** Of the last event folded; 0 before the first. */
  readonly seq: number
  readonly chamber: Chamber | null
  readonly index: ChamberIndex
  readonly sitting: Sitting | null
  readonly roll: Roll
  readonly floor: Floor
  /** The vote that is open, or was last in this sitting. */
  readonly ballot: Ballot | null
  /** Earlier votes of this sitting, oldest first. */
  readonly pastBallots: readonly Ballot[]
  /** In the order they were prepared. */
  readonly prepared: readonly Prepared[]
  /** The check that runs or was last, until the sitting is suspended or closed. */
  readonly presenceCheck: PresenceCheck | null
  /** When the bell was rung last in this sitting. */
  readonly bellAt: Instant | null
  /** Given for the next secret vote, two at most. */
  readonly officerKeys: readonly OfficerKey[]
  readonly lobby: Lobby
  /** What is seen in presses, cards and votes, and who is locked because of it. */
  readonly watch: Watch
  /** Unresolved, oldest first. */
  readonly faults: readonly Fault[]
  /** Roots over the leaves of open votes, of all time; the newest of each. */
  readonly seals: PersistentMap<BallotId, Omit<BallotSeal, 'ballot'>>
  /** The key checkpoints are signed with; null before the first. */
  readonly signingKey: RecordedKey | null
  /** Ids that may not be used again: sittings and ballots of all time. */
  readonly usedIds: PersistentMap<string, true>
  readonly presses: PersistentMap<ConsoleId, PressWindows>
  /** Newest first, LOG_LINES at most. */
  readonly log: readonly LogLineView[]
}

export const EMPTY_ROLL: Roll = {
  persons: PersistentMap.empty(),
  seats: PersistentMap.empty(),
  afar: 0,
  membersInHall: 0,
  membersRemote: 0,
}

export const EMPTY_LOBBY: Lobby = {
  waiting: [],
  refused: PersistentMap.empty(),
  removed: PersistentMap.empty(),
}

export const initialState: ChamberState = {
  seq: 0,
  chamber: null,
  index: indexOf(null),
  sitting: null,
  roll: EMPTY_ROLL,
  floor: EMPTY_FLOOR,
  ballot: null,
  pastBallots: [],
  prepared: [],
  presenceCheck: null,
  bellAt: null,
  officerKeys: [],
  lobby: EMPTY_LOBBY,
  watch: EMPTY_WATCH,
  faults: [],
  seals: PersistentMap.empty(),
  signingKey: null,
  usedIds: PersistentMap.empty(),
  presses: PersistentMap.empty(),
  log: [],
}
