import type { DeviceModel } from '../device-driver.ts'

export interface LgInput {
  name: string
  code: number
  /** Of the same socket, as it says it when a computer is connected. */
  alsoSays?: number
}

export interface LgModel extends DeviceModel {
  inputs: readonly LgInput[]
}

/** Input Select by `xb`. */
const INPUTS: readonly LgInput[] = [
  { name: 'av', code: 0x20 },
  { name: 'component', code: 0x40 },
  { name: 'rgb', code: 0x60 },
  { name: 'dvi', code: 0x70, alsoSays: 0x80 },
  { name: 'hdmi-1', code: 0x90, alsoSays: 0xa0 },
  { name: 'hdmi-2', code: 0x91, alsoSays: 0xa1 },
  { name: 'hdmi-3', code: 0x92, alsoSays: 0xa2 },
  { name: 'display-port', code: 0xc0, alsoSays: 0xd0 },
]

export const LG_MODELS: readonly LgModel[] = [
  { id: 'generic', name: 'Any LG display with xb input select', inputs: INPUTS },
]
