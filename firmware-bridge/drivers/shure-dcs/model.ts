import type { DeviceModel } from '../device-driver.ts'

export const DCS_MODELS: readonly DeviceModel[] = [
  { id: 'dcs-6000', name: 'Shure DCS 6000' },
  { id: 'dds-5900', name: 'Shure DDS 5900' },
  { id: 'dis-ccu', name: 'Shure DIS-CCU' },
]
