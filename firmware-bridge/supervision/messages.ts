import Type from 'typebox'
import {
  DeviceHealth,
  DeviceIdentity,
  type DeviceOrder,
  Problem,
} from '../../controller/protocol/devices.ts'
import { DeviceId } from '../../controller/protocol/ids.ts'
import type { DriverKind } from '../drivers/device-driver.ts'

/**
 * Between the bridge and a process of drivers. The bridge believes nothing a driver says: every
 * message from there is checked, and what it says of its device again by the kind's own schema.
 */

/** A job as its process gets it: passwords are read by the bridge. */
export interface OpenJob {
  driver: string
  kind: DriverKind
  address: string
  units: {
    id: string
    place: string | null
    model: string
    options: object
    secret: string | null
  }[]
}

export type ToDrivers =
  | { type: 'open'; line: number; job: OpenJob }
  | { type: 'close'; line: number }
  | { type: 'desire'; line: number; unit: string; desired: { revision: number; aim: unknown } }
  | { type: 'order'; line: number; unit: string; order: Exclude<DeviceOrder, { type: 'release' }> }
  /** What became of an event. */
  | { type: 'delivered'; number: number; delivered: boolean }
  /** To be answered at once. */
  | { type: 'beat' }

const strict = { additionalProperties: false }
const Line = Type.Integer({ minimum: 0 })
const ofUnit = { line: Line, unit: DeviceId }

/** `state`, `event`: of the unit's kind. */
export const FromDrivers = Type.Union([
  Type.Object({ type: Type.Literal('beat'), memoryBytes: Type.Integer({ minimum: 0 }) }, strict),
  Type.Object(
    {
      type: Type.Literal('online'),
      ...ofUnit,
      online: Type.Boolean(),
      problem: Type.Union([Problem, Type.Null()]),
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('reported'),
      ...ofUnit,
      revision: Type.Integer({ minimum: 0 }),
      state: Type.Unknown(),
      abilities: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 32 }),
      identity: DeviceIdentity,
      problem: Type.Union([Problem, Type.Null()]),
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('health'),
      ...ofUnit,
      health: Type.Omit(DeviceHealth, ['falls'], strict),
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('event'),
      ...ofUnit,
      number: Type.Integer({ minimum: 0 }),
      event: Type.Unknown(),
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('done'),
      ...ofUnit,
      order: Type.String({ maxLength: 40 }),
      problem: Type.Union([Problem, Type.Null()]),
    },
    strict,
  ),
  /** The driver hangs, the device floods, or the job cannot be done as it stands. */
  Type.Object(
    {
      type: Type.Literal('failed'),
      line: Line,
      why: Type.Enum(['hangs', 'floods', 'refused']),
      problem: Problem,
    },
    strict,
  ),
])
export type FromDrivers = Type.Static<typeof FromDrivers>
