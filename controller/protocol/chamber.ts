import Type from 'typebox'
import { RecordedCard } from './card.ts'
import { FlagPolicy } from './flags.ts'
import { FloorMode, MostOpen, Quota, RequestKind } from './floor-commands.ts'
import { ConsoleId, DeviceId, GroupId, MemberId, SeatId } from './ids.ts'
import { Fraction, Rule, Tag } from './rule.ts'
import { Text } from './text.ts'

export { Choice, Counting, Fraction, Rule, Tag } from './rule.ts'
export type { ChoiceId } from './rule.ts'

/** Government, opposition, or neither: what quotas and group results are split by. */
export const Side = Type.Union([
  Type.Literal('government'),
  Type.Literal('opposition'),
  Type.Literal('none'),
])
export type Side = Type.Static<typeof Side>

export const Group = Type.Object(
  { id: GroupId, name: Text, side: Side, tags: Type.Array(Tag, { maxItems: 10 }) },
  { additionalProperties: false },
)
export type Group = Type.Static<typeof Group>

/** A way results are broken down, beside the one by group that is always shown. */
export const Split = Type.Object(
  {
    id: Tag,
    name: Text,
    parts: Type.Array(Type.Object({ tag: Tag, name: Text }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 20,
    }),
  },
  { additionalProperties: false },
)
export type Split = Type.Static<typeof Split>

/** How a person takes part. Only a member votes and counts towards a quorum. */
export const PersonClass = Type.Union([
  Type.Literal('member'),
  Type.Literal('staff'),
  Type.Literal('outside'),
])
export type PersonClass = Type.Static<typeof PersonClass>

export const Member = Type.Object(
  {
    id: MemberId,
    name: Text,
    class: PersonClass,
    group: Type.Union([GroupId, Type.Null()]),
    /** The member's own seat; null for a person who has none. */
    seat: Type.Union([SeatId, Type.Null()]),
    /** By which a card that is shown is theirs; null where the person has no card. */
    card: Type.Union([RecordedCard, Type.Null()]),
  },
  { additionalProperties: false },
)
export type Member = Type.Static<typeof Member>

/** What a person is counted under: the tags of their group, its side, and their class. */
export function tagsOf(member: Pick<Member, 'class'>, group: Group | undefined): Set<Tag> {
  const side = group === undefined || group.side === 'none' ? [] : [group.side]
  return new Set([member.class, ...side, ...(group?.tags ?? [])])
}

export const SeatKind = Type.Union([
  Type.Literal('chair'),
  Type.Literal('member'),
  Type.Literal('cabinet'),
])
export type SeatKind = Type.Static<typeof SeatKind>

/** A seat on the plan. x to the right and y towards the back wall, centimetres; angle in degrees. */
export const Seat = Type.Object(
  {
    id: SeatId,
    kind: SeatKind,
    block: Type.String({ maxLength: 16 }),
    row: Type.Integer({ minimum: 0, maximum: 99 }),
    x: Type.Integer({ minimum: -20000, maximum: 20000 }),
    y: Type.Integer({ minimum: -20000, maximum: 20000 }),
    angle: Type.Integer({ minimum: -180, maximum: 180 }),
  },
  { additionalProperties: false },
)
export type Seat = Type.Static<typeof Seat>

export const Console = Type.Object(
  {
    id: ConsoleId,
    seat: SeatId,
    /** The bridge that speaks for it; null for one with a network of its own. */
    bridge: Type.Union([DeviceId, Type.Null()]),
    /** The cable it hangs on; null for one at the bridge's own computer, or without a bridge. */
    line: Type.Union([DeviceId, Type.Null()]),
  },
  { additionalProperties: false },
)
export type Console = Type.Static<typeof Console>

export const Display = Type.Object({ id: DeviceId, name: Text }, { additionalProperties: false })
export type Display = Type.Static<typeof Display>

