import type { EventType } from '../protocol/events.ts'
import type { MemberId } from '../protocol/ids.ts'

/** A decided event as far as screens look into it. */
export interface CommittedEvent {
  type: string
  data: { readonly [key: string]: unknown }
}

/**
 * Events that change the own channel of one person and of the seat that person is at, and nobody
 * else's. Every other type may move places in the queue, open a vote or change who may enter, and
 * touches all: a type that is missing here costs time, never truth.
 */
const OF_ONE_PERSON: ReadonlySet<string> = new Set<EventType>([
  'VoteCast',
  'SecretVoteCast',
  'PresenceDeclared',
  'LobbyEntered',
  'MicrophoneSwitched',
  'SpeechExtended',
])

/** Events no seat's and no person's own channel shows. */
const OF_NOBODY: ReadonlySet<string> = new Set<EventType>([
  'FaultRaised',
  'FaultResolved',
  'AgendaItemStarted',
  'BallotSealed',
  'SigningKeyChanged',
  'BellRung',
  'BallotExtended',
  'VotePrepared',
  'PreparedVoteDiscarded',
  'OralVoteProposed',
])

/** Whose own channels a batch may have changed. */
export type Touched = 'all' | ReadonlySet<MemberId>

export function touchedBy(events: readonly CommittedEvent[]): Touched {
  const members = new Set<MemberId>()
  for (const { type, data } of events) {
    if (OF_NOBODY.has(type)) continue
    const member = data['member']
    if (!OF_ONE_PERSON.has(type) || typeof member !== 'string') return 'all'
    members.add(member)
  }
  return members
}
