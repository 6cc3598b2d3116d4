import { parseArgs } from 'node:util'
import { failureOf, methodsOf, summaryOf } from './report.ts'
import { simulate, type Report, type SimulationOptions } from './simulation.ts'

/** npm run simulate -- --seed N --members N --minutes N --faults --runs N */

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    members: { type: 'string', default: '24' },
    minutes: { type: 'string', default: '4' },
    faults: { type: 'boolean', default: false },
    /** How many seeds in a row, from `seed` on; the first that fails is the last. */
    runs: { type: 'string', default: '1' },
  },
})

function numberOf(name: 'seed' | 'members' | 'minutes' | 'runs', least: number): number {
  const number = Number(values[name])
  if (Number.isInteger(number) && number >= least) return number
  throw new RangeError(`--${name} is a whole number from ${least} on, not '${values[name]}'.`)
}

const first = numberOf('seed', 0)
const runs = numberOf('runs', 1)
const reports: Report[] = []
for (let seed = first; seed < first + runs && process.exitCode === undefined; seed++) {
  const options: SimulationOptions = {
    seed,
    // Fewer than six have no serial line, no remote member or nobody to leave.
    members: numberOf('members', 6),
    minutes: numberOf('minutes', 1),
    faults: values.faults,
  }
  const began = performance.now()
  const report = await simulate(options)
  reports.push(report)
  console.log(summaryOf(options, report, (performance.now() - began) / 1000))
  if (report.violation === null) continue
  console.error(failureOf(options, report))
  process.exitCode = 1
}
console.log(methodsOf(reports))
