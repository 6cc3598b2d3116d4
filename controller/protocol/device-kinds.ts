import Type from 'typebox'
import { Instant, PressId } from './ids.ts'

/**
 * What devices beside consoles are, kind by kind. An aim says what should be so: what it leaves out
 * stays as it is. A state says what the device really is, as far as it can say: null is "it cannot
 * tell" or "not known yet", never a guess.
 */
const strict = { additionalProperties: false }
const literals = <T extends string>(...values: T[]) => Type.Unsafe<T>(Type.Enum(values))
const orUnknown = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** Name of an input, output, channel or lamp, as the device's model has it. */
export const PartName = Type.String({ minLength: 1, maxLength: 40 })
const partPattern = '^.{1,40}$'
/** The largest router and mixer in use have 288 and 800 of them. */
const MAX_PARTS = 1024
const byPart = <T extends Type.TSchema>(value: T) =>
  Type.Record(Type.String({ pattern: partPattern }), value, { maxProperties: MAX_PARTS })

const Power = literals('on', 'standby')
const PowerState = literals('on', 'standby', 'warming', 'cooling', 'unknown')

/** Hundredths of a degree, to the right and up; zoom in ten-thousandths of its range, 0 is wide. */
export const CameraPosition = Type.Object(
  {
    pan: Type.Integer({ minimum: -36_000, maximum: 36_000 }),
    tilt: Type.Integer({ minimum: -18_000, maximum: 18_000 }),
    zoom: Type.Integer({ minimum: 0, maximum: 10_000 }),
  },
  strict,
)
export type CameraPosition = Type.Static<typeof CameraPosition>

const Percent = Type.Integer({ minimum: -100, maximum: 100 })
export const CameraPreset = Type.Integer({ minimum: 0, maximum: 254 })
const Tally = literals('off', 'next', 'on-air')
const Focus = literals('auto', 'manual')

/**
 * Where a camera looks. A drive is a speed in hundredths of the fastest, right, up and in positive;
 * all zero is standing still. The driver stops a drive by itself 1 s after it was last desired, so
 * that a lost connection leaves no camera turning: who keeps a key down desires it again each 0.3 s.
 */
export const CameraView = Type.Union([
  Type.Object({ kind: Type.Literal('preset'), preset: CameraPreset }, strict),
  Type.Object({ kind: Type.Literal('position'), ...CameraPosition.properties }, strict),
  Type.Object({ kind: Type.Literal('drive'), pan: Percent, tilt: Percent, zoom: Percent }, strict),
])
export type CameraView = Type.Static<typeof CameraView>

export const CameraAim = Type.Object(
  {
    power: Type.Optional(Power),
    view: Type.Optional(CameraView),
    tally: Type.Optional(Tally),
    focus: Type.Optional(Focus),
  },
  strict,
)
export const CameraState = Type.Object(
  {
    power: PowerState,
    /** The preset it was seen to arrive at, or was sent to where it cannot say; null once it moved. */
    preset: orUnknown(CameraPreset),
    position: orUnknown(CameraPosition),
    moving: orUnknown(Type.Boolean()),
    tally: orUnknown(Tally),
    focus: orUnknown(Focus),
  },
  strict,
)

const Shown = literals('shown', 'muted')
const Volume = Type.Integer({ minimum: 0, maximum: 100 })
export const DisplayAim = Type.Object(
  {
    power: Type.Optional(Power),
    /** One of `inputs` of its state. */
    input: Type.Optional(PartName),
    picture: Type.Optional(Shown),
    sound: Type.Optional(literals('on', 'muted')),
    /** Hundredths of the loudest. */
    volume: Type.Optional(Volume),
    frozen: Type.Optional(Type.Boolean()),
  },
  strict,
)
export const DisplayState = Type.Object(
  {
    power: PowerState,
    input: orUnknown(PartName),
    /** What it has; empty while that is not known. */
    inputs: Type.Array(PartName, { maxItems: 64 }),
    picture: orUnknown(Shown),
    sound: orUnknown(literals('on', 'muted')),
    volume: orUnknown(Volume),
    frozen: orUnknown(Type.Boolean()),
    /** Of each lamp or light source; empty where it does not say. */
    lampHours: Type.Array(Type.Integer({ minimum: 0, maximum: 999_999 }), { maxItems: 8 }),
    /** What it complains of, in kebab words: 'lamp', 'filter', 'temperature', 'fan', 'cover', … */
    warnings: Type.Array(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }), { maxItems: 16 }),
  },
  strict,
)

