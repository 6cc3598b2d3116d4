import type { Seal } from '../../firmware-bridge/vote-sealer.ts'
import type { SealedVote } from '../../controller/protocol/sealing.ts'

/** What every sealed vote here begins with, so that it is found wherever it must not be. */
export const SEALED_MARK = 'SEALED-IN-SIMULATION-'

/** 160 bytes in base64url, as the contract asks. */
const LENGTH = 214

export type SealedChoice = Parameters<Seal>[0]

/**
 * Seals without cryptography: the text is a number in this book, and says nothing without it. What
 * real seals keep is proven in tests/secret; here it is what becomes of them that counts.
 */
export class Envelopes {
  readonly #book: SealedChoice[] = []

  seal(vote: SealedChoice): SealedVote {
    return `${SEALED_MARK}${this.#book.push(vote) - 1}_`.padEnd(LENGTH, '_')
  }

  open(sealed: SealedVote): SealedChoice | undefined {
    return this.#book[Number.parseInt(sealed.slice(SEALED_MARK.length), 10)]
  }
}
