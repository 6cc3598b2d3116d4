import type { DeviceModel } from '../device-driver.ts'

/** A projector or screen as data. PJLink says most by itself: only what it cannot say stands here. */
export interface PjlinkModel extends DeviceModel {
  /** 1 keeps class 2 questions from a projector that gets out of step by them. */
  highestClass: 1 | 2
  /** The specification wants the digest with the first command; some want it with each. */
  digest: 'first' | 'every'
  /** It mutes picture and sound only together (AVMT 30 and 31). */
  mutesTogether: boolean
}

const plain = { highestClass: 2, digest: 'first', mutesTogether: false } as const

export const PJLINK_MODELS: readonly PjlinkModel[] = [
  { ...plain, id: 'generic', name: 'Any PJLink projector or screen' },
  { ...plain, id: 'class-1', name: 'PJLink, class 1 only', highestClass: 1 },
  { ...plain, id: 'digest-always', name: 'PJLink, digest with each command', digest: 'every' },
  // Panasonic's operating instructions of many models list no AVMT but 30 and 31.
  { ...plain, id: 'mutes-together', name: 'PJLink, one mute for both', mutesTogether: true },
]
