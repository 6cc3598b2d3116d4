import Type from 'typebox'
import type { DeviceModel } from '../device-driver.ts'
import type { GainLimits, MixerMap } from '../mixer-parts.ts'

export interface TesiraModel extends DeviceModel, GainLimits {}

export const TESIRA_MODELS: readonly TesiraModel[] = [
  // A level block goes from -100 to 12 dB unless its design narrows it.
  { id: 'server', name: 'Any Tesira', lowest: -1000, highest: 120 },
]

const strict = { additionalProperties: false }
const Tag = Type.String({ minLength: 1, maxLength: 80, pattern: '^[^"/&\\r\\n]+$' })
const Index = Type.Integer({ minimum: 1, maximum: 1024 })
const Name = Type.String({ minLength: 1, maxLength: 40 })
const MAX_PARTS = 1024

/** Which channel of which block of the design is which channel, send and meter of the chamber. */
export const TesiraOptions = Type.Object(
  {
    channels: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^.{1,40}$' }),
        Type.Object(
          {
            /** A level block, or another that has `level` and `mute`. */
            block: Tag,
            channel: Index,
            meter: Type.Optional(Type.Object({ block: Tag, channel: Index }, strict)),
          },
          strict,
        ),
        { maxProperties: MAX_PARTS },
      ),
    ),
    /** Crosspoints of matrix mixers. */
    sends: Type.Optional(
      Type.Array(
        Type.Object({ from: Name, to: Name, block: Tag, input: Index, output: Index }, strict),
        { maxItems: MAX_PARTS },
      ),
    ),
  },
  strict,
)
export type TesiraOptions = Type.Static<typeof TesiraOptions>

/** An attribute of a block. */
export interface TesiraControl {
  block: string
  attribute: 'level' | 'mute' | 'crosspointLevel' | 'crosspointLevelState'
  indexes: readonly number[]
}

export function mixerMapOf({ channels = {}, sends = [] }: TesiraOptions): MixerMap<TesiraControl> {
  return {
    channels: Object.fromEntries(
      Object.entries(channels).map(([name, { block, channel }]) => [
        name,
        {
          mute: { block, attribute: 'mute', indexes: [channel] },
          gain: { block, attribute: 'level', indexes: [channel] },
        },
      ]),
    ),
    sends: sends.map(({ from, to, block, input, output }) => ({
      ...{ from, to },
      mute: { block, attribute: 'crosspointLevelState', indexes: [input, output] },
      gain: { block, attribute: 'crosspointLevel', indexes: [input, output] },
    })),
  }
}
