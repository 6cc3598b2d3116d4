/** Words that belong to the family name behind them: 'สมชาย ณ อยุธยา', 'Somchai na Ayutthaya'. */
const PARTICLES = new Set(['ณ', 'na', 'de', 'van', 'von', 'bin'])

/**
 * A name in two lines, so that the longest can be read from afar: given name above, family name
 * below, divided at the space that leaves the longer line shortest. A name of one word has one line.
 */
export function nameLines(name: string): string[] {
  const words = name.split(' ').filter((word) => word !== '')
  let best = [words.join(' ')]
  let bestLength = Infinity
  for (let at = 1; at < words.length; at++) {
    if (PARTICLES.has(words[at - 1] ?? '')) continue
    const lines = [words.slice(0, at).join(' '), words.slice(at).join(' ')]
    const length = Math.max(...lines.map((line) => line.length))
    if (length < bestLength) [best, bestLength] = [lines, length]
  }
  return best
}
