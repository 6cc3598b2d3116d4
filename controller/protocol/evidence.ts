import Type from 'typebox'
import { command } from './command-shape.ts'
import type { FlagAction, FlagCode } from './flags.ts'
import type { BallotId, ConsoleId, DeviceId, Instant, PressId, SeatId, UserId } from './ids.ts'
import { FlagId, MemberId } from './ids.ts'
import { Place } from './place.ts'
import type { Text } from './text.ts'

/** What is kept with every open vote: where it came from, and how it is known who was there. */
export type VoteEvidence = {
  place: Place
  console: ConsoleId | null
  /** The cable the console hangs on; null for a console with a network of its own. */
  line: DeviceId | null
  /** Mark of the card by which the member signed in at the seat; null where it was done without one. */
  card: string | null
  /**
   * What vouched for the sender: 'mqtt:<broker user>' (a bridge, or the console itself),
   * 'session:seat', 'session:member', 'session:desk'; null in votes recorded before this was kept.
   */
  credential: string | null
  /** Since when the member was present at this place. */
  presentSince: Instant | null
  pressId: PressId | null
  /** The sender's own clock, where it has one: shown, never believed. */
  deviceAt: Instant | null
  /** The bridge's clock when the press reached it. */
  bridgeAt: Instant | null
  /** When it was sent, as far as that was accepted (late votes); null where nobody said. */
  sentAt: Instant | null
  /** Given in a roll call, to the caller. */
  called: boolean
}

/** Something about presses, cards or votes that a person should know of. */
export type EvidenceEvent =
  | {
      type: 'VoteFlagged'
      data: {
        flag: FlagId
        code: FlagCode
        action: FlagAction
        members: MemberId[]
        seats: SeatId[]
        consoles: ConsoleId[]
        /** The vote that was running. */
        ballot: BallotId | null
        detail: Text
      }
    }
  | { type: 'FlagDecided'; data: { flag: FlagId; decision: FlagDecision; by: UserId } }
  /** `second`: where somebody claimed to be beside the place they are signed in; by which card. */
  | {
      type: 'MemberLocked'
      data: { member: MemberId; because: FlagId; second: Place | null; card: string | null }
    }
  | { type: 'MemberUnlocked'; data: { member: MemberId; keep: Place | null } }

const Decision = Type.Union([Type.Literal('dismiss'), Type.Literal('uphold')])
export type FlagDecision = Type.Static<typeof Decision>

/** 'dismiss' also unlocks whom it locked, where they are; 'uphold' leaves them to UnlockMember. */
export const DecideFlag = command('DecideFlag', { flag: FlagId, decision: Decision })
/** `keep`: where the person is, as the officer has seen; null: at neither place. */
export const UnlockMember = command('UnlockMember', {
  member: MemberId,
  keep: Type.Union([Place, Type.Null()]),
})

export const EVIDENCE_COMMANDS = [DecideFlag, UnlockMember] as const
