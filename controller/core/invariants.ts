import type { Happened } from '../protocol/event-versions.ts'
import type { ChamberState } from './state.ts'

/** What the event broke, as a sentence; null when all holds. Cheap: checked after every event. */
export function violated(_state: ChamberState, _event: Happened): string | null {
  throw new Error('not yet')
}

/** The same over the whole state, for tests and the simulation. */
export function violatedDeep(_state: ChamberState): string | null {
  throw new Error('not yet')
}
