import Type from 'typebox'
import type { BallotResult, Outcome } from './ballot-events.ts'
import { BallotId, Instant, ItemId, MemberId, SittingId, UserId } from './ids.ts'
import { Place } from './place.ts'
import { Rule } from './rule.ts'
import { Said, Text } from './text.ts'
import { Sha256 } from './witness.ts'

/** The record of a vote (บันทึกการออกเสียงลงคะแนน): all that the House says of it once it is over. */

const strict = { additionalProperties: false }
const ChoiceId = Type.String()
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })

/** A place in the chain of the record. */
export const ChainHead = Type.Object({ seq: Count, hash: Sha256 }, strict)
export type ChainHead = Type.Static<typeof ChainHead>

export const Arithmetic = Type.Object({
  holds: Type.Boolean(),
  formula: Type.String(),
  words: Text,
})
export const Counts = Type.Array(Type.Object({ choice: ChoiceId, count: Count }))
export const OutcomeName = Type.Unsafe<Outcome>(Type.String())

/** As the event that closed the vote has it (docs/api.md). */
const Result = Type.Unsafe<BallotResult>(
  Type.Object({
    outcome: OutcomeName,
    counts: Counts,
    cast: Count,
    present: Count,
    existing: Count,
    silent: Type.Array(MemberId),
    decision: Arithmetic,
    also: Type.Array(Type.Object({ id: Type.String(), name: Text, arithmetic: Arithmetic })),
    quorum: Arithmetic,
    splits: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Text,
        parts: Type.Array(Type.Object({ tag: Type.String(), name: Text, counts: Counts })),
      }),
    ),
    leading: Type.Array(ChoiceId),
    sanity: Type.Array(
      Type.Object({
        code: Type.String(),
        kind: Type.String(),
        detail: Type.String(),
        members: Type.Optional(Type.Array(MemberId)),
        consoles: Type.Optional(Type.Array(Type.String())),
      }),
    ),
  }),
)

/**
 * 'voted'; 'silent': could vote, was there at the close, and did not; 'left': could vote and was gone
 * by then; 'no-vote-here': was there and not among the voters; 'absent'. 'silent' is never the choice
 * "no vote", which is a vote.
 */
export const VoterPart = Type.Union([
  Type.Literal('voted'),
  Type.Literal('silent'),
  Type.Literal('left'),
  Type.Literal('no-vote-here'),
  Type.Literal('absent'),
])
export type VoterPart = Type.Static<typeof VoterPart>

export const VoterLine = Type.Object(
  {
    /** From 1, by the Thai alphabet. */
    number: Count,
    member: MemberId,
    name: Text,
    group: orNull(Text),
    part: VoterPart,
    /** Null where the choice is secret, was never announced, or there is none. */
    choice: orNull(ChoiceId),
    /** Where the vote was given, or else where the member was at the close. */
    place: orNull(Place),
    /** Said aloud, and attested by two officers. */
    oral: Type.Boolean(),
  },
  strict,
)
export type VoterLine = Type.Static<typeof VoterLine>

export const Origin = Type.Union([
  Type.Literal('recount'),
  Type.Literal('takeover'),
  Type.Literal('run-off'),
])

const spoken = {
  at: Instant,
  member: MemberId,
  name: Text,
  choice: orNull(ChoiceId),
  officers: Type.Array(UserId),
}

