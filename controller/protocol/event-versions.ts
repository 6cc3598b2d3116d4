import type { ChamberEvent, EventCause, EventType } from './events.ts'
import type { EventDraft, JsonObject, RecordedEvent } from './recorded.ts'
import type { Instant } from './ids.ts'

/** The version of each event's data as it is written today. A change of shape raises it by one. */
export const EVENT_VERSIONS: Readonly<Record<EventType, number>> = {
  ChamberConfigured: 1,
  SittingScheduled: 1,
  SittingOpened: 1,
  SittingSuspended: 1,
  SittingResumed: 1,
  SittingClosed: 1,
  AgendaItemStarted: 1,
  MemberSignedIn: 1,
  MemberLeft: 1,
  FloorRequested: 1,
  FloorRequestWithdrawn: 1,
  FloorGranted: 1,
  FloorEnded: 1,
  MicrophoneSwitched: 1,
  SpeechExtended: 1,
  BallotOpened: 1,
  VoteCast: 1,
  BallotClosed: 1,
  ResultDeclared: 1,
  BallotVoided: 1,
  LobbyEntered: 1,
  LobbyLeft: 1,
  PersonAdmitted: 1,
  PersonRefused: 1,
  PersonRemoved: 1,
  FaultRaised: 1,
  FaultResolved: 1,
}

/** An event with where and why it stands in the record. */
export type Happened = ChamberEvent & { seq: number; at: Instant; cause: EventCause }

/** Lifts the data of one event type from the version it is listed under to the next one. */
export type Upcaster = (data: JsonObject) => JsonObject
export type Upcasters = Readonly<Partial<Record<EventType, Readonly<Record<number, Upcaster>>>>>

/** None yet: every event is still at its first version. */
export const UPCASTERS: Upcasters = {}

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
    // Event data is JSON by construction; an interface only lacks the index signature to say so.
    data: event.data as unknown as JsonObject,
    cause: cause as unknown as JsonObject,
  }
}

const isEventType = (type: string): type is EventType => Object.hasOwn(EVENT_VERSIONS, type)

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
  const { type, seq, at } = recorded
  if (!isEventType(type))
    throw new EventUnreadableError(
      'event-type-unknown',
      `Event ${seq} is a "${type}", which this version does not know: start a newer one. The record was not changed.`,
    )
  let data = recorded.data
  let version = recorded.version
  for (; version < versions[type]; version++) {
    const lift = upcasters[type]?.[version]
    if (lift === undefined) break
    data = lift(data)
  }
  if (version !== versions[type])
    throw new EventUnreadableError(
      'event-version-unknown',
      `Event ${seq} (${type}) is of version ${recorded.version}, this software reads ${versions[type]}: start a newer one. The record was not changed.`,
    )
  return { type, data, seq, at, cause: recorded.cause } as unknown as Happened
}
