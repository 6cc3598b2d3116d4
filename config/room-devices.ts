import { Compile } from 'typebox/compile'
import { DEVICE_SCHEMAS, type Device, type DeviceAim } from '../controller/protocol/devices.ts'
import { missing, twice } from './contradictions.ts'
import type { ChamberFile, RoomDevice } from './schema.ts'

interface AimCheck {
  Check(value: unknown): value is DeviceAim
  Errors(value: unknown): { instancePath: string; message: string }[]
}

const checks = {
  camera: Compile(DEVICE_SCHEMAS.camera.desired.properties.aim),
  display: Compile(DEVICE_SCHEMAS.display.desired.properties.aim),
  mixer: Compile(DEVICE_SCHEMAS.mixer.desired.properties.aim),
  switcher: Compile(DEVICE_SCHEMAS.switcher.desired.properties.aim),
  lamp: Compile(DEVICE_SCHEMAS.lamp.desired.properties.aim),
  reader: Compile(DEVICE_SCHEMAS.reader.desired.properties.aim),
  panel: Compile(DEVICE_SCHEMAS.panel.desired.properties.aim),
}
/** What a device of each kind may be desired to be. */
export const aimChecks: Record<RoomDevice['kind'], AimCheck> = checks

/** The chamber's devices, each with how it should be while nothing else is said. */
export const roomOf = ({ devices = [] }: ChamberFile): { device: Device; standing: DeviceAim }[] =>
  devices.map(({ id, kind, driver, bridge, aim }) => {
    const standing: unknown = aim ?? {}
    return {
      device: { id, kind, driver, bridge },
      // The file was refused where an aim does not fit.
      standing: aimChecks[kind].Check(standing) ? standing : {},
    }
  })

/** One address, the driver that speaks there, and the devices it speaks for. */
export interface DriverJob {
  /** Driver and address: unique on a bridge. */
  id: string
  driver: string
  /** A kind of device, or 'console' for another maker's discussion system. */
  kind: RoomDevice['kind'] | 'console'
  address: string
  /** Name of the discussion system; null for devices. */
  system: string | null
  units: JobUnit[]
}

export interface JobUnit {
  id: string
  place: string | null
  model: string
  options: object
  /** File with its password; null where it has none. */
  secretFile: string | null
}

/** What the drivers of one bridge are to do; relative paths are turned into whole ones by `inData`. */
export function jobsOf(
  file: ChamberFile,
  bridge: ChamberFile['bridges'][number],
  consoleAt: (seat: string) => string,
  inData: (path: string) => string,
): DriverJob[] {
  const jobs = new Map<string, DriverJob>()
  const add = (
    kind: DriverJob['kind'],
    reached: Pick<RoomDevice, 'driver' | 'model' | 'address' | 'secretFile' | 'options'>,
    units: { id: string; place: string | null }[],
    system: string | null = null,
  ) => {
    const { driver, model, secretFile, options = {} } = reached
    const address = reached.address.replace(/^serial:([^?]+)/, (_, path: string) => {
      return `serial:${inData(path)}`
    })
    const id = `${driver} at ${address}`
    const job = jobs.get(id) ?? { id, driver, kind, address, system, units: [] }
    jobs.set(id, job)
    const secret = secretFile === undefined ? null : inData(secretFile)
    job.units.push(...units.map((unit) => ({ ...unit, model, options, secretFile: secret })))
  }
  for (const system of bridge.systems ?? []) {
    const units = Object.entries(system.seats)
    add(
      'console',
      system,
      units.map(([seat, place]) => ({ id: consoleAt(seat), place })),
      system.id,
    )
  }
  for (const device of file.devices ?? [])
    if (device.bridge === bridge.id)
      add(device.kind, device, [{ id: device.id, place: device.place ?? null }])
  return [...jobs.values()]
}

/** A sentence about devices that cannot be as the file has them; null where they can. */
export function contradictionInDevices({ bridges, devices = [] }: ChamberFile): string | null {
  const known = new Set(bridges.map((bridge) => bridge.id))
  return (
    twice(
      'device',
      devices.map((device) => device.id),
    ) ??
    missing(
      'bridge of a device',
      devices.map((device) => device.bridge),
      known,
    ) ??
    twice(
      'place on an address of',
      devices.map(({ driver, address, bridge, place }) => {
        return `${driver} at ${address} of ${bridge}${place === undefined ? '' : `, place ${place}`}`
      }),
    )
  )
}
