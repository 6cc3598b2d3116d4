import { ballotOf } from '../core/ballot/standing.ts'
import {
  asEvidence,
  evidenceAbout,
  isEvidence,
  type AskedVote,
  type EvidenceEvent,
} from '../core/evidence/answer.ts'
import type { Ballot, ChamberState } from '../core/state.ts'
import type { EvidenceQuery, EvidenceReply, RefusedPress } from '../protocol/evidence-view.ts'
import { toEvent } from '../protocol/event-versions.ts'
import type { Instant, SittingId } from '../protocol/ids.ts'
import type { EvidencePort } from './ports.ts'
import type { RecordedEvent } from '../protocol/recorded.ts'
import type { VoteListing } from '../protocol/vote-record.ts'
import type { VoteArchive } from './vote-archive.ts'

/**
 * Sixty votes of 750 members who sign in and out, about 20 MB; the record has the rest. Reading it
 * instead would make a lamp wait for an officer's question.
 */
const MAX_KEPT = 50_000

export interface EvidenceBookParts {
  engine: { readonly state: ChamberState }
  /** Votes of sittings that are over are read from the record. */
  archive: Pick<VoteArchive, 'readSitting'>
  refused: { of(sitting: SittingId): Promise<RefusedPress[]> }
}

/** Who gave which vote where, who came and went, and what was refused: what the desk can ask. */
export class EvidenceBook implements EvidencePort {
  readonly #parts: EvidenceBookParts
  #kept: EvidenceEvent[] = []
  #isComplete = true

  constructor(parts: EvidenceBookParts) {
    this.#parts = parts
  }

  /** Events in the order of the record: those read at the start, then those that follow. */
  note(events: readonly RecordedEvent[]): void {
    for (const recorded of events) {
      if (recorded.type === 'SittingScheduled') this.#startAnew()
      else if (isEvidence(recorded.type))
        this.#kept.push(...asEvidence({ ...toEvent(recorded), hash: recorded.hash }))
    }
    if (this.#kept.length <= MAX_KEPT) return
    // Half at a time, so that it is not done for each event.
    this.#kept = this.#kept.slice(-MAX_KEPT / 2)
    this.#isComplete = false
  }

  async about(query: EvidenceQuery): Promise<EvidenceReply | 'busy' | null> {
    const { engine, refused } = this.#parts
    const { state } = engine
    const ballot = query.ballot === undefined ? state.ballot : ballotOf(state, query.ballot)
    if (ballot === undefined) return this.#aboutPast(query)
    const presses = state.sitting === null ? [] : await refused.of(state.sitting.id)
    return evidenceAbout(query, ballot && asked(ballot), {
      events: this.#kept,
      refused: presses,
      complete: this.#isComplete,
    })
  }

  async #aboutPast(query: EvidenceQuery): Promise<EvidenceReply | 'busy' | null> {
    const { archive, refused } = this.#parts
    const events: EvidenceEvent[] = []
    let until: Instant = 0
    const vote = await archive.readSitting(query.ballot ?? '', (read) => {
      until = read.at(-1)?.at ?? until
      for (const recorded of read)
        if (isEvidence(recorded.type))
          events.push(...asEvidence({ ...toEvent(recorded), hash: recorded.hash }))
    })
    if (vote === 'busy' || vote === null) return vote
    const about = { id: vote.ballot, motion: vote.motion, ...stateOf(vote), until }
    const presses = await refused.of(vote.sitting.id)
    return evidenceAbout(query, about, { events, refused: presses, complete: true })
  }

  #startAnew(): void {
    this.#kept = []
    this.#isComplete = true
  }
}

const stateOf = ({
  declaredAt,
  voidedAt,
}: VoteListing): Pick<AskedVote, 'state' | 'isDeclared'> => ({
  state: voidedAt !== null ? 'voided' : declaredAt !== null ? 'declared' : 'closed',
  isDeclared: declaredAt !== null,
})

const asked = ({ id, motion, state, declaredAt }: Ballot): AskedVote => ({
  ...{ id, motion, state },
  isDeclared: declaredAt !== null,
  until: null,
})
