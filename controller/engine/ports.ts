import type { Live } from '../core/live.ts'
import type { ChamberState } from '../core/state.ts'
import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import type {
  BridgeReported,
  ConsoleAim,
  ConsoleEvent,
  ConsoleReported,
} from '../protocol/device-messages.ts'
import type { EvidenceQuery, EvidenceReply, RefusedPress } from '../protocol/evidence-view.ts'
import type {
  BallotId,
  ConsoleId,
  DeviceId,
  Instant,
  MemberId,
  SittingId,
  UserId,
} from '../protocol/ids.ts'
import type { EventDraft, RecordedEvent } from '../protocol/recorded.ts'
import type { ReceiptProof } from '../protocol/witness.ts'
import type { Refusal } from '../protocol/refusals.ts'
import type {
  ReportLanguage,
  VoteListing,
  VoteRecord,
  VoteReport,
} from '../protocol/vote-record.ts'

export * from './ballot-box-port.ts'
export * from './room-devices-port.ts'
export type { EventDraft, JsonObject, JsonValue, RecordedEvent } from '../protocol/recorded.ts'

/** What became of a command. `seq` is that of its last durable event. */
export type Outcome = { ok: true; seq: number } | { ok: false; code: Refusal; detail: string }

/** The engine as the edges (HTTP, devices, media) see it. */
export interface Engine {
  /**
   * Decides one command and makes its events durable. Resolves after the fsync, never rejects;
   * a full inbox is refused with 'busy', a record that cannot be written with 'record-unavailable'.
   * `commandId` is the sender's own id for it, kept as evidence. `sentAt`: when it was sent, as far as
   * the edge that received it can vouch for that (a link's measured round trip bounds it); by it a
   * vote that was under way at the close still counts. Left out: when it is decided.
   */
  submit(command: Command, by: Actor, commandId: string, sentAt?: Instant): Promise<Outcome>
  /** The state all durable events fold to; never shows anything that is not yet durable. */
  readonly state: ChamberState
  /** Called after every durable batch, in order; must not throw and must return at once. */
  onCommitted(listener: (committed: Committed) => void): () => void
}

export interface Committed {
  state: ChamberState
  events: readonly RecordedEvent[]
}

/** Epoch milliseconds, an integer. */
export interface Clock {
  now(): number
}

/** Timers, so that tests and the simulation bring their own time. */
export interface Scheduler {
  /** Runs it every `ms` milliseconds until the returned function is called. */
  every(ms: number, run: () => void): () => void
}

/** The devices behind the broker. Implementations: adapters/devices (MQTT). */
export interface DevicesPort {
  /** Connects and starts to hand in what devices say; resolves when subscribed. */
  start(handlers: DeviceHandlers): Promise<void>
  /**
   * Retained; the latest wins. A console not yet published keeps only its newest aim, so the queue
   * is bounded by the number of consoles.
   */
  desireConsole(id: ConsoleId, aim: ConsoleAim, revision: number): void
  stop(): Promise<void>
}

export interface DeviceHandlers {
  /** Resolves when it is decided: only then is the message acknowledged to the broker. */
  onConsoleEvent(id: ConsoleId, event: ConsoleEvent): Promise<void>
  onConsoleReported(id: ConsoleId, reported: ConsoleReported): void
  onConsoleOnline(id: ConsoleId, online: boolean): void
  onBridgeReported(id: DeviceId, reported: BridgeReported): void
  onBridgeOnline(id: DeviceId, online: boolean): void
  /** The way to all devices is gone, or is there again. */
  onBrokerOnline?(online: boolean): void
  /** A message that is not of the contract, or a client that was refused what it tried. */
  onMisbehaviour(report: { client: string; topic: string; code: string; detail: string }): void
}

/** Who is heard. Implementation: adapters/media (mediasoup). */
export interface MediaPort {
  start(handlers: MediaHandlers): Promise<void>
  /** Exactly these remote members are audible in the hall; everyone else is paused at the server. */
  setHeard(members: ReadonlySet<MemberId>): void
  /** A person who is no longer admitted loses every transport at once. */
  setAdmitted(members: ReadonlySet<MemberId>): void
  /** One signalling call of an admitted person; the reply goes back to the same screen. */
  call(member: MemberId, screen: string, method: string, data: unknown): Promise<unknown>
  /** The screen went away: its transports are closed. */
  leave(screen: string): void
  stop(): Promise<void>
}

