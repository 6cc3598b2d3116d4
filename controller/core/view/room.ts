import type { RoomView } from '../../protocol/views.ts'
import type { ChamberState } from '../state.ts'

/** Channel `room`: public. */
export function roomView(_state: ChamberState): RoomView {
  throw new Error('not yet')
}
