import type { DeviceModel } from '../device-driver.ts'

/** A camera as data. Steps are its own unit of pan and tilt. */
export interface ViscaModel extends DeviceModel {
  /** On UDP: Sony's header of 8 bytes before each packet. Other makers' cameras often want none. */
  header: boolean
  /** Null: not known, so that it says its place to nobody and goes to presets alone. */
  stepsPerDegree: number | null
  /** Hundredths of a degree from left to right and from bottom to top; null with `stepsPerDegree`. */
  range: { pan: readonly [number, number]; tilt: readonly [number, number] } | null
  /** Fastest, by the drive command. */
  speeds: { pan: number; tilt: number; zoom: number }
  /** Steps of the optical zoom at its end. */
  zoomEnd: number
  /** How many it can store, counted from 0. */
  presets: number
}

const plain = {
  header: true,
  stepsPerDegree: null,
  range: null,
  // Pan-tiltDrive: VV 01 to 18h, WW 01 to 17h; some list 14h as the fastest tilt, and all take that.
  speeds: { pan: 0x18, tilt: 0x14, zoom: 7 },
  zoomEnd: 0x4000,
  presets: 16,
} as const

/** Telycam TLC-700 and CleverMic 4035, "VISCA PAN TILT ABSOLUTE POSITION VALUE": F670h is -170°. */
const known = {
  stepsPerDegree: 14.4,
  range: { pan: [-17_000, 17_000], tilt: [-3000, 9000] },
  // Their manuals have presets from 0 to 127 and to 254; each refuses by itself what it does not have.
  presets: 255,
} as const

export const VISCA_MODELS: readonly ViscaModel[] = [
  { ...plain, id: 'generic', name: 'Any VISCA camera; network with Sony’s header' },
  { ...plain, id: 'no-header', name: 'Any VISCA camera; UDP without header', header: false },
  { ...plain, ...known, id: 'steps-14', name: 'VISCA, 14.4 steps a degree; network with header' },
  {
    ...{ ...plain, ...known, id: 'steps-14-no-header', header: false },
    name: 'VISCA, 14.4 steps a degree; UDP without header',
  },
]
