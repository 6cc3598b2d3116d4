import type { GlyphName } from '../glyph/glyphs.ts'

export type ChipState = 'air' | 'opening' | 'asking' | 'next' | 'remote' | 'voted' | 'fault'

/** Glyph and word of each state; hue and form are the chip's style. */
export const CHIPS: Record<ChipState, { glyph: GlyphName; word: string }> = {
  air: { glyph: 'mic', word: 'onAir' },
  /** The microphone was ordered open and the device has not said so yet: not red. */
  opening: { glyph: 'mic', word: 'opening' },
  asking: { glyph: 'hand', word: 'asking' },
  next: { glyph: 'next', word: 'next' },
  remote: { glyph: 'globe', word: 'remote' },
  voted: { glyph: 'check', word: 'voted' },
  fault: { glyph: 'fault', word: 'fault' },
}
