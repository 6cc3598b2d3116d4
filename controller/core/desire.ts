import type { ConsoleAim } from '../protocol/device-messages.ts'
import type { Happened } from '../protocol/event-versions.ts'
import type { ConsoleId, MemberId } from '../protocol/ids.ts'
import type { ChamberState } from './state.ts'

/** What a console should do and show now. */
export function consoleAim(_state: ChamberState, _console: ConsoleId): ConsoleAim {
  throw new Error('not yet')
}

/** Consoles whose aim may differ between two states, given the events between them. */
export function changedConsoles(
  _before: ChamberState,
  _after: ChamberState,
  _events: readonly Happened[],
): Set<ConsoleId> {
  throw new Error('not yet')
}

/** Remote persons who are heard in the hall: admitted, with the floor, microphone on. */
export function heardMembers(_state: ChamberState): ReadonlySet<MemberId> {
  throw new Error('not yet')
}

/** Remote persons who may have media at all. */
export function admittedMembers(_state: ChamberState): ReadonlySet<MemberId> {
  throw new Error('not yet')
}
