import Type from 'typebox'
import { BallotId, UserId } from './ids.ts'

/**
 * How a vote is sealed (docs/secret-ballots.md). One layer is an ephemeral X25519 key, whose shared
 * secret with the receiver's gives an AES-256-GCM key by HKDF-SHA-256; everything has one size,
 * whatever was chosen:
 *
 *   choice, padded    16 bytes
 *   + officer 1       64      opened last
 *   + officer 2      112      what lies in the box
 *   + box            160      what travels; bound to the sender, taken off on arrival
 */
export const KEY_BYTES = 32
export const CHOICE_BYTES = 16
/** Ephemeral public key and authentication tag. */
export const LAYER_BYTES = 32 + 16
export const SLOT_VOTE_BYTES = CHOICE_BYTES + 2 * LAYER_BYTES
export const SEALED_BYTES = SLOT_VOTE_BYTES + LAYER_BYTES

const inBase64url = (bytes: number) => Math.ceil((bytes * 8) / 6)

/** A public X25519 key, base64url without padding. */
export const SealKey = Type.String({ pattern: `^[A-Za-z0-9_-]{${inBase64url(KEY_BYTES)}}$` })
export type SealKey = string

/** A sealed vote as it travels, base64url without padding. */
export const SealedVote = Type.String({
  pattern: `^[A-Za-z0-9_-]{${inBase64url(SEALED_BYTES)}}$`,
})
export type SealedVote = string

/** What whoever seals a vote needs to know. */
export const VoteSeal = Type.Object(
  {
    /** Of the two officers, in the order in which they gave them. */
    keys: Type.Tuple([SealKey, SealKey]),
    /** Of this vote's box; it dies with the box. */
    box: SealKey,
  },
  { additionalProperties: false },
)
export type VoteSeal = Type.Static<typeof VoteSeal>

/** An officer's public key in the record. */
export const OfficerKey = Type.Object(
  { user: UserId, key: SealKey },
  { additionalProperties: false },
)
export type OfficerKey = Type.Static<typeof OfficerKey>

/**
 * Who sends a sealed vote, as the seal of the box is bound to it: nobody can send another's sealed
 * vote again as their own. The edge knows it from the connection.
 */
export type VoteSender = `console:${string}` | `seat:${string}` | `member:${string}`

/** POST /api/secret-votes/:ballot/half takes the 32 bytes themselves and answers with this. */
export const HalfGiven = Type.Object(
  {
    ballot: BallotId,
    /** The officer whose half is still missing; null once the vote is counted. */
    waitingFor: Type.Union([UserId, Type.Null()]),
  },
  { additionalProperties: false },
)
export type HalfGiven = Type.Static<typeof HalfGiven>
