import { consoleAt, seatsOf } from './load.ts'
import type { ChamberFile } from './schema.ts'

/** Who may connect to the broker: consoles with a network of their own, and bridges with theirs and other devices. */
export function principalsOf(file: ChamberFile) {
  return {
    consoles: file.networkConsoles.map(consoleAt),
    bridges: file.bridges.map((bridge) => ({
      id: bridge.id,
      consoles: seatsOf(bridge).map(consoleAt),
      devices: (file.devices ?? [])
        .filter((device) => device.bridge === bridge.id)
        .map(({ kind, id }) => ({ kind, id })),
    })),
  }
}
