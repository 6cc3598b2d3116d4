import Type from 'typebox'
import { Actor } from './actors.ts'
import {
  BallotId,
  ConsoleId,
  DeviceId,
  FlagId,
  Instant,
  MemberId,
  PressId,
  SeatId,
  SittingId,
  UserId,
} from './ids.ts'
import { Place } from './place.ts'
import { Refusal } from './refusals.ts'
import { Text } from './text.ts'
import type { FlagView } from './views.ts'

/** What the desk is told of who pressed what, where and when: GET /api/evidence. */

const strict = { additionalProperties: false }
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** Past it the older ones are in the side log alone. */
export const MOST_REFUSED = 200

/** `seat` or `member`; `ballot`: any vote of any time; that which is open or was last, where none is named. */
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

const Tried = Type.Union([
  /** A choice in a vote; which one is not kept. */
  Type.Literal('choice'),
  Type.Literal('card-in'),
  Type.Literal('card-out'),
  /** To come, to go, or to declare presence. */
  Type.Literal('present'),
  Type.Literal('talk'),
])
export type Tried = Type.Static<typeof Tried>

/**
 * A press, card or touch that changed nothing. It is no event: what did not happen is not in the
 * record, and no hash vouches for it (docs/evidence.md).
 */
export const RefusedPress = Type.Object(
  {
    at: Instant,
    sitting: orNull(SittingId),
    /** The vote that was open or was last. */
    ballot: orNull(BallotId),
    tried: Tried,
    code: Type.Unsafe<Refusal>(Refusal),
    seat: orNull(SeatId),
    console: orNull(ConsoleId),
    /** Who was signed in there, or whose page it was. */
    member: orNull(MemberId),
    /** Mark of the card that was shown, and whose it is. */
    card: orNull(Type.String({ maxLength: 40 })),
    cardOf: orNull(MemberId),
    /** Null in a secret vote: nothing may tell presses apart. */
    pressId: orNull(PressId),
    /** So many more came from there just before, too fast to be kept one by one. */
    more: Type.Integer({ minimum: 0 }),
  },
  strict,
)
export type RefusedPress = Type.Static<typeof RefusedPress>

/** As the desk's flags are (DeskView.flags). */
const Flag = Type.Unsafe<FlagView>(
  Type.Object({
    id: FlagId,
    code: Type.String(),
    action: Type.String(),
    members: Type.Array(MemberId),
    seats: Type.Array(SeatId),
    consoles: Type.Array(ConsoleId),
    ballot: orNull(BallotId),
    detail: Text,
    at: Instant,
    decision: orNull(Type.Object({ decision: Type.String(), by: UserId }, strict)),
  }),
)

export const EvidenceReply = Type.Object(
  {
    ballot: orNull(Type.Object({ id: BallotId, motion: Text, state: Type.String() }, strict)),
    /** In the order of the record. */
    votes: Type.Array(GivenVote),
    passages: Type.Array(Passage),
    /** What was seen about this seat or member. */
    flags: Type.Array(Flag),
    /** Oldest first, the newest MOST_REFUSED. Choices of the vote; all else of its sitting. */
    refused: Type.Array(RefusedPress),
    /** False where the sitting was so long that its beginning was let go: the record has it. */
    complete: Type.Boolean(),
  },
  strict,
)
export type EvidenceReply = Type.Static<typeof EvidenceReply>
