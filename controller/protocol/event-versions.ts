import type { ChamberEvent, EventCause, EventType } from './events.ts'
import type { EventDraft, JsonObject, RecordedEvent } from './recorded.ts'
import type { Instant } from './ids.ts'
import { UPCASTERS, type Upcaster, type Upcasters } from './upcasters.ts'

/** The version of each event's data as it is written today. A change of shape raises it by one. */
export const EVENT_VERSIONS: Readonly<Record<EventType, number>> = {
  ChamberConfigured: 3,
  SittingScheduled: 1,
  SittingOpened: 1,
  SittingSuspended: 1,
  SittingResumed: 1,
  SittingClosed: 1,
  AgendaItemStarted: 1,
  MemberSignedIn: 2,
  MemberLeft: 1,
  FloorRequested: 2,
  FloorRequestWithdrawn: 2,
  FloorGranted: 2,
  FloorEnded: 2,
  MicrophoneSwitched: 1,
  SpeechExtended: 1,
  SpeechPaused: 1,
  SpeechResumed: 1,
  SpeechInterrupted: 1,
  SpeechContinued: 1,
  PrioritySwitched: 1,
  FloorHeld: 1,
  FloorModeSet: 1,
  MicrophoneOverridden: 1,
  SpeakersRegistered: 1,
  QuotaSet: 1,
  SpeakerWarned: 1,
  TimeCalled: 1,
  BellRung: 1,
  PresenceCheckStarted: 1,
  PresenceDeclared: 1,
  PresenceCheckEnded: 1,
  VotePrepared: 1,
  PreparedVoteDiscarded: 1,
  BallotOpened: 3,
  BallotHeld: 1,
  BallotResumed: 1,
  BallotExtended: 1,
  VoteCast: 2,
  BallotClosing: 1,
  OfficerKeyGiven: 1,
  OfficerKeysDropped: 1,
  BallotBoxPlaced: 1,
  SecretVoteCast: 1,
  BallotClosed: 2,
  ResultDeclared: 2,
  BallotVoided: 1,
  CastingVoteGiven: 1,
  OralVoteProposed: 1,
  OralVoteAdded: 1,
  ResultCorrected: 1,
  MemberCalled: 1,
  MemberSkipped: 1,
  SecondCallStarted: 1,
  LobbyEntered: 1,
  LobbyLeft: 1,
  PersonAdmitted: 1,
  PersonRefused: 1,
  PersonRemoved: 1,
  VoteFlagged: 2,
  FlagDecided: 1,
  MemberLocked: 1,
  MemberUnlocked: 1,
  FaultRaised: 1,
  FaultResolved: 1,
  BallotSealed: 1,
  SigningKeyChanged: 1,
}

/** An event with where and why it stands in the record. */
export type Happened = ChamberEvent & { seq: number; at: Instant; cause: EventCause }

/** The record holds an event this software cannot read; nothing was changed. */
export class EventUnreadableError extends Error {
  readonly code: 'event-type-unknown' | 'event-version-unknown'
  constructor(code: EventUnreadableError['code'], message: string) {
    super(message)
    this.name = 'EventUnreadableError'
    this.code = code
  }
}

/** What is written for an event: its current version, integers and plain objects only. */
export function toDraft(event: ChamberEvent, at: Instant, cause: EventCause): EventDraft {
  return {
    type: event.type,
    version: EVENT_VERSIONS[event.type],
    at,
    data: event.data,
    cause,
  }
}

/**
 * A recorded event as the core understands it, lifted to the current version. Its bytes were
 * checked against the hash chain, so its data is what this software or an earlier one wrote.
 * Throws EventUnreadableError for a type or version that only a newer software knows.
 */
export function toEvent(
  recorded: RecordedEvent,
  upcasters: Upcasters = UPCASTERS,
  versions: Readonly<Record<EventType, number>> = EVENT_VERSIONS,
): Happened {
  const { type, seq, at, cause } = recorded
  if (!isEventType(type)) throw unreadable('event-type-unknown', recorded)
  const { version, data } = lifted(recorded, upcasters[type] ?? {})
  const event = { type, data, seq, at, cause }
  if (version !== versions[type] || !isHappened(event))
    throw unreadable('event-version-unknown', recorded)
  return event
}

const isEventType = (type: string): type is EventType => Object.hasOwn(EVENT_VERSIONS, type)

/** An event of a known type at its current version: the chain vouches for the rest. */
const isHappened = (event: Omit<RecordedEvent, 'version' | 'hash'>): event is Happened =>
  isEventType(event.type)

function lifted(
  recorded: RecordedEvent,
  steps: Readonly<Record<number, Upcaster>>,
): { version: number; data: JsonObject } {
  let { version, data } = recorded
  for (let step = steps[version]; step !== undefined; step = steps[++version]) data = step(data)
  return { version, data }
}

const unreadable = (code: EventUnreadableError['code'], { seq, type, version }: RecordedEvent) =>
  new EventUnreadableError(
    code,
    `Event ${seq} is a ${type} of version ${version}, which only a newer version of this software knows: start that one. The record was not changed.`,
  )
