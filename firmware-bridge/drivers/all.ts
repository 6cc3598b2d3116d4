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
  cocon: async () => (await import('./cocon/driver.ts')).cocon,
  dicentis: async () => (await import('./dicentis/driver.ts')).dicentis,
  'lg-rs232': async () => (await import('./lg-rs232/driver.ts')).lgRs232,
  onvif: async () => (await import('./onvif/driver.ts')).onvif,
  'pelco-d': async () => (await import('./pelco-d/driver.ts')).pelcoD,
  pjlink: async () => (await import('./pjlink/driver.ts')).pjlink,
  qrc: async () => (await import('./qrc/driver.ts')).qrc,
  quinta: async () => (await import('./quinta/driver.ts')).quinta,
  'samsung-mdc': async () => (await import('./samsung-mdc/driver.ts')).samsungMdc,
  'shure-dcs': async () => (await import('./shure-dcs/driver.ts')).shureDcs,
  sis: async () => (await import('./sis/driver.ts')).sis,
  tally: async () => (await import('./tally/driver.ts')).tally,
  tesira: async () => (await import('./tesira/driver.ts')).tesira,
  videohub: async () => (await import('./videohub/driver.ts')).videohub,
  visca: async () => (await import('./visca/driver.ts')).visca,
}
