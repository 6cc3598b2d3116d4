import type { ConsoleAim, ConsoleKey } from '../../../controller/protocol/device-messages.ts'

/** What a lamp of a pad tells. `choice-n` is dim while the choice is offered, lit when recorded. */
export type Lamp = 'microphone' | 'asking' | 'next' | 'on-air' | 'present' | `choice-${number}`
export type Light = 'dark' | 'dim' | 'lit'

/** A voting pad as data: where its keys are in what it sends, its lamps in what it is sent. */
export interface PadModel {
  id: string
  name: string
  vendorId: number
  productId: number
  input: {
    /** Byte values by which a report of the keys is told from others; with a report id, byte 0 is it. */
    where: readonly { byte: number; mask: number; equals: number }[]
    /** A key is down when any bit of the mask is set. */
    keys: readonly { key: ConsoleKey; byte: number; mask: number }[]
  }
  output: PadOutput
}

export type PadOutput =
  /** One report sets all lamps: bits are set in `report` (report id first) for those not dark. */
  | {
      kind: 'bits'
      report: readonly number[]
      lamps: readonly { lamp: Lamp; byte: number; mask: number }[]
    }
  /** A report for each lamp, padded with zeros to `length`. */
  | {
      kind: 'report-per-lamp'
      length: number
      lamps: readonly ({ lamp: Lamp } & Record<Light, readonly number[]>)[]
    }

/** How every lamp of a console stands when it shows this. */
export function lightOf(lamp: Lamp, aim: ConsoleAim): Light {
  if (lamp === 'microphone') return aim.microphone === 'open' ? 'lit' : 'dark'
  if (lamp === 'present') return aim.present ? 'lit' : 'dark'
  if (lamp === 'asking' || lamp === 'next' || lamp === 'on-air') {
    return aim.talk === lamp ? 'lit' : 'dark'
  }
  const choice = Number(lamp.slice('choice-'.length))
  if (!aim.ballot || choice > aim.ballot.choices) return 'dark'
  if (aim.ballot.recorded === 0) return 'dim'
  // Of a secret vote: recorded, and all alike.
  if (aim.ballot.recorded === 'sealed') return 'lit'
  return aim.ballot.recorded === choice ? 'lit' : 'dark'
}
