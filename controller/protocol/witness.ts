import Type from 'typebox'
import { BallotId } from './ids.ts'

/** What makes the record evidence against its own keeper: seals over votes, and the key that signs. */

const strict = { additionalProperties: false }

/** A hash as it is written everywhere. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** Root and size of the tree over an open vote's leaves (docs/bundle.md, "Seals"). */
const seal = { ballot: BallotId, root: Sha256, size: Type.Integer({ minimum: 0, maximum: 10_000 }) }

/** The key that signs checkpoints from this event on. */
const signingKey = {
  /** First line of every checkpoint, and the key's name. */
  name: Type.String({ pattern: '^[a-z0-9][A-Za-z0-9./_-]{0,80}$' }),
  /** The 32 bytes of an Ed25519 public key, base64. */
  key: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
  /** The key before it says so: a signed note. Null for the first key, or where the old one is lost. */
  certificate: Type.Union([Type.String({ maxLength: 1000 }), Type.Null()]),
}

export const SealBallot = Type.Object({ type: Type.Literal('SealBallot'), ...seal }, strict)
export const ChangeSigningKey = Type.Object(
  { type: Type.Literal('ChangeSigningKey'), ...signingKey },
  strict,
)

export const BallotSeal = Type.Object(seal, strict)
export type BallotSeal = Type.Static<typeof BallotSeal>
export const RecordedKey = Type.Object(signingKey, strict)
export type RecordedKey = Type.Static<typeof RecordedKey>

export type WitnessEvent =
  { type: 'BallotSealed'; data: BallotSeal } | { type: 'SigningKeyChanged'; data: RecordedKey }

/** GET /api/receipts/:code: everything needed to prove one vote, without trusting this machine. */
export const ReceiptProof = Type.Object(
  {
    code: Type.String(),
    leaf: Type.Object(
      { ballot: BallotId, choice: Type.String(), event: Sha256, member: Type.String() },
      strict,
    ),
    index: Type.Integer({ minimum: 0 }),
    size: Type.Integer({ minimum: 1 }),
    /** From the leaf's neighbour up to the root's two halves. */
    path: Type.Array(Sha256, { maxItems: 32 }),
    root: Sha256,
    /** The event with the root, as it stands in the chain, and the hash before it. */
    sealed: Type.Object({ previous: Sha256, body: Type.String(), hash: Sha256 }, strict),
    /** A signed note over the chain up to that event. */
    checkpoint: Type.String(),
    /** The key that signed it. */
    key: Type.Object({ name: Type.String(), key: Type.String() }, strict),
  },
  strict,
)
export type ReceiptProof = Type.Static<typeof ReceiptProof>
