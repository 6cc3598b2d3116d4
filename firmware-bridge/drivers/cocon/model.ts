import type { DeviceModel } from '../device-driver.ts'

export const COCON_MODELS: readonly DeviceModel[] = [
  { id: 'cocon', name: 'Televic CoCon' },
  { id: 'plixus-core', name: 'Televic Plixus Core API' },
]
