import type { Opening, SecretCounts } from '../../engine/ports.ts'
import { officerContext, openLayer } from '../../protocol/seal-vote.ts'
import type { BallotId } from '../../protocol/ids.ts'
import type { SealKey } from '../../protocol/sealing.ts'
import { importHalf } from './box-keys.ts'
import { shuffled } from './mixed-votes.ts'

const { subtle } = crypto
type Bytes = Uint8Array<ArrayBuffer>
type Receiver = { private: CryptoKey; public: SealKey }

/** So many layers are opened at once: enough for all of Node's threads, and the loop stays free. */
const AT_ONCE = 16

/**
 * Takes the second officer's layer off and then the first's, mixing before each, so that what is
 * read at the end is in an order nobody knows. A layer that does not open spoils that vote alone.
 */
export async function openVotes(
  sealed: readonly Bytes[],
  keys: readonly [SealKey, SealKey],
  { ballot, halves, choices }: Pick<Opening, 'ballot' | 'halves' | 'choices'>,
): Promise<SecretCounts> {
  const [first, second] = await Promise.all([importHalf(halves[0]), importHalf(halves[1])])
  const outer = await openAll(sealed, { private: second, public: keys[1] }, ballot, 2)
  const inner = await openAll(outer, { private: first, public: keys[0] }, ballot, 1)
  const counts = Array<number>(choices).fill(0)
  for (const padded of inner) {
    const choice = choiceOf(padded)
    if (choice >= 1 && choice <= choices) counts[choice - 1] = (counts[choice - 1] ?? 0) + 1
    padded.fill(0)
  }
  const valid = counts.reduce((sum, count) => sum + count, 0)
  return { counts, spoiled: sealed.length - valid }
}

async function openAll(
  sealed: readonly Bytes[],
  receiver: Receiver,
  ballot: BallotId,
  officer: 1 | 2,
): Promise<Bytes[]> {
  const mixed = shuffled(sealed)
  const context = officerContext(ballot, officer)
  const opened: Bytes[] = []
  for (let at = 0; at < mixed.length; at += AT_ONCE) {
    const some = mixed.slice(at, at + AT_ONCE)
    const results = await Promise.allSettled(
      some.map((layer) => openLayer(subtle, receiver, context, layer)),
    )
    for (const result of results) if (result.status === 'fulfilled') opened.push(result.value)
  }
  return opened
}

/** Anything but one number and zeros is no choice. */
const choiceOf = (padded: Bytes): number =>
  padded.subarray(1).every((byte) => byte === 0) ? (padded[0] ?? 0) : 0
