import { parseArgs } from 'node:util'
import { simulate, type Report, type SimulationOptions } from './simulation.ts'

/** npm run simulate -- --seed N --members N --minutes N --faults [--runs N] */

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    members: { type: 'string', default: '24' },
    minutes: { type: 'string', default: '5' },
    faults: { type: 'boolean', default: false },
    /** How many seeds in a row, from `seed` on. */
    runs: { type: 'string', default: '1' },
  },
})

for (let run = 0; run < Number(values.runs) && process.exitCode === undefined; run++) {
  const options: SimulationOptions = {
    seed: Number(values.seed) + run,
    members: Number(values.members),
    minutes: Number(values.minutes),
    faults: values.faults,
  }
  const began = performance.now()
  const report = await simulate(options)
  console.log(summaryOf(options, report, (performance.now() - began) / 1000))
  if (report.violation === null) continue
  console.error(failureOf(options, report))
  process.exitCode = 1
}

function summaryOf({ seed, members, minutes }: SimulationOptions, report: Report, wallS: number) {
  const { events, presses, votes, ballots, recorded, kills, faults, digest } = report
  return [
    `seed ${seed}: ${members} members, ${minutes} virtual minutes in ${wallS.toFixed(1)} s`,
    `${events} events, ${presses} presses, ${ballots} ballots, ${votes} votes, ${recorded} recorded`,
    `${kills} kills, ${faults} faults injected, digest ${digest}`,
  ].join(' · ')
}

function failureOf({ seed, members, minutes, faults }: SimulationOptions, report: Report): string {
  const { violation, story } = report
  return [
    `seed ${seed}, ${((violation?.at ?? 0) / 1000).toFixed(3)} s: ${violation?.message}`,
    ...story.map((line) => `  ${line}`),
    `again: npm run simulate -- --seed ${seed} --members ${members} --minutes ${minutes}${faults ? ' --faults' : ''}`,
  ].join('\n')
}
