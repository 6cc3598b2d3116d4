import { ballotOf } from '../core/ballot/standing.ts'
import type { ChamberState } from '../core/state.ts'
import type { EvidenceQuery, EvidenceReply, GivenVote, Passage } from '../protocol/evidence-view.ts'
import { toEvent, type Happened } from '../protocol/event-versions.ts'
import type { MemberId } from '../protocol/ids.ts'
import type { Place } from '../protocol/place.ts'
import type { EvidencePort } from './ports.ts'
import type { RecordedEvent } from '../protocol/recorded.ts'

type Of<T extends Happened['type']> = Extract<Happened, { type: T }> & { hash: string }
type Kept = Of<'VoteCast' | 'MemberSignedIn' | 'MemberLeft'>

/**
 * Sixty votes of 750 members who sign in and out, about 20 MB; the record has the rest. Reading it
 * instead would make a lamp wait for an officer's question.
 */
const MAX_KEPT = 50_000

/** Who gave which vote where, and who came and went, in this sitting: what the desk can ask. */
export class EvidenceBook implements EvidencePort {
  readonly #engine: { readonly state: ChamberState }
  #kept: Kept[] = []
  #isComplete = true

  constructor(engine: { readonly state: ChamberState }) {
    this.#engine = engine
  }

  /** Events in the order of the record: those read at the start, then those that follow. */
  note(events: readonly RecordedEvent[]): void {
    for (const recorded of events) {
      if (!KEPT.has(recorded.type)) continue
      const event = { ...toEvent(recorded), hash: recorded.hash }
      if (event.type === 'SittingScheduled') this.#startAnew()
      else if (isKept(event)) this.#kept.push(event)
    }
    if (this.#kept.length <= MAX_KEPT) return
    // Half at a time, so that it is not done for each event.
    this.#kept = this.#kept.slice(-MAX_KEPT / 2)
    this.#isComplete = false
  }

  about({ seat, member, ballot: wanted }: EvidenceQuery): EvidenceReply | null {
    const { state } = this.#engine
    const ballot = wanted === undefined ? state.ballot : ballotOf(state, wanted)
    if (ballot === undefined) return null
    const isMeant = (who: MemberId, place: Place) =>
      (member === undefined || who === member) &&
      (seat === undefined || (place.kind === 'seat' && place.seat === seat))
    /** The last event of each member in this vote, wherever it was given: that one counts. */
    const last = new Map<MemberId, number>()
    const votes: Of<'VoteCast'>[] = []
    const passages: Passage[] = []
    for (const event of this.#kept) {
      if (event.type === 'VoteCast') {
        const { ballot: of, member: who, evidence } = event.data
        if (of !== ballot?.id) continue
        last.set(who, event.seq)
        if (isMeant(who, evidence.place)) votes.push(event)
      } else if (isMeant(event.data.member, event.data.place)) passages.push(passageOf(event))
    }
    return {
      ballot: ballot && { id: ballot.id, motion: ballot.motion, state: ballot.state },
      votes: votes.map((vote) =>
        voteOf(vote, last.get(vote.data.member) === vote.seq, ballot?.state === 'declared'),
      ),
      passages,
      flags: state.watch.flags.flatMap(({ id, members, seats }) =>
        (member !== undefined && members.includes(member)) ||
        (seat !== undefined && seats.includes(seat))
          ? [id]
          : [],
      ),
      complete: this.#isComplete,
    }
  }

  #startAnew(): void {
    this.#kept = []
    this.#isComplete = true
  }
}

const KEPT: ReadonlySet<string> = new Set([
  'SittingScheduled',
  'VoteCast',
  'MemberSignedIn',
  'MemberLeft',
])

const isKept = (event: Happened & { hash: string }): event is Kept => KEPT.has(event.type)

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