export interface MediaHandlers {
  /** To one screen, as a media-event frame. */
  send(screen: string, event: string, data: unknown): void
  onStatus(media: Live['media'], heard: ReadonlySet<MemberId>): void
}

/** The last event: seq 0 and sixty-four zeros while there is none. */
export interface RecordHead {
  seq: number
  hash: string
}

/**
 * The record: append-only, chained, durable. Every failure is a RecordError.
 * Implementations: adapters/record (SQLite, and in memory for simulation).
 */
export interface RecordPort {
  /** Opens it, creating an empty one; checks all that can be checked without reading every event. */
  start(): Promise<RecordHead>
  /**
   * Streams every event from `from` (default 1) to `to` (default: the last) in order, in chunks, as
   * stored, and checks each against the chain before it hands it over. Read from 1, it is the whole
   * proof. Resolves to the last event it went to.
   */
  read(onEvents: (events: RecordedEvent[]) => void, from?: number, to?: number): Promise<RecordHead>
  /**
   * All or nothing; durable (fsynced) when it resolves. Concurrent calls are written in order, each
   * a batch of its own. After a refusal the batch is wholly absent and a later call may succeed;
   * only where a disk failed ('record-io-failed') and the machine then stopped before it was back
   * may the next start find the batch, whole: nobody can know what a failed fsync kept.
   */
  append(batch: readonly EventDraft[]): Promise<{ events: RecordedEvent[]; head: RecordHead }>
  /** Finishes what was handed in before, then closes. */
  stop(): Promise<void>
}

export type RecordErrorCode =
  // What was handed in: nothing was written, the record is as before.
  | 'not-canonical'
  | 'event-too-large'
  | 'batch-too-large'
  | 'record-overloaded'
  | 'record-stopped'
  // The disk or another program is in the way: nothing was written, a later append may succeed.
  | 'record-full'
  | 'record-busy'
  | 'record-io-failed'
  // It cannot be opened.
  | 'record-locked'
  | 'record-unwritable'
  | 'record-not-found'
  | 'not-a-record'
  | 'record-from-newer-version'
  // It does not hold.
  | 'record-corrupt'
  | 'chain-broken'
  | 'batch-broken'
  | 'record-tail-missing'
  | 'head-file-missing'
  | 'head-file-damaged'
  | 'head-mismatch'

/** Why the record refuses: a code for programs, a sentence to act on, and what was (not) lost. */
export class RecordError extends Error {
  readonly code: RecordErrorCode
  readonly lost: string
  /** First event that does not hold or is missing, where one can be named. */
  readonly seq: number | null

  constructor(code: RecordErrorCode, message: string, lost: string, seq: number | null = null) {
    super(message)
    this.name = 'RecordError'
    this.code = code
    this.lost = lost
    this.seq = seq
  }
}

/** Keys and codes derived from the chamber's one secret. Implementation: adapters/secrets. */
export interface SecretsPort {
  /** The same text each time for the same purpose and id; safe in a URL. */
  secretFor(purpose: string, id: string): string
  /** Eight digits a remote person receives apart from the link. */
  personalCode(member: MemberId, sitting: SittingId): string
}

/** People who may sign in at the desk. Implementation: adapters/auth. */
export interface AccountsPort {
  /** What proves that whoever makes the first account can read the launcher's output; else null. */
  readonly setupCode: string | null
  list(): AccountEntry[]
  /** Codes that were given and are neither used nor over. */
  openCodes(): OpenCode[]
  /** Gives a new user the code for `setUp`; it replaces one given before, and a restart forgets it. */
  add(user: UserId, by: UserId): AddOutcome
  /** Makes the first account, or that of a user who was added; each code works once. */
  setUp(code: string, user: UserId, password: string): Promise<SetupOutcome>
  /** Ends an account, or a code that is still open. */
  remove(user: UserId): Promise<RemoveOutcome>
  changePassword(user: UserId, password: string, next: string): Promise<PasswordOutcome>
  /** Takes the same time whether or not the user exists. */
  verify(user: UserId, password: string): Promise<boolean>
  /**
   * Rises when a password changes, and no account ever has one that another had: sessions of any
   * other revision have ended. Null: no such user.
   */
  revisionOf(user: UserId): number | null
}

