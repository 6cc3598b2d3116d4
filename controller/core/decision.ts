import type { ChamberEvent } from '../protocol/events.ts'
import type { Refusal } from '../protocol/refusals.ts'

export interface Refused {
  ok: false
  code: Refusal
  /** A sentence for the technician; screens hold their own for each code. */
  detail: string
}

/**
 * At least one event, or a named refusal: a command that changes nothing is refused. `but`: it is
 * refused to whoever gave it, and that it was tried is worth events of its own.
 */
export type Decision = { ok: true; events: ChamberEvent[]; but?: Refused } | Refused

export const decided = (...events: ChamberEvent[]): Decision => ({ ok: true, events })

export const refuse = (code: Refusal, detail: string): Refused => ({ ok: false, code, detail })
