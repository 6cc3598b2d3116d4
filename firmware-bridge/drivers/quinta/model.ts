import type { DeviceModel } from '../device-driver.ts'

export const QUINTA_MODELS: readonly DeviceModel[] = [
  { id: 'quinta-cu', name: 'beyerdynamic Quinta CU' },
]
