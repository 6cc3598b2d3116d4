import Type from 'typebox'
import type { DeviceModel } from '../device-driver.ts'

export interface TallyModel extends DeviceModel {
  speaks: 'tsl-3.1' | 'tsl-5.0' | 'relay'
  /** Largest number of a lamp. */
  highest: number
}

export const TALLY_MODELS: readonly TallyModel[] = [
  { id: 'tsl-3.1', name: 'Displays by TSL UMD V3.1', speaks: 'tsl-3.1', highest: 126 },
  { id: 'tsl-5.0', name: 'Displays by TSL UMD V5.0', speaks: 'tsl-5.0', highest: 65_534 },
  { id: 'relay-lcus', name: 'USB relay board, LCUS', speaks: 'relay', highest: 255 },
]

const Tally = Type.Integer({ minimum: 1, maximum: 4 })
export const TallyOptions = Type.Object(
  {
    /** Each lamp's number at its display, screen or board. */
    lamps: Type.Record(
      Type.String({ pattern: '^.{1,40}$' }),
      Type.Integer({ minimum: 0, maximum: 65_534 }),
      { maxProperties: 1024 },
    ),
    /** Of V5.0; every display of every screen without it. */
    screen: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
    /** Of V3.1: which of its four tallies is which. */
    red: Type.Optional(Tally),
    green: Type.Optional(Tally),
  },
  { additionalProperties: false },
)
export type TallyOptions = Type.Static<typeof TallyOptions>
