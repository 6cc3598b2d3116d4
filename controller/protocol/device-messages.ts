import Type from 'typebox'
import { CardNumber } from './card.ts'
import { BallotId, Instant, PressId } from './ids.ts'
import { SealedVote, VoteSeal } from './sealing.ts'

/** What a console's keys mean. `choice-1` is the first choice of the rule being voted on. */
export const ConsoleKey = Type.Unsafe<ConsoleKey>(
  Type.Union([
    Type.Literal('talk'),
    Type.Literal('present'),
    Type.Literal('priority'),
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => Type.Literal(`choice-${n}`)),
  ]),
)
export type ConsoleKey = 'talk' | 'present' | 'priority' | `choice-${number}`

/** Keys that mean something while they are down. */
export const HeldKey = Type.Union([Type.Literal('talk'), Type.Literal('priority')])
export type HeldKey = Type.Static<typeof HeldKey>

/** The bridge's own clock when the press reached it; left out where there is no bridge. */
const bridgeAt = Type.Optional(Instant)

/**
 * console/…/event. `at` is the sender's own clock (evidence only, never used for a decision).
 * `ballot` is the ballot the console showed when the key was pressed: a late press can then never
 * be counted in the next vote.
 */
export const ConsoleEvent = Type.Union([
  Type.Object(
    {
      type: Type.Literal('press'),
      pressId: PressId,
      at: Instant,
      bridgeAt,
      key: ConsoleKey,
      ballot: Type.Union([BallotId, Type.Null()]),
      /** This console sends a `release` when the key comes up. */
      releases: Type.Optional(Type.Literal(true)),
    },
    { additionalProperties: false },
  ),
  /** A key came up; with a pressId of its own, sent after that of its press. */
  Type.Object(
    { type: Type.Literal('release'), pressId: PressId, at: Instant, bridgeAt, key: HeldKey },
    { additionalProperties: false },
  ),
  /** Its own detector hears somebody speak, or has heard nobody for a while. */
  Type.Object(
    { type: Type.Literal('voice'), pressId: PressId, at: Instant, bridgeAt, on: Type.Boolean() },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      type: Type.Literal('card'),
      pressId: PressId,
      at: Instant,
      bridgeAt,
      card: CardNumber,
      inserted: Type.Boolean(),
    },
    { additionalProperties: false },
  ),
  /** A choice of a secret vote, sealed by the console or by the bridge before it. */
  Type.Object(
    {
      type: Type.Literal('sealed'),
      pressId: PressId,
      at: Instant,
      ballot: BallotId,
      sealed: SealedVote,
    },
    { additionalProperties: false },
  ),
])
export type ConsoleEvent = Type.Static<typeof ConsoleEvent>

/** The talk lamp: dark, amber (asking), blue (next), red (on air). */
export const TalkLamp = Type.Union([
  Type.Literal('off'),
  Type.Literal('asking'),
  Type.Literal('next'),
  Type.Literal('on-air'),
])
export type TalkLamp = Type.Static<typeof TalkLamp>

/** What a console may be able to do beside what all can. */
export const ConsoleAbility = Type.Union([
  /** Tells when a key comes up: without it nobody there can push to talk. */
  Type.Literal('key-up'),
  /** Tells when somebody speaks. */
  Type.Literal('voice'),
])
export type ConsoleAbility = Type.Static<typeof ConsoleAbility>

/** What a console should do and show, without its revision. */
export const ConsoleAim = Type.Object(
  {
    microphone: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
    talk: TalkLamp,
    /** Place in the speakers' queue, from 1; 0 when not asking. */
    place: Type.Integer({ minimum: 0, maximum: 999 }),
    present: Type.Boolean(),
    /** Of the speech here: little time is left, or none. Absent while there is enough. */
    time: Type.Optional(Type.Union([Type.Literal('warned'), Type.Literal('up')])),
    /** The vote running for this console's member; null when there is none. */
    ballot: Type.Union([
      Type.Object(
        {
          id: BallotId,
          choices: Type.Integer({ minimum: 2, maximum: 10 }),
          /**
           * 1-based choice that is durably recorded, 0 when none is yet. Of a secret vote 'sealed':
           * that there is one, and never which.
           */
          recorded: Type.Union([Type.Integer({ minimum: 0, maximum: 10 }), Type.Literal('sealed')]),
          /** The keys of a secret vote, by which each choice is sealed; absent in an open vote. */
          seal: Type.Optional(VoteSeal),
        },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
  },
  { additionalProperties: false },
)
export type ConsoleAim = Type.Static<typeof ConsoleAim>

/** console/…/desired, retained. A higher revision replaces a lower one; an equal one is a repeat. */
export const ConsoleDesired = Type.Object(
  { revision: Type.Integer({ minimum: 0 }), aim: ConsoleAim },
  { additionalProperties: false },
)
export type ConsoleDesired = Type.Static<typeof ConsoleDesired>

/** console/…/reported, retained: what the console really does; `revision` is the one it applied. */
export const ConsoleReported = Type.Object(
  {
    revision: Type.Integer({ minimum: 0 }),
    microphone: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
    firmware: Type.String({ maxLength: 40 }),
    /** Absent: neither. */
    can: Type.Optional(Type.Array(ConsoleAbility, { maxItems: 2 })),
    /** A sentence where the console could not do what was desired; null when it could. */
    problem: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
  },
  { additionalProperties: false },
)
export type ConsoleReported = Type.Static<typeof ConsoleReported>

/** …/online, retained and the last will. */
export const Online = Type.Object({ online: Type.Boolean() }, { additionalProperties: false })
export type Online = Type.Static<typeof Online>

/** One serial line of a bridge and what was counted on it since the bridge started. */
export const LineReport = Type.Object(
  {
    id: Type.String({ maxLength: 40 }),
    state: Type.Union([Type.Literal('up'), Type.Literal('down')]),
    consoles: Type.Integer({ minimum: 0 }),
    silent: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 64 }),
    frames: Type.Integer({ minimum: 0 }),
    badFrames: Type.Integer({ minimum: 0 }),
    /** Good frames nobody should send: an unknown address, type or value. */
    strayFrames: Type.Integer({ minimum: 0 }),
    noiseBytes: Type.Integer({ minimum: 0 }),
    /** Presses and cards received again. */
    repeats: Type.Integer({ minimum: 0 }),
    /** Roll calls nobody ended. */
    rollsGivenUp: Type.Integer({ minimum: 0 }),
    hangUps: Type.Integer({ minimum: 0 }),
    /** Duration of one poll round over all consoles, ms, rounded up. */
    roundMs: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
)
export type LineReport = Type.Static<typeof LineReport>

/** bridge/…/reported, retained, once a second at most. */
export const BridgeReported = Type.Object(
  { version: Type.String({ maxLength: 40 }), lines: Type.Array(LineReport, { maxItems: 64 }) },
  { additionalProperties: false },
)
export type BridgeReported = Type.Static<typeof BridgeReported>
