import Type from 'typebox'
import type {
  CameraAim,
  CameraState,
  CameraView,
} from '../../../controller/protocol/device-kinds.ts'
import { keepDeviceOpen, type KeepOpen } from '../../transports/keep-open.ts'
import type { Link } from '../../transports/transport.ts'
import { planView, type ViewCommand } from '../camera-view.ts'
import {
  defineDriver,
  DriverError,
  unknownIdentity,
  type Desired,
  type DeviceDriver,
  type DriverHealth,
  type DriverOrder,
  type DriverParts,
} from '../device-driver.ts'
import { HealthMeter } from '../health-meter.ts'
import { HeldDrive } from '../held-drive.ts'
import { Reconciliation } from '../reconciliation.ts'
import { driveFrame, encodeFrame, PelcoReader, presetFrame, type PelcoFrame } from './codec.ts'
import { COMMAND_PRESETS, PELCO_MODELS, type PelcoModel } from './model.ts'

/** Nothing is asked: this only tries again what could not be sent. */
const POLL_MS = 60_000
const Options = Type.Object({}, { additionalProperties: false })
type Parts = DriverParts<'camera', PelcoModel, unknown>

const isStill = (view: CameraView | null) =>
  view?.kind !== 'drive' || (view.pan === 0 && view.tilt === 0 && view.zoom === 0)

/** One camera of a line. What it does is what it was told: it says nothing. */
class PelcoCamera {
  readonly meter: HealthMeter
  readonly #parts: Parts
  readonly #unit: Parts['units'][0]
  readonly #address: number
  readonly #send: (bytes: Uint8Array) => void
  readonly #held: HeldDrive
  readonly #loop: Reconciliation<CameraAim, CameraState, ViewCommand>
  #told: CameraView | null = null
  #isUp = false

  constructor(parts: Parts, unit: Parts['units'][0], send: (bytes: Uint8Array) => void) {
    const { time, log, sink } = parts
    this.#parts = parts
    this.#unit = unit
    this.#send = send
    this.#address = Number(unit.place ?? 1)
    this.meter = new HealthMeter(time)
    this.#loop = new Reconciliation(
      {
        read: async () => this.#state(),
        plan: ({ view }) =>
          view === undefined
            ? []
            : planView(view, null, { told: this.#told, moving: false, preset: this.#preset() }),
        perform: async ({ view }) => this.#perform(view),
      },
      {
        ...{ unit: unit.id, time, log, pollMs: POLL_MS },
        onKnown: (known) =>
          sink.reported(unit.id, {
            ...known,
            abilities: ['preset', 'drive', 'store-preset'],
            identity: unknownIdentity,
          }),
      },
    )
    this.#held = new HeldDrive(time, (desired) => this.#loop.desire(desired))
  }

  up(): void {
    this.#isUp = true
    this.#parts.sink.online(this.#unit.id, true)
    this.#loop.up()
  }

  down(problem: { code: string; text: string }): void {
    if (this.#isUp) this.meter.hungUp()
    this.#isUp = false
    // Nobody knows what it did meanwhile.
    this.#told = null
    this.#loop.down()
    this.#parts.sink.online(this.#unit.id, false, problem)
  }

  stop(): void {
    if (this.#isUp && !isStill(this.#told)) this.#say(driveFrame(this.#address, 0, 0, 0))
    this.#isUp = false
    this.#held.stop()
    this.#loop.down()
  }

  desire(desired: Desired<'camera'>): void {
    // A key that is held is said again: the first word may have been lost, and some stop after a while.
    if (!isStill(this.#told)) this.#told = null
    this.#held.desire(desired, this.#isUp)
  }

  order(order: DriverOrder): void {
    if (order.type !== 'store-preset')
      throw new DriverError('order-unsupported', 'A Pelco-D camera says nothing: look at it.')
    if (!this.#isUp) throw new DriverError('way-lost', 'There is no way to it.')
    this.#checkPreset(order.preset)
    this.#say(presetFrame(this.#address, 'set', order.preset))
  }

  #state(): CameraState {
    const nothing = { power: 'unknown', position: null, tally: null, focus: null } as const
    // How long it takes to a preset, nobody knows.
    const moving = this.#told?.kind === 'drive' ? !isStill(this.#told) : null
    return { ...nothing, preset: this.#preset(), moving }
  }

  #preset(): number | null {
    return this.#told?.kind === 'preset' ? this.#told.preset : null
  }

  #perform(view: CameraView): void {
    if (view.kind === 'position')
      throw new DriverError('position-unsupported', 'It cannot say where it looks: use presets.')
    if (view.kind === 'preset') {
      this.#checkPreset(view.preset)
      this.#say(presetFrame(this.#address, 'call', view.preset))
    } else this.#say(driveFrame(this.#address, view.pan, view.tilt, view.zoom))
    this.#told = view
  }

  #say(frame: PelcoFrame): void {
    for (let copy = 0; copy < this.#unit.model.copies; copy++) {
      this.meter.sent()
      this.#send(encodeFrame(frame))
    }
  }

  #checkPreset(preset: number): void {
    const { presets } = this.#unit.model
    if (preset >= 1 && preset <= presets && !COMMAND_PRESETS.has(preset)) return
    const text = `It has the presets 1 to ${presets}; 33 and 34 are commands of their own.`
    throw new DriverError('preset-unknown', text)
  }
}

/** Pelco-D cameras on one RS-485 line, or behind one converter. */
class PelcoDriver implements DeviceDriver<'camera'> {
  readonly #cameras = new Map<string, PelcoCamera>()
  readonly #reader = new PelcoReader()
  readonly #port: KeepOpen
  #link: Link | null = null

  constructor(parts: Parts) {
    for (const unit of parts.units)
      this.#cameras.set(unit.id, new PelcoCamera(parts, unit, (bytes) => this.#link?.send(bytes)))
    const [first] = parts.units
    const user = {
      up: (link: Link) => {
        this.#link = link
        this.#reader.reset()
        this.#each((camera) => camera.up())
      },
      // On two wires one hears oneself; whose the rest is, nobody can tell.
      received: (bytes: Uint8Array) => {
        const { meter } = this.#camera(first.id)
        for (const { type } of this.#reader.push(bytes))
          if (type === 'frame') meter.frame()
          else meter.badFrames()
      },
      down: ({ code, message }: { code: string; message: string }) => {
        this.#link = null
        this.#each((camera) => camera.down({ code, text: message }))
      },
    }
    this.#port = keepDeviceOpen(parts.transport, user, parts.time)
  }

  start(): void {
    this.#port.start()
  }

  async stop(): Promise<void> {
    this.#each((camera) => camera.stop())
    await this.#port.stop()
    this.#link = null
  }

  desire(unit: string, desired: Desired<'camera'>): void {
    this.#camera(unit).desire(desired)
  }

  async order(unit: string, order: DriverOrder): Promise<void> {
    this.#camera(unit).order(order)
  }

  health(unit: string): DriverHealth {
    return this.#camera(unit).meter.figures()
  }

  #camera(unit: string): PelcoCamera {
    const camera = this.#cameras.get(unit)
    if (!camera) throw new RangeError(`no unit ${unit}`)
    return camera
  }

  #each(run: (camera: PelcoCamera) => void): void {
    for (const camera of this.#cameras.values()) run(camera)
  }
}

export const pelcoD = defineDriver({
  name: 'pelco-d',
  kind: 'camera',
  ways: ['serial', 'tcp', 'udp'],
  unitsPerAddress: 32,
  models: PELCO_MODELS,
  options: Options,
  restlessMs: null,
  create: (parts) => new PelcoDriver(parts),
})
