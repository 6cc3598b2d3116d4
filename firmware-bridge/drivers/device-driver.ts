import type Type from 'typebox'
import type { ConsoleAim, ConsoleEvent } from '../../controller/protocol/device-messages.ts'
import type {
  DeviceAim,
  DeviceEvent,
  DeviceHealth,
  DeviceIdentity,
  DeviceOrder,
  DeviceState,
  OrderDone,
  Problem,
  RoomDeviceKind,
} from '../../controller/protocol/devices.ts'
import type { DeviceId } from '../../controller/protocol/ids.ts'
import type { BridgeTime } from '../bridge-time.ts'
import type { DeviceAddress } from '../transports/address.ts'
import type { Transport } from '../transports/transport.ts'

/**
 * The one shape of a driver. A driver speaks for the units on one address: a projector, the cameras
 * of a daisy chain, or the consoles of another maker's discussion system. It is given everything it
 * touches, and runs in a process of its own (docs/decisions/device-supervision.md).
 */

/** What a driver is for. Consoles are those of other makers' systems; ours have `ConsoleDriver`. */
export type DriverKind = RoomDeviceKind | 'console'

type Shapes = {
  [K in RoomDeviceKind]: {
    aim: DeviceAim<K>
    state: DeviceState<K>
    event: Exclude<DeviceEvent<K>, OrderDone>
  }
} & {
  console: { aim: ConsoleAim; state: { microphone: 'open' | 'closed' }; event: ConsoleEvent }
}
export type AimOf<K extends DriverKind> = Shapes[K]['aim']
export type StateOf<K extends DriverKind> = Shapes[K]['state']
export type EventOf<K extends DriverKind> = Shapes[K]['event']

export interface Desired<K extends DriverKind> {
  /** Rises with each change. */
  revision: number
  aim: AimOf<K>
}

/** A device model as data: what it can do, its limits and quirks. A driver adds its own fields. */
export interface DeviceModel {
  /** Named in a chamber's file. */
  id: string
  name: string
}

/** One device on the driver's address, as the chamber's file describes it. */
export interface Unit<M, O> {
  id: DeviceId
  /** Which one it is on a shared address, in the protocol's own words; null where it is alone. */
  place: string | null
  model: M
  options: O
  /** Content of its secret file, such as a password; null where it has none. */
  secret: string | null
}

/** What a driver is made of. Everything outside it comes through here. */
export interface DriverParts<K extends DriverKind, M extends DeviceModel, O> {
  units: readonly [Unit<M, O>, ...Unit<M, O>[]]
  address: DeviceAddress
  /** The way of bytes to the address; of one that is no way of bytes (http, ws, own) it never opens. */
  transport: Transport
  sink: DriverSink<K>
  time: BridgeTime
  log: DriverLog
}

/** What a driver says. Nothing here throws. */
export interface DriverSink<K extends DriverKind> {
  /** It answers, or it does not: said on every change, with why it is away. */
  online(unit: DeviceId, online: boolean, problem?: Problem): void
  /** What the device is now; said on every change, and again after it came back. */
  reported(unit: DeviceId, report: Report<K>): void
  /** Resolves when the broker has it; rejects when nobody has it, so that it must come again. */
  event(unit: DeviceId, event: EventOf<K>): Promise<void>
}

export interface Report<K extends DriverKind> {
  /** Of the newest aim that the device was seen to follow; 0 while there is none. */
  revision: number
  /** Null while nothing is known. */
  state: StateOf<K> | null
  /** What this device was found able to do. */
  abilities: readonly string[]
  identity: DeviceIdentity
  /** Why it is not as desired; null where it is, or is on its way. */
  problem: Problem | null
}

export interface DriverLog {
  debug(details: object, text: string): void
  info(details: object, text: string): void
  warn(details: object, text: string): void
}

/** A driver at work. Its methods return at once; what takes long goes on by itself. */
export interface DeviceDriver<K extends DriverKind> {
  start(): void
  /** Ends within 0.5 s; sends nothing after it. */
  stop(): Promise<void>
  /** Makes it so, and keeps trying. What the device really is was read first. */
  desire(unit: DeviceId, desired: Desired<K>): void
  /** Once. Rejects with DriverError; 'order-unsupported' for what this device cannot do. */
  order(unit: DeviceId, order: DriverOrder): Promise<void>
  health(unit: DeviceId): DriverHealth
}

/** A release is the supervisor's. */
export type DriverOrder = Exclude<DeviceOrder, { type: 'release' }>
/** Falls are counted by whoever starts the driver again. */
export type DriverHealth = Omit<DeviceHealth, 'falls'>

/** What stands in the registry (`all.ts`) for a driver's folder. */
export interface DriverFamily<
  K extends DriverKind,
  M extends DeviceModel = DeviceModel,
  S extends Type.TSchema = Type.TSchema,
> {
  /** The folder's name, by which a chamber's file calls it. */
  name: string
  kind: K
  /** Schemes of addresses it can be given. */
  ways: readonly DeviceAddress['way'][]
  /** How many units may share one address. */
  unitsPerAddress: number
  models: readonly M[]
  /** Of `options` in a chamber's file. */
  options: S
  /**
   * Its figures move at least this often while the way is open: longer without, and it hangs. Null
   * for a driver that has nothing to say by itself, such as one that only lights lamps.
   */
  restlessMs: number | null
  create(parts: DriverParts<K, M, Type.Static<S>>): DeviceDriver<K>
}

/** Why a command or question came to nothing; nothing else of the device is affected. */
export class DriverError extends Error {
  readonly code: string
  /** `code` is a kebab literal, `text` a sentence a technician can act on. */
  constructor(code: string, text: string) {
    super(text)
    this.name = 'DriverError'
    this.code = code
  }

  get problem(): Problem {
    return { code: this.code, text: this.message.slice(0, 300) }
  }
}

/** Says the shape once, so that a driver's own types follow from it. */
export const defineDriver = <K extends DriverKind, M extends DeviceModel, S extends Type.TSchema>(
  family: DriverFamily<K, M, S>,
): DriverFamily<K, M, S> => family

export const unknownIdentity: DeviceIdentity = { maker: '', model: '', firmware: '', serial: '' }
