import { parseArgs } from 'node:util'
import { figureOf, type Figure } from './figure.ts'
import { benches } from './benches.ts'

/**
 * `npm run bench [-- --json] [name…]`: each figure as a ratio to a named limit of the same run. The
 * exit status says whether it could be measured, not whether a goal was met.
 */
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name))
if (unknown.length > 0) {
  const known = benches.map((bench) => bench.name).join(', ')
  console.error(`There is no bench ${unknown.join(', ')}: there are ${known}.`)
  process.exit(2)
}

const figures: Figure[] = []
for (const bench of benches) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue
  const say = (progress: string) => process.stderr.write(`${bench.name}: ${progress}\n`)
  for (const measured of await bench.run(say)) {
    const figure = figureOf(measured)
    figures.push(figure)
    if (!values.json) console.log(lineOf(figure))
  }
}
if (values.json) console.log(JSON.stringify(figures, null, 1))

function lineOf({ name, unit, ours, limit, ratio, goal, pass }: Figure): string {
  const spread = (s: Figure['ours']) => `${s.min} / ${s.median} / ${s.max} ${unit}`
  return [
    `${pass ? '✓' : '✗'} ${name}: ratio ${ratio} (goal ≤ ${goal})`,
    `    ours   ${spread(ours)}`,
    `    limit  ${spread(limit)}  ${limit.name}`,
  ].join('\n')
}
