import { presentSecretBallot } from '../core/secret/standing.ts'
import { refuse } from '../core/decision.ts'
import type { BallotId, UserId } from '../protocol/ids.ts'
import { KEY_BYTES } from '../protocol/sealing.ts'
import { BALLOT_BOX, FROM_BOX } from './box-life.ts'
import type { BallotBoxPort, Engine, HalfOutcome } from './ports.ts'

export interface BoxOpeningParts {
  engine: Pick<Engine, 'state' | 'submit'>
  boxes: Pick<BallotBoxPort, 'belongs' | 'count'>
  /** Resolves when late votes are in, and all are out of the box and mixed: some seconds at most. */
  mixed(ballot: BallotId): Promise<void>
}

/** Two officers' halves, each from their own session, held no longer than it takes to count. */
export class BoxOpening {
  readonly #parts: BoxOpeningParts
  readonly #halves: (Uint8Array | null)[] = [null, null]
  #counting = false

  constructor(parts: BoxOpeningParts) {
    this.#parts = parts
  }

  /** Rejects with a BallotBoxError where the box cannot be counted; then nothing was destroyed. */
  async giveHalf(id: BallotId, user: UserId, half: Uint8Array): Promise<HalfOutcome> {
    const ballot = presentSecretBallot(this.#parts.engine.state)
    if (ballot?.id !== id) return refuse('no-ballot', `There is no secret vote ${id}.`)
    const { officers } = ballot.secret
    const at = officers.findIndex((officer) => officer.user === user)
    const key = officers[at]?.key
    if (key === undefined) return refuse('not-an-officer', `${user} gave no key for ${id}.`)
    if (ballot.state !== 'closing')
      return refuse('ballot-still-open', `Vote ${id} is ${ballot.state}: close it first.`)
    if (this.#counting) return refuse('busy', 'The box is being opened.')
    if (half.length !== KEY_BYTES || !this.#parts.boxes.belongs(half, key))
      return refuse('wrong-half', `This is not the half that belongs to the key of ${user}.`)
    this.#halves[at]?.fill(0)
    // A copy: who gave it overwrites theirs, and `slice` of a Buffer would be the same bytes.
    this.#halves[at] = new Uint8Array(half)
    const [first, second] = this.#halves
    if (!first) return { ok: true, waitingFor: officers[0].user }
    if (!second) return { ok: true, waitingFor: officers[1].user }
    return this.#count(id, [first, second])
  }

  /** While the box is being counted they are needed, and end with it. */
  forgetHalves(): void {
    if (this.#counting) return
    for (const half of this.#halves) half?.fill(0)
    this.#halves.fill(null)
  }

  async #count(id: BallotId, halves: readonly [Uint8Array, Uint8Array]): Promise<HalfOutcome> {
    const { engine, boxes } = this.#parts
    this.#counting = true
    try {
      await this.#parts.mixed(id)
      const ballot = presentSecretBallot(engine.state)
      if (ballot?.id !== id) return refuse('ballot-voided', `Vote ${id} was made void.`)
      const choices = ballot.rule.choices.length
      const { counts, spoiled } = await boxes.count({ ballot: id, halves, choices })
      const command = { type: 'CountSecretBallot', ballot: id, counts, spoiled } as const
      const outcome = await engine.submit(command, BALLOT_BOX, FROM_BOX)
      return outcome.ok ? { ok: true, waitingFor: null } : outcome
    } finally {
      this.#counting = false
      this.forgetHalves()
    }
  }
}
