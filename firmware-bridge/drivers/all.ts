import type Type from 'typebox'
import type { DeviceModel, DriverFamily, DriverKind } from './device-driver.ts'

/** A driver whose kind and models are its own matter. */
export type AnyDriver = {
  [K in DriverKind]: DriverFamily<K, DeviceModel, Type.TSchema>
}[DriverKind]

/**
 * Every driver of devices beside our own consoles, by its folder's name. Loaded in the process that
 * runs it, and only there.
 */
export const DRIVERS = {
  'pelco-d': async () => (await import('./pelco-d/driver.ts')).pelcoD,
  pjlink: async () => (await import('./pjlink/driver.ts')).pjlink,
  videohub: async () => (await import('./videohub/driver.ts')).videohub,
  visca: async () => (await import('./visca/driver.ts')).visca,
}
