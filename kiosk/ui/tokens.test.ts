import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** The colours of one surface, as written in tokens.css. */
function surface(name: string): (role: string) => string {
  const [part, theme] = name.split(', ')
  const themed = theme === undefined ? '' : `\\[data-theme='${theme}'\\]`
  const rule = new RegExp(`data-surface='${part}'\\]${themed}\\s*\\{([^}]*)\\}`)
  const block = rule.exec(css)?.[1] ?? ''
  const roles = new Map<string, string>()
  for (const [, role, colour] of block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)) {
    if (role && colour) roles.set(role, colour)
  }
  return (role) => {
    const colour = roles.get(role)
    if (!colour) throw new Error(`${name} has no colour --${role}`)
    return colour
  }
}

/** WCAG 2 relative luminance and contrast. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const TEXT = 4.5
const LARGE = 3
const AAA = 7

type Pair = [ink: string, ground: string, least: number]
const DESK: Pair[] = [
  ...['panel', 'floor', 'control', 'raised'].flatMap((ground): Pair[] => [
    ['ink', ground, TEXT],
    ['ink-2', ground, TEXT],
    ['ink-3', ground, TEXT],
  ]),
  ...['air', 'ask', 'next', 'remote', 'fault'].flatMap((role): Pair[] => [
    [role, 'panel', TEXT],
    [role, 'floor', TEXT],
  ]),
  ['on-air', 'air-fill', TEXT],
  ['on-ask', 'ask', TEXT],
  ['on-next', 'next', TEXT],
  ['on-remote', 'remote', TEXT],
  ['on-fault', 'fault', TEXT],
  ['on-voted', 'voted', TEXT],
  ['air-fill', 'floor', LARGE],
  ['present', 'floor', LARGE],
  ['silent', 'floor', LARGE],
  ['absent', 'floor', LARGE],
  ['edge', 'panel', LARGE],
]
const SURFACES: Record<string, Pair[]> = {
  desk: DESK,
  'desk, light': DESK,
  kiosk: [
    ...['panel', 'control'].flatMap((ground): Pair[] => [
      ['ink', ground, TEXT],
      ['ink-2', ground, TEXT],
      ['ink-3', ground, TEXT],
    ]),
    ...['air', 'ask', 'next', 'remote', 'fault'].map((role): Pair => [role, 'panel', TEXT]),
    ['on-air', 'air-fill', TEXT],
    ['on-ask', 'ask-fill', TEXT],
    ['on-next', 'next', TEXT],
    ['on-remote', 'remote', TEXT],
    ['on-fault', 'fault-fill', TEXT],
    ['on-voted', 'voted', TEXT],
    ['edge', 'control', LARGE],
    ['edge', 'panel', LARGE],
    ['absent', 'panel', LARGE],
  ],
  hall: [
    ...['ink', 'ink-2', 'ink-3', 'air', 'ask', 'next', 'remote', 'fault'].map((role): Pair => [
      role,
      'panel',
      AAA,
    ]),
    ['on-air', 'air-fill', AAA],
    ['on-ask', 'ask', AAA],
    ['on-next', 'next', AAA],
    ['on-remote', 'remote', AAA],
    ['on-fault', 'fault', AAA],
    ['absent', 'floor', LARGE],
  ],
}

describe.each(Object.entries(SURFACES))('%s', (name, pairs) => {
  const colour = surface(name)
  it.each(pairs)('%s on %s has a contrast of %d or more', (ink, ground, least) => {
    expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(least)
  })
})

it('measures black on white as 21', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
})
