import Type from 'typebox'
import { SeatId } from './ids.ts'

/** Where a person takes part from. */
export const Place = Type.Union([
  Type.Object({ kind: Type.Literal('seat'), seat: SeatId }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('remote') }, { additionalProperties: false }),
])
export type Place = Type.Static<typeof Place>
