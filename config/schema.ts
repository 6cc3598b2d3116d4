import Type from 'typebox'
import { AgendaItem } from '../controller/protocol/commands.ts'
import { CardNumber } from '../controller/protocol/card.ts'
import {
  Group,
  Member,
  Policy,
  Seat,
  SharedMicrophone,
  Split,
} from '../controller/protocol/chamber.ts'
import { FlagPolicy } from '../controller/protocol/flags.ts'
import { RoomDeviceKind } from '../controller/protocol/devices.ts'
import { DeviceId, RuleId, SeatId, SittingId } from '../controller/protocol/ids.ts'
import { Text } from '../controller/protocol/text.ts'
import { MediaConfig } from './media-schema.ts'
import { WitnessPlace } from './witness-schema.ts'

/** The file a chamber is described by (`config/chambers/*.yaml`). Unknown keys are refused. */

const strict = { additionalProperties: false }
const Port = Type.Integer({ minimum: 0, maximum: 65535 })

/** Rows of seats bent around the chair, cut into blocks by aisles. Lengths in centimetres. */
export const Horseshoe = Type.Object(
  {
    kind: Type.Literal('horseshoe'),
    /** Names of the blocks from the chair's right to the chair's left. */
    blocks: Type.Array(Type.String({ pattern: '^[A-Z]$' }), { minItems: 1, maxItems: 26 }),
    /** Seats of one block in each row, from the innermost row out. */
    rows: Type.Array(Type.Integer({ minimum: 1, maximum: 40 }), { minItems: 1, maxItems: 30 }),
    innerRadius: Type.Integer({ minimum: 100, maximum: 5000 }),
    rowDepth: Type.Integer({ minimum: 50, maximum: 400 }),
    /** Whole opening of the horseshoe, degrees. */
    opening: Type.Integer({ minimum: 60, maximum: 270 }),
    aisle: Type.Integer({ minimum: 0, maximum: 30 }),
    /** Seats at the head table, the chair's first; the others to its right and left in turn. */
    head: Type.Array(SeatId, { minItems: 1, maxItems: 9 }),
  },
  strict,
)
export type Horseshoe = Type.Static<typeof Horseshoe>

export const Plan = Type.Union([
  Horseshoe,
  Type.Object({ kind: Type.Literal('seats'), seats: Type.Array(Seat, { maxItems: 2000 }) }, strict),
])
export type Plan = Type.Static<typeof Plan>

