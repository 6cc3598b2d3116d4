import type { CameraAim, CameraState } from '../../../controller/protocol/device-kinds.ts'
import type { Movement } from '../camera-movement.ts'
import { planView, type ViewCommand } from '../camera-view.ts'
import type { Step } from '../reconciliation.ts'

export type ViscaCommand =
  ViewCommand | { type: 'power'; on: boolean } | { type: 'focus'; auto: boolean }

/**
 * What brings a camera from `state` to `aim`, the power first: in standby it does nothing else, and
 * what is desired of it then is left until it is on.
 */
export function planVisca(
  aim: CameraAim,
  state: CameraState,
  movement: Movement,
): Step<ViscaCommand>[] {
  if (aim.power !== undefined && aim.power !== state.power) {
    const on = aim.power === 'on'
    return [{ command: { type: 'power', on }, reason: `it should be ${on ? 'on' : 'in standby'}` }]
  }
  if (state.power !== 'on') return []
  const steps: Step<ViscaCommand>[] =
    aim.view === undefined ? [] : planView(aim.view, state.position, movement)
  // Last, since a view may be waited for; a focus that cannot be read is left alone.
  if (aim.focus !== undefined && state.focus !== null && aim.focus !== state.focus) {
    const auto = aim.focus === 'auto'
    steps.unshift({ command: { type: 'focus', auto }, reason: `focus should be ${aim.focus}` })
  }
  return steps
}