export const SecretVotePolicy = Type.Object(
  {
    /** With fewer voters than this, the desk is warned that totals may tell what somebody chose. */
    warnBelow: Type.Integer({ minimum: 0, maximum: 2000 }),
    /** Whether consoles that cannot seal may vote: broker and controller then see their choices. */
    plainConsoles: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type SecretVotePolicy = Type.Static<typeof SecretVotePolicy>

/** What holds an open vote by itself until an officer lets it go on. */
export const HoldCause = Type.Union([
  Type.Literal('bridge-lost'),
  Type.Literal('consoles-lost'),
  Type.Literal('record-lost'),
  Type.Literal('clock-stepped'),
])
export type HoldCause = Type.Static<typeof HoldCause>

const Ms = Type.Integer({ minimum: 0, maximum: 24 * 3_600_000 })

/** How the floor works here. What is left out is as docs/decisions/floor.md has it. */
export const FloorPolicy = Type.Object(
  {
    /** In which mode a sitting begins; 'request' where not said. */
    mode: Type.Optional(FloorMode),
    /** Time of one speech of this kind, ms, in place of `speechMs`; 0: unlimited. */
    times: Type.Optional(
      Type.Object(
        {
          'point-of-order': Type.Optional(Ms),
          reply: Type.Optional(Ms),
          consultation: Type.Optional(Ms),
        },
        { additionalProperties: false },
      ),
    ),
    /** Kinds that go before all others, first first; points of order, then replies, where not said. */
    first: Type.Optional(Type.Array(RequestKind, { maxItems: 4 })),
    /** Kinds that interrupt whoever speaks; points of order where not said. */
    interrupt: Type.Optional(Type.Array(RequestKind, { maxItems: 4 })),
    /** How long before the end a speaker is warned, ms; 30 s where not said. */
    warnMs: Type.Optional(Ms),
    /** What follows when the time is up, beside the lamp that blinks; nothing where not said. */
    atZero: Type.Optional(
      Type.Union([Type.Literal('blink'), Type.Literal('mute'), Type.Literal('end')]),
    ),
    /** For each agenda item, unless the desk sets it otherwise. */
    quotas: Type.Optional(Type.Array(Quota, { maxItems: 100 })),
  },
  { additionalProperties: false },
)
export type FloorPolicy = Type.Static<typeof FloorPolicy>

/** One microphone for several seats; the cable is that of the first seat's console. */
export const SharedMicrophone = Type.Object(
  { id: DeviceId, seats: Type.Array(SeatId, { minItems: 2, maxItems: 4 }) },
  { additionalProperties: false },
)
export type SharedMicrophone = Type.Static<typeof SharedMicrophone>

export const Policy = Type.Object(
  {
    /** Off for plenary in the Thai set, on for committees (RULES R-table, note on remote voting). */
    remoteVoting: Type.Boolean(),
    /** How many floor microphones may be open at once; the chair's are outside this number. */
    openMicrophones: MostOpen,
    /** Time of one speech, ms; 0 means unlimited. */
    speechMs: Type.Integer({ minimum: 0, maximum: 24 * 3_600_000 }),
    /** Part of the existing members that must be present. */
    quorum: Fraction,
    queueLimit: Type.Integer({ minimum: 1, maximum: 500 }),
    floor: Type.Optional(FloorPolicy),
    /**
     * How long after the close votes are awaited that were sent before it, ms; 0: not at all. Three
     * seconds are more than any link that can carry speech takes.
     */
    lateWindowMs: Type.Integer({ minimum: 0, maximum: 3000 }),
    /** Whether a vote may open only after a presence check that was quorate. */
    presenceCheck: Type.Union([Type.Literal('required'), Type.Literal('optional')]),
    /** What is looked for in presses, cards and votes, and what follows. */
    flags: FlagPolicy,
    /** Where nothing is said: a warning below ten, and no plain consoles. */
    secretVotes: Type.Optional(SecretVotePolicy),
    /** Whether anybody may read the records of declared votes; where nothing is said: nobody. */
    publicVotes: Type.Optional(Type.Boolean()),
    /** Where nothing is said: all but a clock that is set. */
    holdOn: Type.Optional(Type.Array(HoldCause, { maxItems: 4 })),
    /** More than this part of the consoles in use gone is 'consoles-lost'; 1/10 where not said. */
    consolesLost: Type.Optional(Fraction),
  },
  { additionalProperties: false },
)
export type Policy = Type.Static<typeof Policy>

/** Who and what the chamber is made of. Part of the record: changing it is an event. */
export const Chamber = Type.Object(
  {
    id: DeviceId,
    name: Text,
    groups: Type.Array(Group, { maxItems: 100 }),
    splits: Type.Array(Split, { maxItems: 10 }),
    members: Type.Array(Member, { maxItems: 2000 }),
    seats: Type.Array(Seat, { maxItems: 2000 }),
    consoles: Type.Array(Console, { maxItems: 2000 }),
    /** Where not said, each seat has a microphone of its own. */
    microphones: Type.Optional(Type.Array(SharedMicrophone, { maxItems: 1000 })),
    displays: Type.Array(Display, { maxItems: 100 }),
    rules: Type.Array(Rule, { minItems: 1, maxItems: 50 }),
    policy: Policy,
    /** True where consoles and people are simulated: every screen says so. */
    simulation: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type Chamber = Type.Static<typeof Chamber>
