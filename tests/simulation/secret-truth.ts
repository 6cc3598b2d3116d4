import type { Happened } from '../../controller/protocol/event-versions.ts'
import type { BallotId, MemberId } from '../../controller/protocol/ids.ts'
import type { BoxShelf } from './boxes.ts'
import { SEALED_MARK, type Envelopes } from './envelopes.ts'
import type { TrueBallots } from './true-ballots.ts'
import type { World } from './world.ts'

/** What must hold of secret votes, known from both sides: what was sealed, and what became of it. */
export class SecretTruth {
  readonly #world: World
  readonly #ballots: TrueBallots
  readonly #shelf: BoxShelf
  readonly #envelopes: Envelopes
  /** How many votes had been put anywhere when a member was told that theirs is recorded. */
  readonly #told = new Map<BallotId, Map<MemberId, number>>()

  constructor(world: World, ballots: TrueBallots, shelf: BoxShelf, envelopes: Envelopes) {
    this.#world = world
    this.#ballots = ballots
    this.#shelf = shelf
    this.#envelopes = envelopes
  }

  /** The controller said that this vote of this member is in the box. */
  accepted(ballot: BallotId, sealed: string, pressedBy: MemberId | null): void {
    const box = this.#shelf.boxes.get(ballot)
    if (box === undefined) return
    const vote = this.#envelopes.open(sealed)
    const [member, put] = [...box.places].find(([, place]) => place.vote === vote) ?? []
    if (member === undefined || put === undefined)
      return this.#world.fail(`a vote was accepted that is not in the box of ${ballot}`, ballot)
    if (pressedBy !== null && pressedBy !== member)
      this.#world.fail(`${pressedBy} pressed, and it is the vote of ${member}`, member)
    const told = this.#told.get(ballot) ?? new Map<MemberId, number>()
    this.#told.set(ballot, told.set(member, put.order))
  }

  /** Whatever is written, told or shown: nothing that was sealed is ever in it. */
  leaves(where: string, text: string): void {
    if (text.includes(SEALED_MARK)) this.#world.fail(`a sealed vote is in ${where}`)
  }

  recorded(event: Happened): void {
    if (event.type !== 'BallotClosed') return
    const { ballot: id, result } = event.data
    const ballot = this.#ballots.get(id)
    if (ballot?.rule.method !== 'secret') return
    const taken = this.#shelf.taken.get(id)
    if (taken === undefined) return this.#world.fail(`${id} was counted before it was mixed`, id)
    const counts = ballot.rule.choices.map(() => 0)
    for (const [member] of ballot.votes) {
      const put = taken.get(member)
      if ((put?.order ?? 0) < (this.#told.get(id)?.get(member) ?? 0))
        this.#world.fail(`${id} counts an earlier vote of ${member} than was accepted`, member)
      const at = (put?.vote.choice ?? 0) - 1
      if (counts[at] !== undefined) counts[at] += 1
    }
    const said = result.counts.map(({ count }) => count).join()
    if (said !== counts.join())
      this.#world.fail(`${id} counts ${said}, its box had ${counts.join()}`, id)
    if (result.splits.length > 0) this.#world.fail(`${id} tells how groups chose in secret`, id)
  }
}
