import { Counter, Gauge, Registry } from 'prom-client'
import type { DeviceRoomPort } from '../engine/ports.ts'
import { deviceMetrics } from './device-metrics.ts'

/** Figures of the HTTP side. They go into the registry of the whole controller where one is given. */
export class HttpMetrics {
  readonly #registry: Registry
  readonly slowScreens: Counter

  constructor(
    screens: () => number,
    devices: Pick<DeviceRoomPort, 'view'>,
    registry = new Registry(),
  ) {
    this.#registry = registry
    deviceMetrics(() => devices.view(), registry)
    new Gauge({
      name: 'sapha_screens',
      help: 'Screens connected now',
      registers: [registry],
      collect() {
        this.set(screens())
      },
    })
    this.slowScreens = new Counter({
      name: 'sapha_screens_dropped_total',
      help: 'Screens dropped because they did not take what was sent',
      registers: [registry],
    })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  render(): Promise<string> {
    return this.#registry.metrics()
  }
}
