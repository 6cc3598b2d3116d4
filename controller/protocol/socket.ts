import Type from 'typebox'
import { Command } from './commands.ts'
import { BallotId, ID_PATTERN, Instant } from './ids.ts'
import type { Refusal } from './refusals.ts'
import { SealedVote } from './sealing.ts'

/**
 * One WebSocket a screen, at /api/socket. The session cookie says who it is; every subscribe and
 * every command is authorised at the server.
 *
 * Channels: `plan` (who and what the chamber is, changes rarely), `room` (public: sitting, queue,
 * on air, vote), `desk` (everything the desk shows), `devices` (the desk's page of devices beside
 * consoles), `seat:<id>`, `member:<id>` (one person's own).
 */
const segment = ID_PATTERN.slice(1, -1)
export const ChannelName = Type.String({
  pattern: `^(plan|room|desk|devices|(seat|member):${segment})$`,
})
export type ChannelName = string

const RequestId = Type.String({ minLength: 1, maxLength: 64 })

/** Frames from a screen; 64 KiB at most each. */
export const ClientFrame = Type.Union([
  Type.Object(
    {
      t: Type.Literal('subscribe'),
      channels: Type.Array(ChannelName, { minItems: 1, maxItems: 8 }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      t: Type.Literal('command'),
      id: RequestId,
      command: Command,
      /**
       * The controller's time as the page knew it from the beats when the person pressed. A vote sent
       * before the close counts by it, as far as the link's measured round trip allows.
       */
      sentAt: Type.Optional(Instant),
    },
    { additionalProperties: false },
  ),
  /** A vote in a secret ballot, sealed in the page: it goes into the box, and never to the core. */
  Type.Object(
    {
      t: Type.Literal('secret-vote'),
      id: RequestId,
      ballot: BallotId,
      sealed: SealedVote,
      sentAt: Type.Optional(Instant),
    },
    { additionalProperties: false },
  ),
  /** Signalling with the media bridge: see media-messages.ts for method and data. */
  Type.Object(
    {
      t: Type.Literal('media'),
      id: RequestId,
      method: Type.String({ maxLength: 40 }),
      data: Type.Unknown(),
    },
    { additionalProperties: false },
  ),
])
export type ClientFrame = Type.Static<typeof ClientFrame>

/** One change of a view: the value at `path` becomes `value`, or is removed where none is given. */
export type PatchOp = [path: (string | number)[], value?: unknown]

/** Frames to a screen. Patches apply to revision - 1 exactly; any gap means: subscribe again. */
export type ServerFrame =
  | { t: 'snapshot'; channel: ChannelName; revision: number; view: unknown }
  | { t: 'patch'; channel: ChannelName; revision: number; ops: PatchOp[] }
  | { t: 'accepted'; id: string; seq: number }
  | { t: 'refused'; id: string; code: Refusal | 'malformed' | 'media-unavailable'; detail: string }
  | { t: 'media-reply'; id: string; data: unknown }
  | { t: 'media-event'; event: string; data: unknown }
  /** Once a second; a screen that misses three says it has lost its link. `at`: controller clock. */
  | { t: 'beat'; at: number }
  /** This channel is not (or no longer) this screen's to see; null: the whole socket ends. */
  | { t: 'gone'; channel: ChannelName | null; code: string; detail: string }
