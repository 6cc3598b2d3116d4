import type { DeviceModel } from '../device-driver.ts'

/** ONVIF says most by itself: only what it cannot say, or says wrong, stands here. */
export interface OnvifModel extends DeviceModel {
  /** It has a place to read; false for those that always say the same. */
  saysPlace: boolean
}

export const ONVIF_MODELS: readonly OnvifModel[] = [
  { id: 'generic', name: 'Any ONVIF camera that turns (Profile S or T with PTZ)', saysPlace: true },
  { id: 'silent', name: 'ONVIF camera that does not say where it looks', saysPlace: false },
]
