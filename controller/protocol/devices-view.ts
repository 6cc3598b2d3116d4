import Type from 'typebox'
import { CameraPreset } from './device-kinds.ts'
import { Problem, type Device, type DeviceReported } from './devices.ts'
import type { DeviceId } from './ids.ts'

/** Channel `devices`, for the desk alone: devices beside consoles, ordered and reported apart. */
export interface DevicesView {
  devices: Record<DeviceId, DeviceView>
}

export interface DeviceView extends Device {
  online: boolean
  /** What it is told to be now; its kind's aim. */
  aim: object
  /** Null before its bridge first spoke of it. */
  reported: DeviceReported | null
}

/** What the desk may have done to a device; the controller gives the order its id. */
export const DeviceTask = Type.Union([
  Type.Object(
    { type: Type.Enum(['identify', 'test', 'release']) },
    { additionalProperties: false },
  ),
  Type.Object(
    { type: Type.Literal('store-preset'), preset: CameraPreset },
    { additionalProperties: false },
  ),
])
export type DeviceTask = Type.Static<typeof DeviceTask>

/** What became of it: null is done. */
export const DeviceTaskDone = Type.Object(
  { problem: Type.Union([Problem, Type.Null()]) },
  { additionalProperties: false },
)
export type DeviceTaskDone = Type.Static<typeof DeviceTaskDone>
