import { readFile } from 'node:fs/promises'

/**
 * The fonts of a printed page, inside it: Sarabun for Thai and Latin, and for the signs of arithmetic
 * (≥ ⌈ ⌉ ✓) Noto Sans Math, as on screens. A machine's own fonts are never asked for.
 */
const SARABUN = ['400', '600'].flatMap((weight) => [
  { weight, range: 'U+0E00-0E7F, U+200B-200D, U+25CC', file: `sarabun-thai-${weight}` },
  { weight, range: 'U+0000-00FF, U+2000-206F, U+20AC', file: `sarabun-latin-${weight}` },
])
const FACES = [
  ...SARABUN.map((face) => ({ ...face, family: 'Sarabun', from: '@fontsource/sarabun' })),
  {
    family: 'Noto Sans Math',
    from: '@fontsource/noto-sans-math',
    file: 'noto-sans-math-latin-400',
    weight: '400',
    range: 'U+2190-22FF, U+2308-230B, U+2713, U+2717',
  },
]

/** `@font-face` rules with the fonts as data, about 400 KB. */
export async function fontFaces(): Promise<string> {
  const faces = await Promise.all(
    FACES.map(async ({ family, from, file, weight, range }) => {
      const place = import.meta.resolve(`${from}/files/${file}-normal.woff2`)
      const data = await readFile(new URL(place), 'base64')
      return `@font-face{font-family:'${family}';font-weight:${weight};unicode-range:${range};src:url(data:font/woff2;base64,${data}) format('woff2')}`
    }),
  )
  return faces.join('\n')
}
