import type { Happened } from '../protocol/event-versions.ts'
import type { ChamberState } from './state.ts'

/** The state after one more event. Pure; shares everything that did not change. */
export function evolve(_state: ChamberState, _event: Happened): ChamberState {
  throw new Error('not yet')
}
