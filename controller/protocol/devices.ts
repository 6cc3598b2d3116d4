import Type from 'typebox'
import {
  CameraAim,
  CameraPreset,
  CameraState,
  DisplayAim,
  DisplayState,
  LampAim,
  LampState,
  MixerAim,
  MixerEvent,
  MixerState,
  PanelAim,
  PanelEvent,
  PanelState,
  ReaderAim,
  ReaderEvent,
  ReaderState,
  SwitcherAim,
  SwitcherState,
} from './device-kinds.ts'
import { DeviceId, Instant } from './ids.ts'

/** Messages of devices beside consoles; which kind has which aim, state and events. */

const strict = { additionalProperties: false }

/** Why something is not as it should be: a code for programs, a sentence a technician can act on. */
export const Problem = Type.Object(
  {
    code: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    text: Type.String({ minLength: 1, maxLength: 300 }),
  },
  strict,
)
export type Problem = Type.Static<typeof Problem>

/** As the device itself says; empty where it does not. */
export const DeviceIdentity = Type.Object(
  {
    maker: Type.String({ maxLength: 80 }),
    model: Type.String({ maxLength: 80 }),
    firmware: Type.String({ maxLength: 80 }),
    serial: Type.String({ maxLength: 80 }),
  },
  strict,
)
export type DeviceIdentity = Type.Static<typeof DeviceIdentity>

const Count = Type.Integer({ minimum: 0 })

/** Counted since the bridge started. */
export const DeviceHealth = Type.Object(
  {
    /** From question to answer, ms: median of the last 32; null where it never answered. */
    latencyMs: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    /** Commands and questions sent, and those of them that were refused or not answered. */
    sent: Count,
    failures: Count,
    /** Of the last 100 sent, in thousandths. */
    failurePermille: Type.Integer({ minimum: 0, maximum: 1000 }),
    frames: Count,
    /** Noise, wrong checksums, answers to nothing: counted, and harmless. */
    badFrames: Count,
    /** How often the way to it was lost. */
    hangUps: Count,
    /** How often its driver had to be started again. */
    falls: Count,
    /** When it was last heard, by the bridge's clock; null: never. */
    lastFrameAt: Type.Union([Instant, Type.Null()]),
  },
  strict,
)
export type DeviceHealth = Type.Static<typeof DeviceHealth>

/**
 * `absent`: no way to it, or no answer. `quarantined`: it or its driver misbehaved, and nothing is
 * sent to it until `until` or until somebody releases it.
 */
export const DeviceStanding = Type.Union([
  Type.Literal('starting'),
  Type.Literal('absent'),
  Type.Literal('converging'),
  Type.Literal('as-desired'),
  Type.Literal('quarantined'),
])
export type DeviceStanding = Type.Static<typeof DeviceStanding>

const desired = <T extends Type.TSchema>(aim: T) =>
  Type.Object({ revision: Type.Integer({ minimum: 0 }), aim }, strict)

const reported = <T extends Type.TSchema>(state: T) =>
  Type.Object(
    {
      /** Of the newest aim that the device was seen to follow; 0 while there is none. */
      revision: Type.Integer({ minimum: 0 }),
      standing: DeviceStanding,
      /** End of the quarantine by the bridge's clock; null outside one. */
      until: Type.Union([Instant, Type.Null()]),
      /** Null while nothing is known of it. */
      state: Type.Union([state, Type.Null()]),
      /** What this device was found able to do: names of its aim's parts, 'preset', 'identify', … */
      abilities: Type.Array(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }), { maxItems: 32 }),
      identity: DeviceIdentity,
      problem: Type.Union([Problem, Type.Null()]),
      health: DeviceHealth,
    },
    strict,
  )

/** Sender's id of an order; the answer carries it. */
export const OrderId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' })
const order = { order: OrderId }

/**
 * Something to do once, never retained: a bridge that is away misses it, and the desk says so.
 * `identify`: shows itself (blinks, an on-screen text). `test`: says all it knows, moves nothing.
 * `release`: ends its quarantine. `store-preset`: a camera remembers where it looks.
 */
export const DeviceOrder = Type.Union([
  Type.Object({ type: Type.Literal('identify'), ...order }, strict),
  Type.Object({ type: Type.Literal('test'), ...order }, strict),
  Type.Object({ type: Type.Literal('release'), ...order }, strict),
  Type.Object({ type: Type.Literal('store-preset'), ...order, preset: CameraPreset }, strict),
])
export type DeviceOrder = Type.Static<typeof DeviceOrder>

/** An order was carried out, or why not. */
export const OrderDone = Type.Object(
  { type: Type.Literal('done'), ...order, problem: Type.Union([Problem, Type.Null()]) },
  strict,
)
export type OrderDone = Type.Static<typeof OrderDone>

/** The messages of each kind. */
export const DEVICE_SCHEMAS = {
  camera: { desired: desired(CameraAim), reported: reported(CameraState), event: OrderDone },
  display: { desired: desired(DisplayAim), reported: reported(DisplayState), event: OrderDone },
  mixer: {
    desired: desired(MixerAim),
    reported: reported(MixerState),
    event: Type.Union([OrderDone, MixerEvent]),
  },
  switcher: { desired: desired(SwitcherAim), reported: reported(SwitcherState), event: OrderDone },
  lamp: { desired: desired(LampAim), reported: reported(LampState), event: OrderDone },
  reader: {
    desired: desired(ReaderAim),
    reported: reported(ReaderState),
    event: Type.Union([OrderDone, ReaderEvent]),
  },
  panel: {
    desired: desired(PanelAim),
    reported: reported(PanelState),
    event: Type.Union([OrderDone, PanelEvent]),
  },
} as const

/** Kinds of devices beside consoles. */
export type RoomDeviceKind = keyof typeof DEVICE_SCHEMAS
export const RoomDeviceKind = Type.Unsafe<RoomDeviceKind>(
  Type.Union(Object.keys(DEVICE_SCHEMAS).map((kind) => Type.Literal(kind))),
)

type Schemas = typeof DEVICE_SCHEMAS
export type DeviceDesired<K extends RoomDeviceKind = RoomDeviceKind> = {
  [Kind in K]: Type.Static<Schemas[Kind]['desired']>
}[K]
export type DeviceReported<K extends RoomDeviceKind = RoomDeviceKind> = {
  [Kind in K]: Type.Static<Schemas[Kind]['reported']>
}[K]
export type DeviceEvent<K extends RoomDeviceKind = RoomDeviceKind> = {
  [Kind in K]: Type.Static<Schemas[Kind]['event']>
}[K]
export type DeviceAim<K extends RoomDeviceKind = RoomDeviceKind> = DeviceDesired<K>['aim']
export type DeviceState<K extends RoomDeviceKind = RoomDeviceKind> = NonNullable<
  DeviceReported<K>['state']
>

/** A device of the chamber, as everybody may know it: how it is reached is the bridge's matter. */
export const Device = Type.Object(
  {
    id: DeviceId,
    kind: RoomDeviceKind,
    driver: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    bridge: DeviceId,
  },
  strict,
)
export type Device = Type.Static<typeof Device>
