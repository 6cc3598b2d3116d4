import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import type { ChamberEvent } from '../protocol/events.ts'
import type { Instant } from '../protocol/ids.ts'
import type { Refusal } from '../protocol/refusals.ts'
import type { ChamberState } from './state.ts'

export type Decision =
  { ok: true; events: ChamberEvent[] } | { ok: false; code: Refusal; detail: string }

/** What a command leads to now: at least one event, or a named refusal. Pure. */
export function decide(
  _state: ChamberState,
  _command: Command,
  _by: Actor,
  _at: Instant,
): Decision {
  throw new Error('not yet')
}
