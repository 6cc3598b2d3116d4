import type { DeviceModel } from '../device-driver.ts'

/** A Videohub says by itself what it has. */
export type VideohubModel = DeviceModel

export const VIDEOHUB_MODELS: readonly VideohubModel[] = [
  { id: 'generic', name: 'Any Blackmagic Videohub' },
]
