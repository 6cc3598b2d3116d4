import type { PlanView } from '../../protocol/views.ts'
import type { ChamberState } from '../state.ts'

/** Channel `plan`; null before the chamber is configured. */
export function planView(_state: ChamberState): PlanView | null {
  throw new Error('not yet')
}
