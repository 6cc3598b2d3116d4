import type { DeskView } from '../../protocol/views.ts'
import type { Live } from '../live.ts'
import type { ChamberState } from '../state.ts'

/** Channel `desk`. */
export function deskView(_state: ChamberState, _live: Live): DeskView {
  throw new Error('not yet')
}
