import type { CameraState } from '../../../controller/protocol/device-kinds.ts'
import type { DeviceIdentity } from '../../../controller/protocol/devices.ts'
import { DriverError, unknownIdentity } from '../device-driver.ts'
import { INQUIRIES, signed, valuesOf, versionOf, type ViscaBody } from './codec.ts'
import type { ViscaModel } from './model.ts'

/** Rejects with DriverError where it is refused or not answered. */
export type Inquire = (body: ViscaBody) => Promise<readonly number[]>

/** What was read; a part is null where the camera does not say. */
export interface Reading {
  power: CameraState['power']
  /** In the camera's own steps, as it said it. */
  turned: { pan: number; tilt: number } | null
  zoom: number | null
  focus: CameraState['focus']
  /** False where it was broken off, and the rest is what it was. */
  isWhole: boolean
}

const NOTHING = { turned: null, zoom: null, focus: null }

/** What this camera does not know is not asked a second time on the same connection. */
export class Questions {
  readonly #inquire: Inquire
  readonly #unknown = new Set<ViscaBody>()
  /** Not answered once already: gateways swallow what a camera refuses. */
  readonly #unanswered = new Set<ViscaBody>()

  constructor(inquire: Inquire) {
    this.#inquire = inquire
  }

  async identity(): Promise<DeviceIdentity> {
    const version = versionOf((await this.#maybe(INQUIRIES.CAM_VersionInq)) ?? [])
    return version === null ? unknownIdentity : { ...version, serial: '' }
  }

  /**
   * `isHurried` is asked between two inquiries: a key that was pressed meanwhile waits for one of them
   * at most, and what was not asked is as it was in `before`.
   */
  async reading(before: Reading | null, isHurried: () => boolean): Promise<Reading> {
    const power = powerOf(await this.#inquire(INQUIRIES.CAM_PowerInq))
    // In standby a camera answers anything, or nothing.
    if (power !== 'on') return { ...NOTHING, power, isWhole: true }
    const old = { ...(before?.power === 'on' ? before : NOTHING), power, isWhole: false }
    if (isHurried()) return old
    const [pan, tilt] = valuesOf((await this.#maybe(INQUIRIES['Pan-tiltPosInq'])) ?? [], 2) ?? []
    const turned =
      pan === undefined || tilt === undefined ? null : { pan: signed(pan), tilt: signed(tilt) }
    if (isHurried()) return { ...old, turned }
    const [zoom = null] = valuesOf((await this.#maybe(INQUIRIES.CAM_ZoomPosInq)) ?? [], 1) ?? []
    if (isHurried()) return { ...old, turned, zoom }
    const [mode] = (await this.#maybe(INQUIRIES.CAM_FocusModeInq)) ?? []
    const focus = mode === 0x02 ? 'auto' : mode === 0x03 ? 'manual' : null
    return { power, turned, zoom, focus, isWhole: true }
  }

  async #maybe(body: ViscaBody): Promise<readonly number[] | null> {
    if (this.#unknown.has(body)) return null
    try {
      return await this.#inquire(body)
    } catch (error) {
      if (!(error instanceof DriverError)) throw error
      if (error.code === 'not-now') return null
      const isUnanswered = error.code === 'no-answer'
      if (!isUnanswered && error.code !== 'command-unknown') throw error
      if (!isUnanswered || this.#unanswered.has(body)) this.#unknown.add(body)
      this.#unanswered.add(body)
      return null
    }
  }
}

const powerOf = ([power]: readonly number[]): CameraState['power'] =>
  power === 0x02 ? 'on' : power === 0x03 ? 'standby' : 'unknown'

/** Hundredths of a degree and ten-thousandths of the zoom; null where the model does not know its steps. */
export function positionOf(
  { turned, zoom }: Reading,
  { stepsPerDegree, zoomEnd }: ViscaModel,
): CameraState['position'] {
  if (turned === null || zoom === null || stepsPerDegree === null) return null
  const hundredths = (steps: number, most: number) =>
    Math.max(-most, Math.min(most, Math.round((100 * steps) / stepsPerDegree)))
  return {
    pan: hundredths(turned.pan, 36_000),
    tilt: hundredths(turned.tilt, 18_000),
    // Past its end the zoom is digital.
    zoom: Math.min(10_000, Math.round((10_000 * zoom) / zoomEnd)),
  }
}

/** What this camera was found able to do. */
export function abilitiesOf(reading: Reading | null, state: CameraState | null): string[] {
  if (reading === null || state === null) return []
  return [
    ...['power', 'preset', 'drive', 'store-preset', 'test'],
    ...(state.position === null ? [] : ['position']),
    ...(reading.focus === null ? [] : ['focus']),
  ]
}