export interface AccountEntry {
  user: UserId
  /** Null for the first account. */
  addedBy: UserId | null
  /** Null where it was made before this was noted. */
  addedAt: number | null
}
export interface OpenCode {
  user: UserId
  by: UserId
  until: number
}

/** The code is told this once; only its digest is kept. */
export type AddOutcome = { code: string; until: number } | 'user-exists' | 'too-many-accounts'
/** 'setup-done': there is an account, and no code is open. */
export type SetupOutcome = 'created' | 'setup-done' | 'wrong-code' | 'weak-password'
export type RemoveOutcome = 'removed' | 'no-such-user' | 'last-account'
export type PasswordOutcome = 'changed' | 'wrong-password' | 'weak-password'

/** Where votes came from. Implementation: engine/evidence-book.ts. */
export interface EvidencePort {
  /**
   * Of the vote that is open or was last, where none is named; null where there never was such a
   * vote. One of an earlier sitting is read from the record. 'busy': too many ask at once. Rejects
   * with RecordError.
   */
  about(query: EvidenceQuery): Promise<EvidenceReply | 'busy' | null>
}

/** The side log of presses that were refused. Implementation: adapters/press-log. */
export interface PressLogPort {
  /** Resolves with the newest presses that were kept before, oldest first. */
  start(): Promise<RefusedPress[]>
  /** Written in the background. What a full disk does not take is lost, and nothing waits for it. */
  add(press: RefusedPress): void
  /** All that is kept, oldest first, in pieces. */
  read(onPresses: (presses: RefusedPress[]) => void): Promise<void>
  stop(): Promise<void>
}

/** Records of votes, of this sitting and of all before it. Implementation: engine/vote-archive.ts. */
export interface VoteRecordsPort {
  /** Votes that were declared or annulled, newest first. */
  list(): VoteListing[]
  /** Null where there is no such vote, or it is not over. */
  get(ballot: BallotId): VoteListing | null
  /** Folded from the record. 'busy': too many ask at once. Rejects with RecordError. */
  recordOf(ballot: BallotId): Promise<VoteRecord | 'busy' | null>
}

/** A record of a vote as files. Implementation: adapters/report. */
export interface VoteReportsPort {
  /** RFC 4180 with a byte order mark, one line for each member. */
  csv(report: VoteReport, language: ReportLanguage): string
  /** A4. Rejects with ReportError. */
  pdf(report: VoteReport, language: ReportLanguage): Promise<Uint8Array>
}

export type ReportErrorCode = 'chromium-missing' | 'report-busy' | 'report-failed'

/** Why there is no such file now, as a sentence to act on; the record itself is as it was. */
export class ReportError extends Error {
  readonly code: ReportErrorCode

  constructor(code: ReportErrorCode, message: string) {
    super(message)
    this.name = 'ReportError'
    this.code = code
  }
}

/** Sessions that were ended before their time. Implementation: adapters/auth. */
export interface RevocationsPort {
  isRevoked(session: string): boolean
  /** Durable when it resolves; kept until the session would have ended by itself. */
  revoke(session: string, until: number): Promise<void>
}

/** The certificate screens connect to. Implementation: adapters/certificates. */
export interface CertificatesPort {
  start(): Promise<ServerCertificate>
  /** Called with the new one before the old one expires, or when the machine's addresses change. */
  onRenewed(listener: (certificate: ServerCertificate) => void): void
  stop(): void
}

export interface ServerCertificate {
  /** PEM: the certificate with its chain, and its private key. */
  cert: string
  key: string
  /** PEM of the local authority people install; null where the certificate is the customer's own. */
  authority: string | null
}

/** Receipts of open votes, and the newest signed head. Implementation: adapters/witness. */
export interface ReceiptsPort {
  /** Of the vote of this person that counts; null where there is none, or the vote is secret. */
  codeOf(ballot: BallotId, member: MemberId): string | null
  /** Null for a code nobody was given, and before the result is declared and signed. */
  proofOf(code: string): ReceiptProof | null
  /** A signed note over the chain (docs/bundle.md); null before the first. */
  readonly checkpoint: string | null
}

/** What is not in the record, as screens see it, and what screens tell of themselves. */
export interface LivePort {
  readonly live: Live
  /** Called after each change; must return at once. */
  onChanged(listener: () => void): () => void
  displayConnected(id: DeviceId, connected: boolean): void
  memberConnected(id: MemberId, connected: boolean): void
  deskConnected(user: UserId, connected: boolean): void
}