/** Tenths of a decibel; -1200 is silence. */
const TenthsDb = Type.Integer({ minimum: -1200, maximum: 300 })
const MixerChannel = Type.Object(
  { muted: Type.Optional(Type.Boolean()), gain: Type.Optional(TenthsDb) },
  strict,
)
/** A crosspoint: how much of `from` goes to `to`. */
const MixerSend = Type.Object(
  { from: PartName, to: PartName, on: Type.Boolean(), gain: Type.Optional(TenthsDb) },
  strict,
)
export const MixerAim = Type.Object(
  {
    channels: Type.Optional(byPart(MixerChannel)),
    sends: Type.Optional(Type.Array(MixerSend, { maxItems: MAX_PARTS })),
  },
  strict,
)
export const MixerState = Type.Object(
  {
    channels: byPart(
      Type.Object({ muted: orUnknown(Type.Boolean()), gain: orUnknown(TenthsDb) }, strict),
    ),
    sends: Type.Array(MixerSend, { maxItems: MAX_PARTS }),
  },
  strict,
)

/** Which input each output shows. */
export const SwitcherAim = Type.Object({ routes: Type.Optional(byPart(PartName)) }, strict)
export const SwitcherState = Type.Object(
  {
    routes: byPart(PartName),
    /** What people called them at the device; the name alone where it has none. */
    inputs: byPart(Type.String({ maxLength: 80 })),
    outputs: byPart(Type.String({ maxLength: 80 })),
    /** Outputs that somebody locked at the device. */
    locked: Type.Array(PartName, { maxItems: MAX_PARTS }),
  },
  strict,
)

const Colour = literals('off', 'red', 'green', 'amber', 'blue', 'white')
const Lit = Type.Object(
  { colour: Colour, text: Type.Optional(Type.String({ maxLength: 80 })) },
  strict,
)
export const LampAim = Type.Object({ lamps: Type.Optional(byPart(Lit)) }, strict)
/** Of a lamp that cannot be read: what it was told last. */
export const LampState = Type.Object({ lamps: byPart(Lit) }, strict)

export const ReaderAim = Type.Object({ lamp: Type.Optional(Colour) }, strict)
/** Not which card: what is retained names nobody. */
export const ReaderState = Type.Object({ cardPresent: orUnknown(Type.Boolean()) }, strict)

const PanelKey = Type.Object({ text: Type.String({ maxLength: 40 }), colour: Colour }, strict)
export const PanelAim = Type.Object(
  { keys: Type.Optional(byPart(PanelKey)), brightness: Type.Optional(Volume) },
  strict,
)
/** `keys` are the names of those it has. */
export const PanelState = Type.Object(
  { keys: Type.Array(PartName, { maxItems: 128 }), brightness: orUnknown(Volume) },
  strict,
)

/** `at` is the bridge's clock, evidence only; a repeat of a `pressId` changes nothing. */
const press = { pressId: PressId, at: Instant }
export const ReaderEvent = Type.Object(
  {
    type: Type.Literal('card'),
    ...press,
    card: Type.String({ pattern: '^[0-9A-F]{8,32}$' }),
    inserted: Type.Boolean(),
  },
  strict,
)
export const PanelEvent = Type.Union([
  Type.Object({ type: Type.Literal('key'), ...press, key: PartName, down: Type.Boolean() }, strict),
  Type.Object(
    {
      type: Type.Literal('turn'),
      ...press,
      key: PartName,
      steps: Type.Integer({ minimum: -100, maximum: 100 }),
    },
    strict,
  ),
])
/** Loudness now, at most five times a second; only channels that changed need be named. */
export const MixerEvent = Type.Object(
  { type: Type.Literal('levels'), at: Instant, levels: byPart(TenthsDb) },
  strict,
)

export type CameraAim = Type.Static<typeof CameraAim>
export type CameraState = Type.Static<typeof CameraState>
export type DisplayAim = Type.Static<typeof DisplayAim>
export type DisplayState = Type.Static<typeof DisplayState>
export type MixerAim = Type.Static<typeof MixerAim>
export type MixerState = Type.Static<typeof MixerState>
export type SwitcherAim = Type.Static<typeof SwitcherAim>
export type SwitcherState = Type.Static<typeof SwitcherState>
export type LampAim = Type.Static<typeof LampAim>
export type LampState = Type.Static<typeof LampState>
export type ReaderAim = Type.Static<typeof ReaderAim>
export type ReaderState = Type.Static<typeof ReaderState>
export type PanelAim = Type.Static<typeof PanelAim>
export type PanelState = Type.Static<typeof PanelState>
export type ReaderEvent = Type.Static<typeof ReaderEvent>
export type PanelEvent = Type.Static<typeof PanelEvent>
export type MixerEvent = Type.Static<typeof MixerEvent>
