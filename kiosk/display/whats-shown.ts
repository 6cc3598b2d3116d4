import type { BallotResult } from '../../controller/protocol/events.ts'
import type {
  BallotView,
  PresenceCheckView,
  RollCallView,
  RoomView,
  SpeakerView,
} from '../../controller/protocol/views.ts'

/** What a hall display shows. */
export type Shown =
  /** Before, between and after sittings. */
  | { kind: 'idle'; because: 'none' | 'scheduled' | 'suspended' | 'closed' }
  | { kind: 'presence'; check: PresenceCheckView }
  | { kind: 'vote'; ballot: BallotView }
  | { kind: 'call'; ballot: BallotView; call: RollCallView }
  | { kind: 'result'; ballot: BallotView; result: BallotResult }
  | { kind: 'speaker'; speaker: SpeakerView; others: SpeakerView[] }
  /** Nobody speaks: the item itself. */
  | { kind: 'item' }

const RUNNING: readonly BallotView['state'][] = ['open', 'held', 'closing', 'closed']

/**
 * It follows from the sitting alone, so that every display shows the same, also one that was just
 * switched on. A result, or what a presence check came to, stands until the next thing happens.
 */
export function whatIsShown(room: RoomView): Shown {
  const state = room.sitting?.state ?? 'none'
  if (state !== 'open') return { kind: 'idle', because: state }
  const { ballot, presenceCheck: check } = room
  if (ballot && RUNNING.includes(ballot.state)) {
    return ballot.call && ballot.state === 'open'
      ? { kind: 'call', ballot, call: ballot.call }
      : { kind: 'vote', ballot }
  }
  if (check && isShown(room, check)) return { kind: 'presence', check }
  if (ballot?.result && ballot.declaredAt !== null && !isOver(room, changedAt(ballot)))
    return { kind: 'result', ballot, result: ballot.result }
  if (ballot?.state === 'voided' && !isOver(room, ballot.openedAt)) return { kind: 'vote', ballot }
  const speaker = mainSpeaker(room.onAir)
  if (!speaker) return { kind: 'item' }
  const others = room.onAir.filter((other) => other !== speaker && other.microphone)
  return { kind: 'speaker', speaker, others }
}

/** A check that runs, or whose count nobody has used yet. */
const isShown = (room: RoomView, { endedAt, used }: PresenceCheckView): boolean =>
  endedAt === null || (!used && !isOver(room, endedAt))

/** A correction is shown as the result was. */
const changedAt = ({ declaredAt, corrections }: BallotView): number =>
  Math.max(declaredAt ?? 0, ...corrections.map(({ at }) => at))

/** Somebody was given the floor since, or the next item was begun. */
function isOver({ onAir, agenda, item }: RoomView, since: number): boolean {
  const begun = agenda.find(({ id }) => id === item)?.startedAt ?? 0
  return begun > since || onAir.some((speaker) => speaker.since > since)
}

/** Of several who have the floor, the last who is heard: a point of order before who it interrupts. */
const mainSpeaker = (onAir: readonly SpeakerView[]): SpeakerView | undefined =>
  onAir.findLast(({ microphone }) => microphone) ?? onAir.at(-1)
