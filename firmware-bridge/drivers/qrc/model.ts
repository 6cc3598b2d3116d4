import Type from 'typebox'
import type { DeviceModel } from '../device-driver.ts'
import type { GainLimits, MixerMap } from '../mixer-parts.ts'

/** What a design holds, only its chamber's file can say; the model knows the limits. */
export interface QrcModel extends DeviceModel, GainLimits {}

export const QRC_MODELS: readonly QrcModel[] = [
  // A gain block of Q-SYS goes from -100 to 20 dB unless its design narrows it.
  { id: 'core', name: 'Any Q-SYS Core', lowest: -1000, highest: 200 },
]

const strict = { additionalProperties: false }
const Name = Type.String({ minLength: 1, maxLength: 120 })
/** Without `component` they are Named Controls. */
const controls = {
  component: Type.Optional(Name),
  gain: Type.Optional(Name),
}
const MAX_PARTS = 1024

/** Which control of the design is which channel, send and meter of the chamber. */
export const QrcOptions = Type.Object(
  {
    /** The password is in the secret file. */
    user: Type.Optional(Name),
    channels: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^.{1,40}$' }),
        Type.Object({ ...controls, mute: Type.Optional(Name), level: Type.Optional(Name) }, strict),
        { maxProperties: MAX_PARTS },
      ),
    ),
    sends: Type.Optional(
      Type.Array(Type.Object({ from: Name, to: Name, ...controls, mute: Name }, strict), {
        maxItems: MAX_PARTS,
      }),
    ),
  },
  strict,
)
export type QrcOptions = Type.Static<typeof QrcOptions>

/** A control as text, so that it can be a key: its component, a null character, its name. */
export type ControlKey = string

export const keyOf = (component: string | null | undefined, name: string): ControlKey =>
  `${component ?? ''}\0${name}`

export function partsOf(key: ControlKey): { component: string | null; name: string } {
  const [component = '', name = ''] = key.split('\0')
  return { component: component === '' ? null : component, name }
}

export function mixerMapOf({ channels = {}, sends = [] }: QrcOptions): MixerMap<ControlKey> {
  const keys = (it: { component?: string; mute?: string; gain?: string }) => ({
    ...(it.mute === undefined ? {} : { mute: keyOf(it.component, it.mute) }),
    ...(it.gain === undefined ? {} : { gain: keyOf(it.component, it.gain) }),
  })
  return {
    channels: Object.fromEntries(Object.entries(channels).map(([name, it]) => [name, keys(it)])),
    sends: sends.map(({ from, to, ...it }) => ({
      ...{ from, to, mute: keyOf(it.component, it.mute) },
      ...(it.gain === undefined ? {} : { gain: keyOf(it.component, it.gain) }),
    })),
  }
}

/** The meters, and which channel each is of. */
export const metersOf = ({ channels = {} }: QrcOptions): ReadonlyMap<ControlKey, string> =>
  new Map(
    Object.entries(channels).flatMap(([name, { component, level }]) =>
      level === undefined ? [] : [[keyOf(component, level), name] as const],
    ),
  )
