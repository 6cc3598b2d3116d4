import type { Happened } from '../../protocol/event-versions.ts'
import type { BallotId, Instant, MemberId } from '../../protocol/ids.ts'
import type { VoteRecord } from '../../protocol/vote-record.ts'
import { evolve } from '../evolve.ts'
import type { PersistentMap } from '../persistent-map.ts'
import { initialState, type ChamberState, type Presence } from '../state.ts'

/** An event with the hash that its place in the chain has. */
export type Chained = Happened & { readonly hash: string }

/** What the record says of a vote and the state does not keep. */
export interface Moments {
  readonly bell: Instant | null
  readonly present: number
  readonly presenceCheck: VoteRecord['presenceCheck']
  readonly held: VoteRecord['times']['held']
  readonly extended: VoteRecord['times']['extended']
  readonly closing: Instant | null
  readonly closed: Instant | null
  readonly voided: Instant | null
  readonly accepted: readonly string[]
  /** When each member's vote was said aloud. */
  readonly spoken: ReadonlyMap<MemberId, Instant>
  /** Who was there when the voting ended; as long as it has not, null. */
  readonly atClose: PersistentMap<MemberId, Presence> | null
  readonly sealedBy: number | null
  readonly opened: { readonly seq: number; readonly hash: string }
  readonly last: { readonly seq: number; readonly hash: string }
}

/** One vote followed through the events of its sitting. */
export interface Trace {
  readonly state: ChamberState
  /** Null until the vote opens. */
  readonly moments: Moments | null
}

export const EMPTY_TRACE: Trace = { state: initialState, moments: null }

/** The trace after one more event; it begins with what the chamber is, then the sitting's schedule. */
export function traceAfter(trace: Trace, ballot: BallotId, event: Chained): Trace {
  if (!isAbout(event, ballot) && !AROUND.has(event.type)) return trace
  const { state, moments } = trace
  const after = evolve(state, event)
  if (!isAbout(event, ballot)) return { state: after, moments }
  const last = { seq: event.seq, hash: event.hash }
  if (event.type === 'BallotOpened')
    return { state: after, moments: opening(state, last, event.data.present) }
  return moments === null
    ? { state: after, moments }
    : { state: after, moments: { ...momentsAfter(moments, state, event), last } }
}

/** What a vote is set in. Votes given in others, nine of ten events of a sitting, are passed over. */
const AROUND: ReadonlySet<Happened['type']> = new Set<Happened['type']>([
  'ChamberConfigured',
  'SittingScheduled',
  'SittingOpened',
  'SittingSuspended',
  'SittingResumed',
  'AgendaItemStarted',
  'MemberSignedIn',
  'MemberLeft',
  'BellRung',
  'PresenceCheckStarted',
  'PresenceDeclared',
  'PresenceCheckEnded',
  'OfficerKeyGiven',
  'OfficerKeysDropped',
  'BallotOpened',
])

export const isAbout = ({ data }: Happened, ballot: BallotId): boolean =>
  'ballot' in data && data.ballot === ballot

/** `before`: the state in which it opens, with the bell and the check that came before it. */
function opening(before: ChamberState, opened: Moments['opened'], present: number): Moments {
  const { presenceCheck: check, ballot: previous, bellAt } = before
  // A check serves one vote.
  const fresh = check?.ballot === null ? check : null
  return {
    bell: bellAt !== null && bellAt >= (previous?.openedAt ?? 0) ? bellAt : null,
    present,
    presenceCheck:
      fresh === null || fresh.ended === null ? null : checkOf(fresh.startedAt, fresh.ended),
    held: [],
    extended: [],
    closing: null,
    closed: null,
    voided: null,
    accepted: [],
    spoken: new Map(),
    atClose: null,
    sealedBy: null,
    opened,
    last: opened,
  }
}

function checkOf(
  started: Instant,
  ended: NonNullable<NonNullable<ChamberState['presenceCheck']>['ended']>,
): VoteRecord['presenceCheck'] {
  const { at, present, existing, quorum } = ended
  return { started, ended: at, present, existing, quorum }
}

function momentsAfter(moments: Moments, before: ChamberState, event: Chained): Moments {
  const { at } = event
  switch (event.type) {
    case 'BallotHeld': {
      const { reason } = event.data
      return { ...moments, held: [...moments.held, { from: at, until: null, reason }] }
    }
    case 'BallotResumed':
      return { ...moments, held: goneOn(moments.held, at) }
    case 'BallotExtended': {
      const { byMs, closesAt } = event.data
      return { ...moments, extended: [...moments.extended, { at, byMs, closesAt }] }
    }
    case 'BallotClosing':
      return { ...ended(moments, before, at), closing: at }
    case 'BallotClosed':
      return { ...ended(moments, before, at), closed: at }
    case 'ResultDeclared':
      return { ...moments, accepted: event.data.accepted }
    case 'BallotVoided':
      return { ...ended(moments, before, at), voided: at }
    case 'OralVoteAdded':
    case 'ResultCorrected':
      return { ...moments, spoken: new Map(moments.spoken).set(event.data.member, at) }
    case 'BallotSealed':
      return { ...moments, sealedBy: event.seq }
    default:
      return moments
  }
}

/** Held or not, the voting is over; who is there now was there at the close. */
const ended = (moments: Moments, before: ChamberState, at: Instant): Moments => ({
  ...moments,
  held: goneOn(moments.held, at),
  atClose: moments.closed === null ? before.roll.persons : moments.atClose,
})

const goneOn = (held: Moments['held'], until: Instant): Moments['held'] =>
  held.map((pause) => (pause.until === null ? { ...pause, until } : pause))
