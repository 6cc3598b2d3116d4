import type { ConsoleDesired, ConsoleEvent } from '../controller/protocol/device-messages.ts'
import type { BallotId, ConsoleId } from '../controller/protocol/ids.ts'
import { sealVote } from '../controller/protocol/seal-vote.ts'
import type { SealedVote, VoteSeal } from '../controller/protocol/sealing.ts'

export type Seal = (vote: Parameters<typeof sealVote>[1]) => Promise<SealedVote>

/** Late presses belong to one of the last votes; a console shows one at a time. */
const VOTES_KEPT = 8

/**
 * Seals the choices of secret votes before they leave this computer. The wires behind it carry them
 * in plain (docs/secret-ballots.md).
 */
export class VoteSealer {
  readonly #seal: Seal
  /** Of the last votes: null for one that is not secret. */
  readonly #seals = new Map<BallotId, VoteSeal | null>()
  readonly #shown = new Map<ConsoleId, ConsoleDesired['aim']['ballot']>()

  /** `seal`: another where no cryptography is wanted, as in a simulation of many votes. */
  constructor(seal: Seal = (vote) => sealVote(crypto.subtle, vote)) {
    this.#seal = seal
  }

  desired(console: ConsoleId, { aim }: ConsoleDesired): void {
    this.#shown.set(console, aim.ballot)
    if (aim.ballot === null) return
    const { id, seal = null } = aim.ballot
    this.#seals.delete(id)
    this.#seals.set(id, seal)
    const [oldest] = this.#seals.keys()
    if (this.#seals.size > VOTES_KEPT && oldest !== undefined) this.#seals.delete(oldest)
  }

  /**
   * The event as it may travel: 'later' where nobody can say yet whether it must be sealed, so that
   * the console is to repeat it; 'never' where it is of another vote than the secret one running, or
   * of one that this bridge never heard of: it may have been secret, and is over.
   */
  async sealed(console: ConsoleId, event: ConsoleEvent): Promise<ConsoleEvent | 'later' | 'never'> {
    if (event.type !== 'press' || !event.key.startsWith('choice-')) return event
    const { pressId, at, ballot } = event
    const seal = ballot === null ? undefined : this.#seals.get(ballot)
    if (ballot !== null && seal) {
      const choice = Number(event.key.slice('choice-'.length))
      const vote = { ballot, seal, from: `console:${console}` as const, choice }
      return { type: 'sealed', pressId, at, ballot, sealed: await this.#seal(vote) }
    }
    if (!this.#shown.has(console)) return ballot === null ? event : 'later'
    if (ballot !== null && seal === undefined) return 'never'
    return this.#shown.get(console)?.seal === undefined ? event : 'never'
  }
}
