import {
  isOver,
  listed,
  listedAfter,
  NO_SETTING,
  settingAfter,
  type Listed,
  type Setting,
} from '../core/vote-record/listing.ts'
import { voteRecordOf } from '../core/vote-record/record.ts'
import { EMPTY_TRACE, traceAfter } from '../core/vote-record/trace.ts'
import { toEvent } from '../protocol/event-versions.ts'
import type { BallotId } from '../protocol/ids.ts'
import type { RecordedEvent } from '../protocol/recorded.ts'
import type { VoteListing, VoteRecord } from '../protocol/vote-record.ts'
import type { RecordPort, VoteRecordsPort } from './ports.ts'

/**
 * A reading folds the whole sitting, some 70 ms for ten thousand events: whoever comes ninth asks
 * again. It is more than people who press at the same time.
 */
const MOST_WAITING = 8

/**
 * The votes of all time. Of each it remembers a line (about 1 KB: a House's twenty years are 10 MB);
 * everything else is folded from the record when somebody asks.
 */
export class VoteArchive implements VoteRecordsPort {
  readonly #record: Pick<RecordPort, 'read'>
  readonly #votes = new Map<BallotId, Listed>()
  #setting: Setting = NO_SETTING
  #turn: Promise<unknown> = Promise.resolve()
  #waiting = 0
  /** Somebody who reads a record mostly asks for it in another form next. */
  #latest: { record: VoteRecord; votes: number } | null = null

  constructor(record: Pick<RecordPort, 'read'>) {
    this.#record = record
  }

  /** Every event of the record in order: at the start, and then after each commit. */
  note(events: readonly RecordedEvent[]): void {
    for (const recorded of events) {
      if (PASSED_OVER.has(recorded.type)) continue
      const event = toEvent(recorded)
      this.#setting = settingAfter(this.#setting, event)
      if (event.type === 'BallotOpened') {
        const vote = listed(this.#setting, event)
        if (vote !== null) this.#votes.set(event.data.ballot, vote)
      } else if ('ballot' in event.data && event.data.ballot !== null) {
        const vote = this.#votes.get(event.data.ballot)
        if (vote !== undefined) this.#votes.set(vote.vote.ballot, listedAfter(vote, event))
      }
    }
  }

  /** Newest first. */
  list(): VoteListing[] {
    return [...this.#votes.values()]
      .filter(isOver)
      .map(({ vote }) => vote)
      .reverse()
  }

  get(ballot: BallotId): VoteListing | null {
    const vote = this.#votes.get(ballot)
    return vote !== undefined && isOver(vote) ? vote.vote : null
  }

  async recordOf(ballot: BallotId): Promise<VoteRecord | 'busy' | null> {
    if (this.get(ballot) === null) return null
    return this.#inTurn(() => this.#recordOf(ballot))
  }

  /**
   * Hands over every event from the schedule of a vote's sitting to the last one about it; the vote may
   * have come to no result. Null where there is none; 'busy': too many ask at once. Rejects with
   * RecordError.
   */
  async readSitting(
    ballot: BallotId,
    onEvents: (events: readonly RecordedEvent[]) => void,
  ): Promise<VoteListing | 'busy' | null> {
    const asked = this.#votes.get(ballot)
    if (asked === undefined) return null
    return this.#inTurn(async () => {
      await this.#record.read(onEvents, asked.sittingSeq, asked.vote.lastSeq)
      return asked.vote
    })
  }

  async #inTurn<T>(read: () => Promise<T>): Promise<T | 'busy'> {
    if (this.#waiting >= MOST_WAITING) return 'busy'
    this.#waiting += 1
    const reading = this.#turn.then(read)
    this.#turn = reading.catch(() => undefined)
    try {
      return await reading
    } finally {
      this.#waiting -= 1
    }
  }

  async #recordOf(ballot: BallotId): Promise<VoteRecord | null> {
    const vote = this.#votes.get(ballot)
    if (vote === undefined) return null
    const kept = this.#latest
    // A later vote may have come out of this one.
    if (kept?.votes === this.#votes.size && isSame(kept.record, vote)) return kept.record
    const { chamberSeq, sittingSeq } = vote
    let trace = EMPTY_TRACE
    const fold = (events: readonly RecordedEvent[]) => {
      for (const recorded of events)
        trace = traceAfter(trace, ballot, { ...toEvent(recorded), hash: recorded.hash })
    }
    await this.#record.read(fold, chamberSeq, chamberSeq)
    await this.#record.read(fold, sittingSeq, vote.vote.lastSeq)
    const record = voteRecordOf(trace, ballot, this.#followedBy(ballot))
    if (record !== null) this.#latest = { record, votes: this.#votes.size }
    return record
  }

  #followedBy(ballot: BallotId): VoteRecord['followedBy'] {
    return [...this.#votes.values()].flatMap(({ of, vote }) =>
      of === ballot && vote.origin !== null ? [{ kind: vote.origin, ballot: vote.ballot }] : [],
    )
  }
}

const isSame = ({ ballot, proof }: VoteRecord, { vote }: Listed): boolean =>
  ballot === vote.ballot && proof.last.seq === vote.lastSeq

/** Most events by far, and none of them about what a list tells. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  'VoteCast',
  'SecretVoteCast',
  'MemberSignedIn',
  'MemberLeft',
  'PresenceDeclared',
  'FloorRequested',
  'FloorRequestWithdrawn',
])
