import type { Lamp, PadModel } from '../model.ts'

/** Output report 181: backlight of one key, 0 dark, 1 lit, 2 flashing. Red is 32 above blue. */
const backlight = (lamp: Lamp, index: number) => ({
  lamp,
  dark: [0, 181, index, 0],
  dim: [0, 181, index, 2],
  lit: [0, 181, index, 1],
})
const RED = 32

/**
 * X-keys XK-24, four columns of six keys; from the maker's published data reports
 * (xkeys.com, "HID Data Reports"). First column: talk and present; second: the choices.
 */
export const xk24: PadModel = {
  id: 'xk-24',
  name: 'X-keys XK-24',
  vendorId: 0x05f3,
  productId: 1029,
  input: {
    // Byte 0 is the unit id, byte 1 a kind of report: above 3 are answers to questions.
    where: [{ byte: 1, mask: 0xfc, equals: 0 }],
    keys: [
      { key: 'talk', byte: 2, mask: 1 << 0 },
      { key: 'present', byte: 2, mask: 1 << 1 },
      { key: 'choice-1', byte: 3, mask: 1 << 0 },
      { key: 'choice-2', byte: 3, mask: 1 << 1 },
      { key: 'choice-3', byte: 3, mask: 1 << 2 },
      { key: 'choice-4', byte: 3, mask: 1 << 3 },
    ],
  },
  output: {
    kind: 'report-per-lamp',
    length: 36,
    lamps: [
      backlight('next', 0),
      backlight('on-air', 0 + RED),
      backlight('present', 1),
      backlight('asking', 2),
      backlight('microphone', 2 + RED),
      backlight('choice-1', 8),
      backlight('choice-2', 9),
      backlight('choice-3', 10),
      backlight('choice-4', 11),
    ],
  },
}
