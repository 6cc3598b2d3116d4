import type { DeviceModel } from '../device-driver.ts'

/** A camera as data: nothing of it can be read. */
export interface PelcoModel extends DeviceModel {
  /** From 1. */
  presets: number
  /** How often each command is sent: a decoder drops a bad one in silence. */
  copies: number
}

export const PELCO_MODELS: readonly PelcoModel[] = [
  { id: 'generic', name: 'Any Pelco-D camera, presets 1 to 32', presets: 32, copies: 2 },
  { id: 'presets-254', name: 'Pelco-D camera with presets to 254', presets: 254, copies: 2 },
]

/** Calling these is a command of its own: turn by 180°, and zero pan (OXIC, Appendix 3, 3). */
export const COMMAND_PRESETS: ReadonlySet<number> = new Set([0x21, 0x22])
