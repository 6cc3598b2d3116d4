import type { PadModel } from '../model.ts'

/**
 * The plainest pad one can build from any microcontroller with USB: no report ids, one byte of keys in,
 * two bytes of lamps out. 1209:0001 is the number pid.codes gives for trying things out.
 */
export const plainPad: PadModel = {
  id: 'plain-pad',
  name: 'Plain pad with six keys',
  vendorId: 0x1209,
  productId: 0x0001,
  input: {
    where: [],
    keys: [
      { key: 'talk', byte: 0, mask: 0x01 },
      { key: 'present', byte: 0, mask: 0x02 },
      { key: 'choice-1', byte: 0, mask: 0x04 },
      { key: 'choice-2', byte: 0, mask: 0x08 },
      { key: 'choice-3', byte: 0, mask: 0x10 },
      { key: 'choice-4', byte: 0, mask: 0x20 },
    ],
  },
  output: {
    kind: 'bits',
    report: [0, 0, 0],
    lamps: [
      { lamp: 'microphone', byte: 1, mask: 0x01 },
      { lamp: 'asking', byte: 1, mask: 0x02 },
      { lamp: 'next', byte: 1, mask: 0x04 },
      { lamp: 'on-air', byte: 1, mask: 0x08 },
      { lamp: 'present', byte: 1, mask: 0x10 },
      { lamp: 'choice-1', byte: 2, mask: 0x01 },
      { lamp: 'choice-2', byte: 2, mask: 0x02 },
      { lamp: 'choice-3', byte: 2, mask: 0x04 },
      { lamp: 'choice-4', byte: 2, mask: 0x08 },
    ],
  },
}
