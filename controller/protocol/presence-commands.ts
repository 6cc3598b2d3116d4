import { command } from './command-shape.ts'
import { CheckId, MemberId } from './ids.ts'

/** What comes before a vote: the bell, and members declaring that they are here (แสดงตน). */

export const RingBell = command('RingBell', {})
export const StartPresenceCheck = command('StartPresenceCheck', { check: CheckId })
/** Each member for themselves, by key, at the seat's screen or on their own page. */
export const DeclarePresence = command('DeclarePresence', { member: MemberId })
export const EndPresenceCheck = command('EndPresenceCheck', { check: CheckId })

export const PRESENCE_COMMANDS = [
  RingBell,
  StartPresenceCheck,
  DeclarePresence,
  EndPresenceCheck,
] as const
