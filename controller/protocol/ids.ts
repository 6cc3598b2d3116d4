import Type from 'typebox'
import { ID_PATTERN } from './id-pattern.ts'

export { ID_PATTERN }

const id = () => Type.String({ pattern: ID_PATTERN })

export const MemberId = id()
export const SeatId = id()
export const ConsoleId = id()
export const SittingId = id()
export const ItemId = id()
export const BallotId = id()
/** A vote that was prepared; the ballot it becomes has an id of its own. */
export const VoteId = id()
/** Something that a detector saw. */
export const FlagId = id()
/** A presence check. */
export const CheckId = id()
export const FaultId = id()
export const RuleId = id()
export const GroupId = id()
export const DeviceId = id()
export const UserId = id()

export type MemberId = string
export type SeatId = string
export type ConsoleId = string
export type SittingId = string
export type ItemId = string
export type BallotId = string
export type VoteId = string
export type CheckId = string
export type FlagId = string
export type FaultId = string
export type RuleId = string
export type GroupId = string
export type DeviceId = string
export type UserId = string

/** Epoch milliseconds of the controller's clock, an integer. */
export const Instant = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export type Instant = number

/** `<boot id>.<counter>`: the boot id changes when a console restarts, the counter with each press. */
export const PressId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,24}\\.[0-9]{1,10}$' })
export type PressId = string
