import type { SeatView } from '../../protocol/views.ts'
import type { SeatId } from '../../protocol/ids.ts'
import type { ChamberState } from '../state.ts'

/** Channel `seat:<id>`; null for a seat that does not exist. */
export function seatView(_state: ChamberState, _seat: SeatId): SeatView | null {
  throw new Error('not yet')
}
