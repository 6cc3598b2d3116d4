import type { DeviceId } from '../../controller/protocol/ids.ts'
import {
  DriverError,
  type AimOf,
  type Desired,
  type DeviceDriver,
  type DriverHealth,
  type DriverKind,
} from './device-driver.ts'

interface Line {
  start(): void
  stop(): Promise<void>
  health(unit: DeviceId): DriverHealth
}

interface Loop<Aim> {
  desire(desired: { revision: number; aim: Aim }): void
  check(): Promise<void>
}

/** The driver of one device on a line of its own, whose only order is to be read again. */
export const aloneOnLine = <K extends DriverKind>(
  unit: DeviceId,
  line: Line,
  loop: Loop<AimOf<K>>,
): DeviceDriver<K> => ({
  start: () => line.start(),
  stop: () => line.stop(),
  desire: (_unit: DeviceId, desired: Desired<K>) => loop.desire(desired),
  order: async (_unit, order) => {
    if (order.type === 'test') return loop.check()
    throw new DriverError('order-unsupported', 'This driver has no command for this.')
  },
  health: () => line.health(unit),
})
