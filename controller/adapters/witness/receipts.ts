import type { RecordedEvent, RecordHead } from '../../engine/ports.ts'
import { toEvent, type Happened } from '../../protocol/event-versions.ts'
import type { BallotId, MemberId } from '../../protocol/ids.ts'
import type { ReceiptProof } from '../../protocol/witness.ts'
import { canonical } from '../record/canonical.ts'
import { EMPTY } from '../record/chain.ts'
import { inclusionProof } from './merkle.ts'
import { hashOfVote, receiptCode, writtenCode, type VoteLeaf } from './vote-leaf.ts'
import { VoteTree } from './vote-tree.ts'

/** Votes kept in memory, about 40 MB; older ballots are proven from an exported bundle. */
const KEPT_VOTES = 200_000

/** The checkpoint of an event, and the key that signed it; null where none was made. */
export type CheckpointAt = (seq: number) => { note: string; name: string; key: string } | null

interface Sealed extends RecordHead {
  leaves: readonly VoteLeaf[]
  root: string
  previous: string
  body: string
}

interface OpenVote {
  tree: VoteTree
  closed: boolean
  declared: boolean
  sealed: Sealed | null
}

/** What every open vote's receipts rest on, folded from the same events as the state. */
export class Receipts {
  readonly #votes = new Map<BallotId, OpenVote>()
  /** Code → ballot and place among its leaves, from the seal on. */
  readonly #codes = new Map<string, { ballot: BallotId; index: number }>()
  #checkpointAt: CheckpointAt = () => null
  #head: RecordHead = EMPTY
  #kept = 0

  /** Of the last event it was given. */
  get head(): RecordHead {
    return this.#head
  }

  proveBy(checkpointAt: CheckpointAt): void {
    this.#checkpointAt = checkpointAt
  }

  /** Every event of the record in order: at the start, and then after each commit. */
  add(events: readonly RecordedEvent[]): void {
    for (const recorded of events) {
      this.#addOne(recorded, toEvent(recorded))
      this.#head = { seq: recorded.seq, hash: recorded.hash }
    }
  }

  codeOf(ballot: BallotId, member: MemberId): string | null {
    const leaf = this.#votes.get(ballot)?.tree.leafOf(member) ?? null
    return leaf === null ? null : receiptCode(hashOfVote(leaf))
  }

  /** The votes of a closed open vote, for its seal; null where there is none to seal. */
  treeOf(ballot: BallotId): VoteTree | null {
    const vote = this.#votes.get(ballot)
    return vote?.closed === true ? vote.tree : null
  }

  proofOf(code: string): ReceiptProof | null {
    const place = this.#codes.get(writtenCode(code))
    const vote = place === undefined ? undefined : this.#votes.get(place.ballot)
    const sealed = vote?.sealed ?? null
    const leaf = sealed?.leaves[place?.index ?? -1]
    if (place === undefined || sealed === null || leaf === undefined || vote?.declared !== true)
      return null
    const checkpoint = this.#checkpointAt(sealed.seq)
    if (checkpoint === null) return null
    const path = inclusionProof(sealed.leaves.map(hashOfVote), place.index)
    return {
      code: receiptCode(hashOfVote(leaf)),
      leaf,
      index: place.index,
      size: sealed.leaves.length,
      path: path.map((one) => one.toString('hex')),
      root: sealed.root,
      sealed: { previous: sealed.previous, body: sealed.body, hash: sealed.hash },
      checkpoint: checkpoint.note,
      key: { name: checkpoint.name, key: checkpoint.key },
    }
  }

  #addOne(recorded: RecordedEvent, event: Happened): void {
    switch (event.type) {
      case 'BallotOpened':
        return this.#open(event.data)
      case 'VoteCast':
      case 'OralVoteAdded':
      case 'ResultCorrected': {
        const vote = this.#votes.get(event.data.ballot)
        const { member, choice } = event.data
        if (vote?.tree.leafOf(member) === null) this.#kept += 1
        return vote?.tree.set(member, choice, recorded.hash)
      }
      case 'BallotClosed':
        return this.#change(event.data.ballot, { closed: true })
      case 'ResultDeclared':
        return this.#change(event.data.ballot, { declared: true })
      case 'BallotVoided':
        return this.#change(event.data.ballot, { declared: false })
      case 'BallotSealed':
        return this.#seal(event.data, recorded)
      default:
    }
  }

  #open(data: Extract<Happened, { type: 'BallotOpened' }>['data']): void {
    if (data.rule.method === 'secret') return
    const tree = new VoteTree(data.ballot, data.electorate)
    this.#votes.set(data.ballot, { tree, closed: false, declared: false, sealed: null })
    for (const [ballot, { tree: old }] of this.#votes) {
      if (this.#kept <= KEPT_VOTES || ballot === data.ballot) break
      this.#forget(ballot)
      this.#kept -= old.size
    }
  }

  #change(ballot: BallotId, change: Partial<OpenVote>): void {
    const vote = this.#votes.get(ballot)
    if (vote !== undefined) Object.assign(vote, change)
  }

  #forget(ballot: BallotId): void {
    for (const leaf of this.#votes.get(ballot)?.sealed?.leaves ?? [])
      this.#codes.delete(receiptCode(hashOfVote(leaf)))
    this.#votes.delete(ballot)
  }

  /** The leaves as they were sealed: a vote added later has no proof before the next seal. */
  #seal(
    { ballot, root }: Extract<Happened, { type: 'BallotSealed' }>['data'],
    recorded: RecordedEvent,
  ): void {
    const leaves = this.#votes.get(ballot)?.tree.leaves()
    if (leaves === undefined) return
    const { hash, ...body } = recorded
    const { at, cause, data, seq, type, version } = body
    this.#change(ballot, {
      sealed: {
        leaves,
        root,
        seq,
        hash,
        previous: this.#head.hash,
        body: canonical({ at, cause, data, seq, type, version }),
      },
    })
    leaves.forEach((leaf, index) =>
      this.#codes.set(receiptCode(hashOfVote(leaf)), { ballot, index }),
    )
  }
}
