import type { DevicesView, DeviceTask } from '../protocol/devices-view.ts'
import type {
  DeviceAim,
  DeviceEvent,
  DeviceOrder,
  DeviceReported,
  Problem,
  RoomDeviceKind,
} from '../protocol/devices.ts'
import type { DeviceId } from '../protocol/ids.ts'

/** Devices beside consoles, behind the broker. Implementation: adapters/devices (MQTT). */
export interface RoomDevicesPort {
  /** Retained; the latest wins. Bounded by the number of devices, as of each only the newest is kept. */
  desireDevice(kind: RoomDeviceKind, id: DeviceId, aim: DeviceAim, revision: number): void
  /** Once, and not kept: false where no broker is there to take it. */
  orderDevice(kind: RoomDeviceKind, id: DeviceId, order: DeviceOrder): boolean
}

export interface RoomDeviceHandlers {
  onDeviceReported(id: DeviceId, reported: DeviceReported): void
  onDeviceOnline(id: DeviceId, online: boolean): void
  onDeviceEvent(id: DeviceId, event: DeviceEvent): void
}

/** Devices as the desk sees and handles them. Implementation: engine/device-room.ts. */
export interface DeviceRoomPort {
  view(): DevicesView
  /** Called after each change of the view; must return at once. */
  onChanged(listener: () => void): () => void
  /** Resolves within 10 s: null when it was done, else why not. Never rejects. */
  order(id: DeviceId, task: DeviceTask): Promise<Problem | null>
}

/** Of a chamber without devices beside consoles. */
export const noDeviceRoom: DeviceRoomPort = {
  view: () => ({ devices: {} }),
  onChanged: () => () => undefined,
  order: async () => ({ code: 'device-unknown', text: 'The chamber has no such device.' }),
}
