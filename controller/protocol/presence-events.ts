import type { Arithmetic } from './ballot-events.ts'
import type { CheckId, MemberId } from './ids.ts'

/** What comes before a vote: the bell, and members declaring that they are here. */
export type PresenceEvent =
  | { type: 'BellRung'; data: Record<never, never> }
  | { type: 'PresenceCheckStarted'; data: { check: CheckId } }
  | { type: 'PresenceDeclared'; data: { check: CheckId; member: MemberId } }
  | {
      type: 'PresenceCheckEnded'
      data: { check: CheckId; present: number; existing: number; quorum: Arithmetic }
    }
