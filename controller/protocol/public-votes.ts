import Type from 'typebox'
import { BallotId, Instant } from './ids.ts'
import { Choice, Rule } from './rule.ts'
import { Text } from './text.ts'
import { Arithmetic, Counts, Origin, OutcomeName, VoteRecord } from './vote-record.ts'

/**
 * What a House that publishes its votes tells everybody of one that was declared: what the hall was
 * shown, and the names beside the choices. Not where anybody sat, what the machines reported, which
 * officers attested, or who was not there; of a secret vote no names at all.
 */

const strict = { additionalProperties: false }
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })
const ChoiceId = Type.String()

export const PublicResult = Type.Object(
  {
    outcome: OutcomeName,
    counts: Counts,
    cast: Count,
    present: Count,
    existing: Count,
    /** Could vote, and did not. */
    silent: Count,
    decision: Arithmetic,
    also: Type.Array(
      Type.Object({ id: Type.String(), name: Text, arithmetic: Arithmetic }, strict),
    ),
    quorum: Arithmetic,
    splits: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Text,
          parts: Type.Array(
            Type.Object({ tag: Type.String(), name: Text, counts: Counts }, strict),
          ),
        },
        strict,
      ),
    ),
    leading: Type.Array(ChoiceId),
  },
  strict,
)
export type PublicResult = Type.Static<typeof PublicResult>

export const PublicVoter = Type.Object(
  {
    name: Text,
    group: orNull(Text),
    /** Null: could vote, and did not. */
    choice: orNull(ChoiceId),
    /** Said aloud, and attested by two officers. */
    oral: Type.Boolean(),
  },
  strict,
)
export type PublicVoter = Type.Static<typeof PublicVoter>

const spoken = { name: Text, choice: orNull(ChoiceId) }

/** GET /api/public/votes/:ballot. */
export const PublicVote = Type.Object(
  {
    chamber: VoteRecord.properties.chamber,
    sitting: VoteRecord.properties.sitting,
    item: VoteRecord.properties.item,
    ballot: BallotId,
    motion: Text,
    rule: Type.Object(
      {
        name: Text,
        citation: Text,
        method: Rule.properties.method,
        choices: Type.Array(Choice),
      },
      strict,
    ),
    opened: Instant,
    closed: orNull(Instant),
    declared: Instant,
    /** It was declared, and annulled afterwards. */
    voided: VoteRecord.properties.voided,
    origin: orNull(Origin),
    electorate: Count,
    /** As it was declared. */
    result: PublicResult,
    casting: orNull(Type.Object(spoken, strict)),
    /** Votes said aloud after that, and what the result came to with each. */
    corrections: Type.Array(Type.Object({ at: Instant, ...spoken, result: PublicResult }, strict)),
    /** In the order of the Thai alphabet; empty where the vote was secret. */
    voters: Type.Array(PublicVoter),
    /** Where anybody can check it (docs/verify.md). */
    proof: VoteRecord.properties.proof,
  },
  strict,
)
export type PublicVote = Type.Static<typeof PublicVote>
