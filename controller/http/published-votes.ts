import { createHash } from 'node:crypto'
import { publishedVote } from '../core/vote-record/published.ts'
import type { VoteRecordsPort } from '../engine/ports.ts'
import type { BallotId } from '../protocol/ids.ts'
import { MOST_LISTED, type VoteListing, type VotesReply } from '../protocol/vote-record.ts'

/** An answer as it is sent, and by what it is known again. */
export interface Bytes {
  body: Buffer
  etag: string
}

/** The votes of a long sitting; of 1,200 voters each they are 10 MB. */
const MOST_KEPT = 50

/**
 * What everybody may read of votes, made once for all who ask. A vote is made again when an event has
 * come to it; those who ask for one while it is made wait for the same.
 */
export class PublishedVotes {
  readonly #votes: VoteRecordsPort
  /** Least recently asked for first. */
  readonly #kept = new Map<BallotId, { lastSeq: number; bytes: Promise<Bytes | 'busy' | null> }>()

  constructor(votes: VoteRecordsPort) {
    this.#votes = votes
  }

  /** Votes that were declared, newest first: those opened before this event. */
  list(before: number): Bytes {
    const found = this.#votes.list().filter((vote) => vote.seq < before && isDeclared(vote))
    const reply: VotesReply = {
      votes: found.slice(0, MOST_LISTED),
      more: found.length > MOST_LISTED,
    }
    return bytesOf(reply)
  }

  /** Null where there is no such vote, or nobody has declared it. */
  async vote(ballot: BallotId): Promise<Bytes | 'busy' | null> {
    const listed = this.#votes.get(ballot)
    if (listed === null || !isDeclared(listed)) return null
    const { lastSeq } = listed
    const kept = this.#kept.get(ballot)
    const bytes = kept?.lastSeq === lastSeq ? kept.bytes : this.#made(ballot)
    this.#kept.delete(ballot)
    this.#kept.set(ballot, { lastSeq, bytes })
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break
      this.#kept.delete(oldest)
    }
    // What did not come about now may the next time.
    const forget = () => {
      if (this.#kept.get(ballot)?.bytes === bytes) this.#kept.delete(ballot)
    }
    try {
      const made = await bytes
      if (made === 'busy' || made === null) forget()
      return made
    } catch (error) {
      forget()
      throw error
    }
  }

  async #made(ballot: BallotId): Promise<Bytes | 'busy' | null> {
    const record = await this.#votes.recordOf(ballot)
    if (record === 'busy' || record === null) return record
    const published = publishedVote(record)
    return published && bytesOf(published)
  }
}

const isDeclared = ({ declaredAt }: VoteListing) => declaredAt !== null

function bytesOf(value: unknown): Bytes {
  const body = Buffer.from(JSON.stringify(value))
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}