export const VoteRecord = Type.Object(
  {
    chamber: Type.Object({ id: Type.String(), name: Text, simulation: Type.Boolean() }, strict),
    sitting: Type.Object({ id: SittingId, title: Text, openedAt: orNull(Instant) }, strict),
    item: orNull(Type.Object({ id: ItemId, number: Type.String(), title: Text }, strict)),
    ballot: BallotId,
    motion: Text,
    rule: Rule,
    /** A vote that was annulled stays on record, and says why. */
    voided: orNull(Type.Object({ at: Instant, reason: Type.String() }, strict)),
    times: Type.Object(
      {
        /** The bell rung last before it, since the vote before. */
        bell: orNull(Instant),
        opened: Instant,
        held: Type.Array(
          Type.Object({ from: Instant, until: orNull(Instant), reason: Said }, strict),
        ),
        extended: Type.Array(
          Type.Object({ at: Instant, byMs: Type.Integer(), closesAt: Instant }, strict),
        ),
        /** When the voting ended; votes sent before were taken until `closed`. */
        closing: orNull(Instant),
        closed: orNull(Instant),
        declared: orNull(Instant),
      },
      strict,
    ),
    presenceCheck: orNull(
      Type.Object(
        { started: Instant, ended: Instant, present: Count, existing: Count, quorum: Arithmetic },
        strict,
      ),
    ),
    /** When it opened: declared in the presence check before it, or else signed in. */
    present: Count,
    /** How many could vote when it opened. */
    electorate: Count,
    existing: Count,
    supporters: orNull(Count),
    origin: orNull(Type.Object({ kind: Origin, of: BallotId }, strict)),
    followedBy: Type.Array(Type.Object({ kind: Origin, ballot: BallotId }, strict)),
    /** Why no choice stands beside a name; 'shown': it does. */
    choices: Type.Union([
      Type.Literal('shown'),
      Type.Literal('secret'),
      Type.Literal('never-declared'),
    ]),
    /** What was declared; null where it was annulled before it came to a result. */
    result: orNull(Result),
    /** Codes that the result asked about, accepted by whoever declared it. */
    accepted: Type.Array(Type.String()),
    casting: orNull(Type.Object({ member: MemberId, name: Text, choice: ChoiceId }, strict)),
    /** Votes said aloud before the result was declared. */
    oral: Type.Array(Type.Object(spoken, strict)),
    /** Votes said aloud after it, and what the result has come to with each. */
    corrections: Type.Array(Type.Object({ ...spoken, result: Result }, strict)),
    members: Type.Array(VoterLine),
    proof: Type.Object(
      {
        /** The events that opened it and that came last to it. */
        opened: ChainHead,
        last: ChainHead,
        /** Root over its votes (docs/bundle.md, "Seals"); null where it is secret or not yet sealed. */
        seal: orNull(Type.Object({ root: Sha256, size: Count, seq: Count }, strict)),
      },
      strict,
    ),
  },
  strict,
)
export type VoteRecord = Type.Static<typeof VoteRecord>

/** The result that stands: as it was declared, or as it was corrected last. */
export const standingResult = (record: VoteRecord): BallotResult | null =>
  record.corrections.at(-1)?.result ?? record.result

/** Votes of a secret ballot that were none: blank, or for no choice of it. */
export const spoiledIn = ({ cast, counts }: BallotResult): number =>
  cast - counts.reduce((sum, { count }) => sum + count, 0)

/** One line of the list of votes. */
export const VoteListing = Type.Object(
  {
    ballot: BallotId,
    /** Of the event that opened it. */
    seq: Count,
    /** Of the last event about it: until that changes, its record does not. */
    lastSeq: Count,
    sitting: Type.Object({ id: SittingId, title: Text, openedAt: orNull(Instant) }, strict),
    item: orNull(Type.Object({ number: Type.String(), title: Text }, strict)),
    motion: Text,
    rule: Text,
    method: Rule.properties.method,
    openedAt: Instant,
    declaredAt: orNull(Instant),
    voidedAt: orNull(Instant),
    outcome: orNull(OutcomeName),
    counts: Type.Array(Type.Object({ choice: ChoiceId, name: Text, count: Count }, strict)),
    corrected: Type.Boolean(),
    origin: orNull(Origin),
  },
  strict,
)
export type VoteListing = Type.Static<typeof VoteListing>

export const MOST_LISTED = 100

/** GET /api/votes: newest first; with `before`, those opened before that event. */
export const VotesQuery = Type.Object(
  { before: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })) },
  strict,
)
export const VotesReply = Type.Object(
  { votes: Type.Array(VoteListing, { maxItems: MOST_LISTED }), more: Type.Boolean() },
  strict,
)
export type VotesReply = Type.Static<typeof VotesReply>

/** GET /api/votes/:ballot: the record, and how far the chain and its signed heads reached by then. */
export const VoteReport = Type.Object(
  { record: VoteRecord, chain: ChainHead, checkpoint: orNull(ChainHead) },
  strict,
)
export type VoteReport = Type.Static<typeof VoteReport>

export const ReportLanguage = Type.Union([Type.Literal('th'), Type.Literal('en')])
export type ReportLanguage = Type.Static<typeof ReportLanguage>
/** Of the file formats: Thai where nothing is said. */
export const ReportQuery = Type.Object({ lang: Type.Optional(ReportLanguage) }, strict)