/** A serial line: the first seat has address 1, the second 2, in the order the cable runs. */
export const SerialLine = Type.Object(
  {
    id: DeviceId,
    /** A device such as /dev/ttyUSB0; a relative path lies in the data folder. */
    port: Type.String({ minLength: 1, maxLength: 200 }),
    baudRate: Type.Integer({ minimum: 9600, maximum: 921600 }),
    seats: Type.Array(SeatId, { minItems: 1, maxItems: 64 }),
    /** Length of a slot in bit times (docs/chamber-bus.md, section 4); 8 when left out. */
    slotBits: Type.Optional(Type.Integer({ minimum: 6, maximum: 40 })),
    /** What the adapter may hold received bytes back, ms; 20 when left out. */
    latencyMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  strict,
)

/** A USB pad at the bridge's own computer; `model` is one of firmware-bridge/drivers/hid-pad/pads. */
export const Pad = Type.Object(
  {
    seat: SeatId,
    model: Type.String({ minLength: 1, maxLength: 40 }),
    /** Serial number, where several of a model are plugged in. */
    serial: Type.Optional(Type.String({ maxLength: 80 })),
  },
  strict,
)

/** In the file a card has its number; the record never sees it. */
const FileMember = Type.Object(
  { ...Member.properties, card: Type.Union([CardNumber, Type.Null()]) },
  strict,
)

/** A folder of firmware-bridge/drivers, and one of the models in it. */
const DriverName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' })
/** How a device or system is reached: firmware-bridge/transports/address.ts says what can stand here. */
const reached = {
  driver: DriverName,
  model: DriverName,
  address: Type.String({ minLength: 1, maxLength: 200 }),
  /** A file with its password; a relative path lies in the data folder. */
  secretFile: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** The driver's own, as its README says. */
  options: Type.Optional(Type.Object({})),
}

/** A camera, display, mixer, switcher, lamp, reader or panel. Several may share an address. */
export const RoomDevice = Type.Object(
  {
    id: DeviceId,
    kind: RoomDeviceKind,
    bridge: DeviceId,
    ...reached,
    /** Which one it is on a shared address, as its driver's README says. */
    place: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    /** How it should be while nothing else is said; its kind's aim in controller/protocol. */
    aim: Type.Optional(Type.Object({})),
  },
  strict,
)
export type RoomDevice = Type.Static<typeof RoomDevice>

/** Another maker's discussion system as consoles: seat → its unit's number there. */
export const ConsoleSystem = Type.Object(
  {
    id: DeviceId,
    ...reached,
    seats: Type.Record(SeatId, Type.String({ minLength: 1, maxLength: 40 }), {
      minProperties: 1,
      maxProperties: 2000,
    }),
  },
  strict,
)

export const ChamberFile = Type.Object(
  {
    id: DeviceId,
    name: Text,
    /** True: the room is simulated when nothing else is said on the command line. */
    simulation: Type.Boolean(),
    http: Type.Object(
      {
        /** Where screens in the house and outside reach the controller, always over TLS. */
        host: Type.String(),
        port: Port,
        /** Plain HTTP for this machine alone (127.0.0.1); null: none. */
        loopbackPort: Type.Union([Port, Type.Null()]),
        /** Names people type, beside the machine's own names and addresses. */
        names: Type.Array(Type.String({ maxLength: 253 }), { maxItems: 20 }),
        /** The customer's own certificate; without it one is made by a local authority. */
        certificate: Type.Optional(
          Type.Object({ cert: Type.String(), key: Type.String() }, strict),
        ),
      },
      strict,
    ),
    mqtt: Type.Object(
      {
        /** 'embedded', or the URL of a broker of your own: mqtt://… or mqtts://… */
        broker: Type.String({ pattern: '^(embedded|mqtts?://.+)$' }),
        host: Type.String(),
        port: Port,
      },
      strict,
    ),
    media: MediaConfig,
    /** Programs of the house that may give commands with a token (docs/api.md). */
    integrators: Type.Array(DeviceId, { maxItems: 50 }),
    /** Who keeps the record's signed heads apart from this machine (docs/verify.md); none: nobody. */
    witnesses: Type.Optional(Type.Array(WitnessPlace, { maxItems: 10 })),
    policy: Type.Object(
      {
        ...Type.Omit(Policy, ['flags', 'presenceCheck', 'lateWindowMs']).properties,
        /** 'optional' when left out. */
        presenceCheck: Type.Optional(Policy.properties.presenceCheck),
        /** 0 when left out: nothing is awaited after the close of a vote. */
        lateWindowMs: Type.Optional(Policy.properties.lateWindowMs),
      },
      strict,
    ),
    /** In place of config/flags.yaml. */
    flags: Type.Optional(FlagPolicy),
    /** Seats that share a microphone; its cable is that of the first one's console. */
    microphones: Type.Optional(Type.Array(SharedMicrophone, { maxItems: 1000 })),
    rules: Type.Array(RuleId, { minItems: 1, maxItems: 50 }),
    plan: Plan,
    groups: Type.Array(Group, { maxItems: 100 }),
    splits: Type.Array(Split, { maxItems: 10 }),
    members: Type.Array(FileMember, { maxItems: 2000 }),
    bridges: Type.Array(
      Type.Object(
        {
          id: DeviceId,
          lines: Type.Array(SerialLine, { maxItems: 64 }),
          pads: Type.Optional(Type.Array(Pad, { maxItems: 64 })),
          systems: Type.Optional(Type.Array(ConsoleSystem, { maxItems: 16 })),
        },
        strict,
      ),
      { maxItems: 16 },
    ),
    /** Seats whose console has its own network and speaks MQTT itself. */
    networkConsoles: Type.Array(SeatId, { maxItems: 2000 }),
    /** Devices beside consoles, each on one of the bridges. */
    devices: Type.Optional(Type.Array(RoomDevice, { maxItems: 500 })),
    displays: Type.Array(Type.Object({ id: DeviceId, name: Text }, strict), { maxItems: 100 }),
    /** Sittings to schedule at the first start. */
    sittings: Type.Array(
      Type.Object(
        { id: SittingId, title: Text, agenda: Type.Array(AgendaItem, { maxItems: 500 }) },
        strict,
      ),
      { maxItems: 1 },
    ),
  },
  strict,
)
export type ChamberFile = Type.Static<typeof ChamberFile>
