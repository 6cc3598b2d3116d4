/**
 * The marks of the room's states and of the choices, drawn once on a 16 × 16 field. They are the
 * same on plan, chip, console and display, in HTML and inside the plan's SVG, so they are paths and
 * not components of an icon set; ordinary icons (search, lock, …) come from @lucide/vue.
 */
export interface GlyphPart {
  d: string
  /** Stroke width; a part without one is filled. */
  stroke?: number
  /** The stroke shows what is behind the glyph: the sign inside a filled triangle. */
  cut?: true
}

const circle = (r: number) => `M8 ${8 - r}a${r} ${r} 0 1 1 0 ${2 * r}a${r} ${r} 0 1 1 0 ${-2 * r}z`
const micStand = 'M2.9 7.4a5.1 5.1 0 0 0 10.2 0M8 12.6v2.3M5.2 15.2h5.6'

export const GLYPHS = {
  mic: [
    { d: 'M8 .8a2.8 2.8 0 0 1 2.8 2.8V7a2.8 2.8 0 0 1-5.6 0V3.6A2.8 2.8 0 0 1 8 .8z' },
    { d: micStand, stroke: 1.6 },
  ],
  'mic-off': [
    {
      d: 'M8 1.3a2.3 2.3 0 0 1 2.3 2.3V7a2.3 2.3 0 0 1-4.6 0V3.6A2.3 2.3 0 0 1 8 1.3z',
      stroke: 1.3,
    },
    { d: micStand, stroke: 1.3 },
  ],
  /** What closes a microphone, where `mic-off` is one that is closed. */
  'mic-close': [
    {
      d: 'M8 1.3a2.3 2.3 0 0 1 2.3 2.3V7a2.3 2.3 0 0 1-4.6 0V3.6A2.3 2.3 0 0 1 8 1.3z',
      stroke: 1.2,
    },
    { d: micStand, stroke: 1.2 },
    { d: 'm2 1.5 12 13', stroke: 1.2 },
  ],
  hand: [
    { d: 'M5.1 9V3.9M7.6 8.5V2M10.1 8.5V2.6M12.6 9.5V4.6', stroke: 2 },
    { d: 'M4.1 7.6h9.5v3.1c0 3-1.9 4.9-4.7 4.9-2.2 0-3.5-.9-4.6-2.8L1.7 9.2c-.5-1 .8-1.9 1.6-1z' },
  ],
  next: [{ d: 'M5 2.2 11 8l-6 5.8', stroke: 2.8 }],
  check: [{ d: 'm2.6 8.6 3.6 3.7 7.2-8.4', stroke: 2.3 }],
  globe: [
    { d: circle(6.4), stroke: 1.4 },
    {
      d: 'M8 1.6c1.55 0 2.8 2.9 2.8 6.4S9.55 14.4 8 14.4 5.2 11.5 5.2 8 6.45 1.6 8 1.6z',
      stroke: 1.4,
    },
    { d: 'M1.8 8h12.4', stroke: 1.4 },
  ],
  fault: [{ d: 'M8 1.2 15.6 14.6H.4z' }, { d: 'M8 6v4.2M8 12.1v.9', stroke: 1.7, cut: true }],
  order: [{ d: 'M3 15V1.4', stroke: 1.8 }, { d: 'M3.6 1.8h9.6L10.6 5l2.6 3.3H3.6z' }],
  bell: [
    {
      d: 'M8 1.2a4.4 4.4 0 0 1 4.4 4.4c0 3.3.9 4.6 1.8 5.8H1.8c.9-1.2 1.8-2.5 1.8-5.8A4.4 4.4 0 0 1 8 1.2z',
    },
    { d: 'M6.4 13.9a1.8 1.8 0 0 0 3.2 0', stroke: 1.6 },
  ],
  /** Nothing goes on for the moment. */
  pause: [{ d: 'M3.2 2.2h3.4v11.6H3.2zM9.4 2.2h3.4v11.6H9.4z' }],
  dot: [{ d: circle(4.6) }],
  seal: [
    { d: 'M4.4 7V4.8a3.6 3.6 0 0 1 7.2 0V7', stroke: 1.7 },
    { d: 'M3.6 7h8.8a1 1 0 0 1 1 1v5.8a1 1 0 0 1-1 1H3.6a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z' },
  ],
  /* Choices: told by form and tone, never by hue, equal in size and weight. */
  full: [{ d: circle(6.5) }],
  crossed: [{ d: 'm2.8 2.8 10.4 10.4M13.2 2.8 2.8 13.2', stroke: 2.8 }],
  level: [{ d: 'M1.5 6.2h13v3.6h-13z' }],
  empty: [{ d: circle(5.5), stroke: 2 }],
  silent: [{ d: circle(2) }],
} as const satisfies Record<string, readonly GlyphPart[]>

export type GlyphName = keyof typeof GLYPHS

const CHOICE_FORMS: readonly GlyphName[] = ['full', 'crossed', 'level', 'empty']

/**
 * The form of a choice by its place in the rule, which is the order of the console's buttons. A rule
 * with more choices than there are forms (a choice among persons) shows its labels only.
 */
export function choiceGlyph(index: number): GlyphName | null {
  return CHOICE_FORMS[index] ?? null
}
