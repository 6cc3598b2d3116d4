import Type from 'typebox'
import {
  defineDriver,
  type Desired,
  type DeviceDriver,
  type DriverHealth,
  type DriverOrder,
  type DriverParts,
} from '../device-driver.ts'
import { POLL_MS, ViscaCamera } from './camera.ts'
import { ViscaLine } from './line.ts'
import { VISCA_MODELS, type ViscaModel } from './model.ts'

const Options = Type.Object({}, { additionalProperties: false })

/** The cameras of one VISCA line. */
class ViscaDriver implements DeviceDriver<'camera'> {
  readonly #line: ViscaLine
  readonly #cameras = new Map<string, ViscaCamera>()

  constructor(parts: DriverParts<'camera', ViscaModel, unknown>) {
    const byPlace = new Map<number, ViscaCamera>()
    this.#line = new ViscaLine(parts, {
      up: () => this.#each((camera) => camera.up()),
      down: ({ code, message }) => this.#each((camera) => camera.lost({ code, text: message })),
      completed: (from, socket) => byPlace.get(from)?.completed(socket) ?? false,
      acknowledgedLate: (from, socket) => byPlace.get(from)?.acknowledgedLate(socket),
      meterOf: (from) => byPlace.get(from)?.meter ?? null,
    })
    for (const unit of parts.units) {
      const camera = new ViscaCamera(parts, unit, this.#line)
      this.#cameras.set(unit.id, camera)
      byPlace.set(camera.place, camera)
    }
  }

  start(): void {
    this.#line.start()
  }

  async stop(): Promise<void> {
    this.#each((camera) => camera.stop())
    await this.#line.stop()
  }

  desire(unit: string, desired: Desired<'camera'>): void {
    this.#camera(unit).desire(desired)
  }

  order(unit: string, order: DriverOrder): Promise<void> {
    return this.#camera(unit).order(order)
  }

  health(unit: string): DriverHealth {
    return this.#camera(unit).meter.figures()
  }

  #camera(unit: string): ViscaCamera {
    const camera = this.#cameras.get(unit)
    if (!camera) throw new RangeError(`no unit ${unit}`)
    return camera
  }

  #each(run: (camera: ViscaCamera) => void): void {
    for (const camera of this.#cameras.values()) run(camera)
  }
}

export const visca = defineDriver({
  name: 'visca',
  kind: 'camera',
  ways: ['serial', 'udp', 'tcp'],
  unitsPerAddress: 7,
  models: VISCA_MODELS,
  options: Options,
  restlessMs: 3 * POLL_MS,
  create: (parts) => new ViscaDriver(parts),
})
