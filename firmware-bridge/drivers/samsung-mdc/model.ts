import type { DeviceModel } from '../device-driver.ts'

/** An input's name, the number that chooses it, and others that it says itself when it shows it. */
export interface MdcInput {
  name: string
  code: number
  alsoSays?: number
}

export interface MdcModel extends DeviceModel {
  inputs: readonly MdcInput[]
}

/** A display on which a computer is connected says the number of its PC mode. */
const INPUTS: readonly MdcInput[] = [
  { name: 'pc', code: 0x14 },
  { name: 'dvi', code: 0x18, alsoSays: 0x1f },
  { name: 'hdmi-1', code: 0x21, alsoSays: 0x22 },
  { name: 'hdmi-2', code: 0x23, alsoSays: 0x24 },
  { name: 'hdmi-3', code: 0x31, alsoSays: 0x32 },
  { name: 'hdmi-4', code: 0x33, alsoSays: 0x34 },
  { name: 'display-port', code: 0x25 },
  { name: 'display-port-2', code: 0x26 },
  { name: 'hdbaset', code: 0x55 },
  { name: 'magic-info', code: 0x20, alsoSays: 0x60 },
]

export const MDC_MODELS: readonly MdcModel[] = [
  { id: 'generic', name: 'Any Samsung display with MDC', inputs: INPUTS },
]
