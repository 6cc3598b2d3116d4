import Type from 'typebox'
import { Actor } from './actors.ts'
import { BallotId, ConsoleId, DeviceId, Instant, MemberId, PressId, SeatId } from './ids.ts'
import { Place } from './place.ts'
import { Text } from './text.ts'

/** What the desk is told of who pressed what, where and when: GET /api/evidence. */

const strict = { additionalProperties: false }
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** `seat` or `member`; `ballot`: the vote that is open or was last, where none is named. */
export const EvidenceQuery = Type.Object(
  {
    as: Type.Optional(Type.Literal('desk')),
    seat: Type.Optional(SeatId),
    member: Type.Optional(MemberId),
    ballot: Type.Optional(BallotId),
  },
  strict,
)
export type EvidenceQuery = Type.Static<typeof EvidenceQuery>

const where = {
  /** Of the event in the record, with its hash in the chain. */
  seq: Type.Integer(),
  hash: Type.String(),
  /** The controller's clock. */
  at: Instant,
  by: Actor,
  member: MemberId,
}

/** One vote given, also one that another replaced. */
const GivenVote = Type.Object(
  {
    ...where,
    /** Null until the result is declared: choices are on no screen before. */
    choice: orNull(Type.String()),
    /** The one that counts: the last that the member gave. */
    counts: Type.Boolean(),
    /** As kept with the vote: protocol/evidence.ts says what each is. */
    place: Place,
    console: orNull(ConsoleId),
    line: orNull(DeviceId),
    card: orNull(Type.String()),
    credential: orNull(Type.String()),
    presentSince: orNull(Instant),
    pressId: orNull(PressId),
    deviceAt: orNull(Instant),
    bridgeAt: orNull(Instant),
    sentAt: orNull(Instant),
    called: Type.Boolean(),
  },
  strict,
)
export type GivenVote = Type.Static<typeof GivenVote>

/** Somebody signed in or out, since the sitting was scheduled. */
const Passage = Type.Object(
  {
    ...where,
    kind: Type.Union([Type.Literal('signed-in'), Type.Literal('left')]),
    place: Place,
    card: orNull(Type.String()),
  },
  strict,
)
export type Passage = Type.Static<typeof Passage>

export const EvidenceReply = Type.Object(
  {
    ballot: orNull(Type.Object({ id: BallotId, motion: Text, state: Type.String() }, strict)),
    /** In the order of the record. */
    votes: Type.Array(GivenVote),
    passages: Type.Array(Passage),
    /** Ids of the desk's flags (DeskView.flags) that are about this seat or member. */
    flags: Type.Array(Type.String()),
    /** False where the sitting was so long that its beginning was let go: the record has it. */
    complete: Type.Boolean(),
  },
  strict,
)
export type EvidenceReply = Type.Static<typeof EvidenceReply>
