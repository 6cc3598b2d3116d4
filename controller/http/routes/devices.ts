import Type from 'typebox'
import type { DeviceRoomPort } from '../../engine/ports.ts'
import { DeviceTask, DeviceTaskDone } from '../../protocol/devices-view.ts'
import { DeviceId } from '../../protocol/ids.ts'
import type { App } from '../app.ts'
import { answers } from './answers.ts'

export interface DeviceParts {
  devices: DeviceRoomPort
}

/** What the desk has done to a device, once. */
export function deviceRoutes(app: App, { devices }: DeviceParts): void {
  app.post(
    '/api/devices/:id/orders',
    {
      config: { audience: 'desk' },
      schema: {
        summary: 'Identify, test or release a device, or have a camera store where it looks',
        params: Type.Object({ id: DeviceId }, { additionalProperties: false }),
        body: DeviceTask,
        response: answers(DeviceTaskDone),
      },
    },
    async ({ params, body }) => ({ problem: await devices.order(params.id, body) }),
  )
}
