import type { Happened } from '../../protocol/event-versions.ts'
import type {
  EvidenceQuery,
  EvidenceReply,
  GivenVote,
  Passage,
  RefusedPress,
} from '../../protocol/evidence-view.ts'
import { MOST_REFUSED } from '../../protocol/evidence-view.ts'
import type { BallotId, Instant, MemberId, SeatId } from '../../protocol/ids.ts'
import type { Place } from '../../protocol/place.ts'
import type { Text } from '../../protocol/text.ts'
import type { FlagView } from '../../protocol/views.ts'

type Of<T extends Happened['type']> = Extract<Happened, { type: T }> & { readonly hash: string }

/** What the evidence of a sitting is made of, each with its hash in the chain. */
export type EvidenceEvent = Of<
  'VoteCast' | 'MemberSignedIn' | 'MemberLeft' | 'VoteFlagged' | 'FlagDecided'
>

const KEPT: ReadonlySet<string> = new Set<EvidenceEvent['type']>([
  'VoteCast',
  'MemberSignedIn',
  'MemberLeft',
  'VoteFlagged',
  'FlagDecided',
])

export const isEvidence = (type: string): boolean => KEPT.has(type)
export const asEvidence = (event: Happened & { hash: string }): EvidenceEvent[] =>
  isKept(event) ? [event] : []
const isKept = (event: Happened & { hash: string }): event is EvidenceEvent => KEPT.has(event.type)

/** What is known of the vote that is asked about; null where its sitting has had none. */
export interface AskedVote {
  readonly id: BallotId
  readonly motion: Text
  readonly state: string
  readonly isDeclared: boolean
  /** Until when what happened around it belongs to it; null: it is the present one. */
  readonly until: Instant | null
}

export interface Gathered {
  readonly events: Iterable<EvidenceEvent>
  /** Of the same sitting, oldest first. */
  readonly refused: readonly RefusedPress[]
  readonly complete: boolean
}

/** Everything about a seat or a member in one vote and around it. */
export function evidenceAbout(
  { seat, member }: Pick<EvidenceQuery, 'seat' | 'member'>,
  ballot: AskedVote | null,
  { events, refused, complete }: Gathered,
): EvidenceReply {
  const isMeant = (who: MemberId, place: Place) =>
    (member === undefined || who === member) &&
    (seat === undefined || (place.kind === 'seat' && place.seat === seat))
  /** The last event of each member in this vote, wherever it was given: that one counts. */
  const last = new Map<MemberId, number>()
  const votes: Of<'VoteCast'>[] = []
  const passages: Passage[] = []
  const flags = new Map<string, FlagView>()
  for (const event of events) {
    switch (event.type) {
      case 'VoteCast': {
        const { ballot: of, member: who, evidence } = event.data
        if (of !== ballot?.id) break
        last.set(who, event.seq)
        if (isMeant(who, evidence.place)) votes.push(event)
        break
      }
      case 'MemberSignedIn':
      case 'MemberLeft':
        if (isMeant(event.data.member, event.data.place)) passages.push(passageOf(event))
        break
      case 'VoteFlagged':
        if (isAbout(event.data, seat, member)) flags.set(event.data.flag, flagOf(event))
        break
      case 'FlagDecided': {
        const { flag, decision, by } = event.data
        const known = flags.get(flag)
        if (known !== undefined) flags.set(flag, { ...known, decision: { decision, by } })
      }
    }
  }
  return {
    ballot: ballot && { id: ballot.id, motion: ballot.motion, state: ballot.state },
    votes: votes.map((vote) =>
      voteOf(vote, last.get(vote.data.member) === vote.seq, ballot?.isDeclared === true),
    ),
    passages,
    flags: [...flags.values()],
    refused: refused
      .filter((press) => isTold(press, ballot) && isWhere(press, seat, member))
      .slice(-MOST_REFUSED),
    complete,
  }
}

/** Choices of this vote, and all else of its sitting up to its end. */
const isTold = ({ tried, ballot, at }: RefusedPress, asked: AskedVote | null): boolean =>
  (tried !== 'choice' || ballot === (asked?.id ?? null)) &&
  (asked === null || asked.until === null || at <= asked.until)

const isWhere = (press: RefusedPress, seat?: SeatId, member?: MemberId): boolean =>
  (seat === undefined || press.seat === seat) &&
  (member === undefined || press.member === member || press.cardOf === member)

const isAbout = (
  { members, seats }: Of<'VoteFlagged'>['data'],
  seat?: SeatId,
  member?: MemberId,
): boolean =>
  (member !== undefined && members.includes(member)) || (seat !== undefined && seats.includes(seat))

function flagOf({ at, data: { flag: id, ...seen } }: Of<'VoteFlagged'>): FlagView {
  return { ...seen, id, at, decision: null }
}

function voteOf(
  { seq, hash, at, cause, data }: Of<'VoteCast'>,
  counts: boolean,
  isDeclared: boolean,
): GivenVote {
  const { member, choice, evidence } = data
  const where = { seq, hash, at, by: cause.by, member }
  return { ...where, choice: isDeclared ? choice : null, counts, ...evidence }
}

function passageOf(event: Of<'MemberSignedIn' | 'MemberLeft'>): Passage {
  const { seq, hash, at, cause, data } = event
  const card = event.type === 'MemberSignedIn' ? event.data.card : null
  const kind = event.type === 'MemberSignedIn' ? 'signed-in' : 'left'
  return { ...{ seq, hash, at, by: cause.by }, member: data.member, place: data.place, kind, card }
}
