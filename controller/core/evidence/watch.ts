import type { ChoiceId } from '../../protocol/chamber.ts'
import type { Happened } from '../../protocol/event-versions.ts'
import type { FlagDecision } from '../../protocol/evidence.ts'
import type { FlagAction, FlagCode } from '../../protocol/flags.ts'
import type {
  BallotId,
  ConsoleId,
  FlagId,
  Instant,
  MemberId,
  SeatId,
  UserId,
} from '../../protocol/ids.ts'
import type { Place } from '../../protocol/place.ts'
import type { Text } from '../../protocol/text.ts'
import { PersistentMap } from '../persistent-map.ts'

export interface Flag {
  readonly id: FlagId
  readonly code: FlagCode
  readonly action: FlagAction
  readonly members: readonly MemberId[]
  readonly seats: readonly SeatId[]
  readonly consoles: readonly ConsoleId[]
  readonly ballot: BallotId | null
  readonly detail: Text
  readonly at: Instant
  /** Null while nobody has decided. */
  readonly decision: { readonly decision: FlagDecision; readonly by: UserId } | null
}

/** Why somebody neither votes nor speaks, and where else they claimed to be. */
export interface Lock {
  readonly because: FlagId
  readonly at: Instant
  readonly second: Place | null
  /** The card that was shown at the second place. */
  readonly card: string | null
}

/** The votes given at one seat in the present vote. */
export interface SeatPresses {
  readonly member: MemberId
  readonly choice: ChoiceId
  /** When they were pressed, the last at the end, TIMES_KEPT at most. */
  readonly times: readonly Instant[]
}

/** What flags are found by. Bounded: an entry for each seat or member, and MAX_FLAGS flags. */
export interface Watch {
  /** Of this sitting, oldest first. */
  readonly flags: readonly Flag[]
  readonly locks: PersistentMap<MemberId, Lock>
  /** The card that was last at each seat, and when it came or went. */
  readonly cards: PersistentMap<SeatId, { readonly member: MemberId; readonly at: Instant }>
  /** Whom the desk signed out or removed, from which seat, and when. */
  readonly asked: PersistentMap<MemberId, { readonly seat: SeatId | null; readonly at: Instant }>
  /** Of the present vote. */
  readonly presses: PersistentMap<SeatId, SeatPresses>
}

export const EMPTY_WATCH: Watch = {
  flags: [],
  locks: PersistentMap.empty(),
  cards: PersistentMap.empty(),
  asked: PersistentMap.empty(),
  presses: PersistentMap.empty(),
}

/** What an officer can look through; past it the oldest that are decided or mere notes are let go. */
export const MAX_FLAGS = 200

/** As many as a pattern may be long (flags.ts). */
const TIMES_KEPT = 20

/**
 * A bridge's clock is nearer to the press than the controller's, but is believed only where they
 * agree so far; a press that waited longer than this in a line that was away has lost its time.
 */
const CLOCKS_AGREE_MS = 2_000

/** When a vote was pressed, as well as can be told. */
export function pressedAt(at: Instant, bridgeAt: Instant | null): Instant {
  return bridgeAt !== null && Math.abs(at - bridgeAt) <= CLOCKS_AGREE_MS ? bridgeAt : at
}

export function watchAfter(watch: Watch, event: Happened): Watch {
  switch (event.type) {
    case 'SittingScheduled':
      return EMPTY_WATCH
    case 'SittingClosed':
      return { ...EMPTY_WATCH, flags: watch.flags }
    case 'BallotOpened':
      return { ...watch, presses: PersistentMap.empty() }
    case 'VoteCast':
      return withVote(watch, event)
    case 'MemberSignedIn':
      return withArrival(watch, event)
    case 'MemberLeft':
    case 'PersonRemoved':
      return withLeaving(watch, event)
    case 'VoteFlagged':
      return { ...watch, flags: withFlag(watch.flags, event) }
    case 'FlagDecided': {
      const { flag, decision, by } = event.data
      const decided = (one: Flag): Flag =>
        one.id === flag ? { ...one, decision: { decision, by } } : one
      return { ...watch, flags: watch.flags.map(decided) }
    }
    case 'MemberLocked': {
      const { member, because, second, card } = event.data
      return { ...watch, locks: watch.locks.set(member, { because, at: event.at, second, card }) }
    }
    case 'MemberUnlocked': {
      // Who was signed out to be let in again was not asked to leave.
      const { member } = event.data
      return { ...watch, locks: watch.locks.delete(member), asked: watch.asked.delete(member) }
    }
    default:
      return watch
  }
}

type Of<T extends Happened['type']> = Extract<Happened, { type: T }>

function withVote(watch: Watch, { at, data }: Of<'VoteCast'>): Watch {
  const { member, choice, evidence } = data
  if (evidence.place.kind !== 'seat' || evidence.called) return watch
  const { seat } = evidence.place
  const before = watch.presses.get(seat)
  const known = before !== undefined && before.member === member ? before.times : []
  const times = [...known, pressedAt(at, evidence.bridgeAt)].slice(-TIMES_KEPT)
  return { ...watch, presses: watch.presses.set(seat, { member, choice, times }) }
}

function withArrival(watch: Watch, { at, data, cause }: Of<'MemberSignedIn'>): Watch {
  const { member, place, card } = data
  // Whom the desk signs in again is not asked to leave any more.
  const asked = cause.by.kind === 'desk' ? watch.asked.delete(member) : watch.asked
  const cards =
    place.kind === 'seat' && card !== null
      ? watch.cards.set(place.seat, { member, at })
      : watch.cards
  return { ...watch, asked, cards }
}

function withLeaving(watch: Watch, event: Of<'MemberLeft' | 'PersonRemoved'>): Watch {
  const { at, cause } = event
  const { member } = event.data
  const place = event.type === 'MemberLeft' ? event.data.place : null
  const seat = place?.kind === 'seat' ? place.seat : null
  const cards =
    seat !== null && watch.cards.get(seat)?.member === member
      ? watch.cards.set(seat, { member, at })
      : watch.cards
  if (cause.by.kind !== 'desk') return { ...watch, cards }
  return { ...watch, cards, asked: watch.asked.set(member, { seat, at }) }
}

function withFlag(flags: readonly Flag[], { at, data }: Of<'VoteFlagged'>): readonly Flag[] {
  const { flag: id, ...rest } = data
  const all = [...flags, { ...rest, id, at, decision: null }]
  if (all.length <= MAX_FLAGS) return all
  const settled = all.findIndex(({ action, decision }) => action === 'note' || decision !== null)
  return all.toSpliced(Math.max(settled, 0), 1)
}
