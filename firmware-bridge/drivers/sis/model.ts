import Type from 'typebox'
import type { DeviceModel } from '../device-driver.ts'
import type { TieKind } from './codec.ts'

/** A switcher as data. SIS does not say how many sockets it has: its chamber's file names those in use. */
export interface SisModel extends DeviceModel {
  /** What a route ties. */
  ties: TieKind
}

export const SIS_MODELS: readonly SisModel[] = [
  { id: 'matrix', name: 'Extron matrix switcher, picture and sound', ties: 'all' },
  { id: 'matrix-video', name: 'Extron matrix switcher, picture alone', ties: 'video' },
  { id: 'matrix-audio', name: 'Extron matrix switcher, sound alone', ties: 'audio' },
]

const sockets = Type.Record(
  Type.String({ pattern: '^.{1,40}$' }),
  Type.Integer({ minimum: 1, maximum: 999 }),
  { maxProperties: 999 },
)

export const SisOptions = Type.Object(
  { inputs: sockets, outputs: sockets },
  { additionalProperties: false },
)
export type SisOptions = Type.Static<typeof SisOptions>
