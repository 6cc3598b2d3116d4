import Type from 'typebox'
import { ConsoleId, DeviceId, Instant, MemberId, PressId, SeatId, UserId } from './ids.ts'

/**
 * Programs of the house act at the desk under names that begin so (docs/api.md); no account has one,
 * so that two officers are two people.
 */
export const PROGRAM_PREFIX = 'api-'

/** Who or what gave a command. The edge that received it fills this in; nobody can claim it. */
export const Actor = Type.Union([
  /** A signed-in person at the control desk. */
  Type.Object({ kind: Type.Literal('desk'), user: UserId }, { additionalProperties: false }),
  /** A console in the hall; pressId, the sender's clock and its bridge's are evidence. */
  Type.Object(
    {
      kind: Type.Literal('console'),
      console: ConsoleId,
      pressId: PressId,
      deviceAt: Instant,
      bridgeAt: Type.Optional(Instant),
    },
    { additionalProperties: false },
  ),
  /** A touch console in a browser, enrolled for one seat. */
  Type.Object({ kind: Type.Literal('seat'), seat: SeatId }, { additionalProperties: false }),
  /** A remote member's page. */
  Type.Object({ kind: Type.Literal('remote'), member: MemberId }, { additionalProperties: false }),
  /** The controller itself (device lost, media lost, start-up). */
  Type.Object({ kind: Type.Literal('system'), part: DeviceId }, { additionalProperties: false }),
])
export type Actor = Type.Static<typeof Actor>
