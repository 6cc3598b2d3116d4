import type { Actor } from '../protocol/actors.ts'
import type { BallotId, Instant, MemberId, UserId } from '../protocol/ids.ts'
import type { OfficerKey, SealedVote, SealKey, VoteSender } from '../protocol/sealing.ts'
import type { Outcome } from './ports.ts'

/**
 * The boxes of secret votes. What lies in one has no order, no time and no name; only the box knows
 * which place is whose, and forgets it when it is destroyed. Every failure is a BallotBoxError.
 * Implementation: adapters/ballot-box.
 */
export interface BallotBoxPort {
  /** The votes of which a box is there, also one that was not finished. */
  start(): Promise<BallotId[]>
  /** Makes the box with a sealed blank for every voter, durable; one that is there already stays. */
  make(box: NewBox): Promise<SealKey>
  /**
   * Puts the vote in the member's place, whatever was there before; durable when it resolves. Calls
   * for one member must follow each other. The function takes it back, to be called where the record
   * then refuses the vote.
   */
  put(ballot: BallotId, member: MemberId, vote: VoteForBox): Promise<() => Promise<void>>
  /** Rejects where not every one of these voters has a vote in the box as it was put there. */
  prove(ballot: BallotId, voters: readonly MemberId[]): Promise<void>
  /**
   * After the close: takes out the votes of these voters, mixes them, and destroys the box with all
   * that ties a place to a person. Nothing is destroyed before the mixed votes are durable; a second
   * call finishes what a first one began.
   */
  mix(ballot: BallotId, voters: readonly MemberId[]): Promise<void>
  /** Opens the mixed votes and counts. They stay as they are, also on failure. */
  count(opening: Opening): Promise<SecretCounts>
  /** Whether this private half belongs to this public key. */
  belongs(half: Uint8Array, key: SealKey): boolean
  /** Overwrites and removes the box and its keys; nothing where there is none. */
  destroy(ballot: BallotId): Promise<void>
  stop(): Promise<void>
}

export interface NewBox {
  ballot: BallotId
  voters: readonly MemberId[]
  officers: readonly [OfficerKey, OfficerKey]
}

/** As it was sealed by `from`; or in plain, from a console that cannot seal where policy allows it. */
export type VoteForBox = { from: VoteSender; sealed: SealedVote } | { choice: number }

export interface Opening {
  ballot: BallotId
  /** Private halves, 32 bytes each, in the order of the officers' keys. */
  halves: readonly [Uint8Array, Uint8Array]
  /** How many choices the vote has. */
  choices: number
}

export interface SecretCounts {
  /** How many for each choice, in the order of the vote's list. */
  counts: number[]
  /** Votes that are none: sealed wrongly, blank, or for a choice that the vote does not have. */
  spoiled: number
}

export type BallotBoxErrorCode =
  | 'box-missing'
  | 'box-damaged'
  | 'box-io-failed'
  | 'seal-broken'
  | 'no-place'
  | 'wrong-half'
  | 'slot-damaged'

/** Why a box refuses: a code for programs, a sentence to act on, and what was (not) lost. */
export class BallotBoxError extends Error {
  readonly code: BallotBoxErrorCode
  readonly lost: string

  constructor(code: BallotBoxErrorCode, message: string, lost = 'Nothing was lost.') {
    super(message)
    this.name = 'BallotBoxError'
    this.code = code
    this.lost = lost
  }
}

/** As it was sealed by its sender, or in plain where policy allows it. */
export type VoteInHand = { sealed: SealedVote } | { choice: number }

/** `waitingFor`: the officer whose half is still missing; null once the vote is counted. */
export type HalfOutcome = { ok: true; waitingFor: UserId | null } | Extract<Outcome, { ok: false }>

/** Secret votes as the edges see them. Nothing here rejects; a refusal changed nothing. */
export interface SecretVotesPort {
  /** Resolves when the vote is in the box and the record says that the member voted, both on disk. */
  cast(by: Actor, ballot: BallotId, vote: VoteInHand, sentAt: Instant): Promise<Outcome>
  /**
   * From a console that cannot seal, `ballot` being what it showed: refused with a fault that names
   * it, unless policy allows it.
   */
  castPlain(
    by: Actor & { kind: 'console' },
    ballot: BallotId | null,
    choice: number,
    sentAt: Instant,
  ): Promise<Outcome>
  /** An officer's private half, after the close. With the second one the vote is counted. */
  giveHalf(ballot: BallotId, user: UserId, half: Uint8Array): Promise<HalfOutcome>
}

const noBox = {
  ok: false,
  code: 'box-missing',
  detail: 'This controller was started without ballot boxes.',
} as const

/** Where there is no folder for boxes (a bench, a part tried alone): no secret vote can be cast. */
export const noSecretVotes: SecretVotesPort = {
  cast: () => Promise.resolve(noBox),
  castPlain: () => Promise.resolve(noBox),
  giveHalf: () => Promise.resolve(noBox),
}
