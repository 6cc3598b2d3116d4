import type { BallotId, MemberId } from '../../protocol/ids.ts'
import type { VoteLeaf } from './vote-leaf.ts'
import { hashOfVote } from './vote-leaf.ts'
import { rootOf } from './merkle.ts'

/** The votes of an open ballot as they count now, each with the event it came with. */
export class VoteTree {
  readonly #ballot: BallotId
  readonly #order: ReadonlyMap<MemberId, number>
  readonly #votes = new Map<MemberId, { choice: string; event: string }>()
  #changes = 0

  constructor(ballot: BallotId, electorate: readonly MemberId[]) {
    this.#ballot = ballot
    this.#order = new Map(electorate.map((member, at) => [member, at]))
  }

  get size(): number {
    return this.#votes.size
  }

  /** Rises with every vote. */
  get changes(): number {
    return this.#changes
  }

  set(member: MemberId, choice: string, event: string): void {
    this.#votes.set(member, { choice, event })
    this.#changes += 1
  }

  leafOf(member: MemberId): VoteLeaf | null {
    const vote = this.#votes.get(member)
    return vote === undefined ? null : { ballot: this.#ballot, member, ...vote }
  }

  /** In the electorate's order; whoever is not in it comes after, by the first vote. */
  leaves(): VoteLeaf[] {
    const last = this.#order.size
    return [...this.#votes]
      .map(([member, vote]) => ({ ballot: this.#ballot, member, ...vote }))
      .sort((a, b) => (this.#order.get(a.member) ?? last) - (this.#order.get(b.member) ?? last))
  }

  /** 64 hexadecimal digits. */
  root(): string {
    return rootOf(this.leaves().map(hashOfVote)).toString('hex')
  }
}
