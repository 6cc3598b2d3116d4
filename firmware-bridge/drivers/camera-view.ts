import type { CameraPosition, CameraView } from '../../controller/protocol/device-kinds.ts'
import type { Movement } from './camera-movement.ts'
import type { Step } from './reconciliation.ts'

/** A camera is told to look there, or to turn so. */
export interface ViewCommand {
  type: 'view'
  view: CameraView
}

/** Half a degree, and a hundredth of the zoom: what cameras miss a position by. */
const NEAR = { pan: 50, tilt: 50, zoom: 100 }

const isAt = (position: CameraPosition | null, aim: CameraPosition): boolean =>
  position !== null &&
  Math.abs(position.pan - aim.pan) <= NEAR.pan &&
  Math.abs(position.tilt - aim.tilt) <= NEAR.tilt &&
  Math.abs(position.zoom - aim.zoom) <= NEAR.zoom

const isSame = (one: CameraView | null, other: CameraView): boolean =>
  one !== null && JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))

const inOrder = (view: CameraView) =>
  view.kind === 'preset' ? [view.kind, view.preset] : [view.kind, view.pan, view.tilt, view.zoom]

const degrees = (hundredths: number) => `${(hundredths / 100).toFixed(1)}°`

/** What a view is, in words for the log and for people. */
function wordsFor(view: CameraView): string {
  if (view.kind === 'preset') return `it should show preset ${view.preset}`
  if (view.kind === 'position')
    return `it should look ${degrees(view.pan)} right, ${degrees(view.tilt)} up`
  const { pan, tilt, zoom } = view
  return pan === 0 && tilt === 0 && zoom === 0
    ? 'it should stand still'
    : `it is driven: ${pan} % right, ${tilt} % up, ${zoom} % in`
}

/**
 * What brings a camera to a view. What it was told last is compared, not only what it says: a drive is
 * nothing that can be read back, and a camera of which nothing is known is stopped for good measure.
 */
export function planView(
  view: CameraView,
  position: CameraPosition | null,
  { told, moving, preset }: Movement,
): Step<ViewCommand>[] {
  const step: Step<ViewCommand> = { command: { type: 'view', view }, reason: wordsFor(view) }
  if (view.kind === 'drive') return isSame(told, view) ? [] : [step]
  if (moving) return isSame(told, view) ? [{ waitFor: `${wordsFor(view)}; it turns` }] : [step]
  const isThere = view.kind === 'preset' ? preset === view.preset : isAt(position, view)
  return isThere ? [] : [step]
}
