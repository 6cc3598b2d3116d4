import { METHODS, type Method } from './coverage.ts'
import type { Report, SimulationOptions } from './simulation.ts'

/** One line about a run. */
export function summaryOf(
  { seed, members, minutes }: SimulationOptions,
  report: Report,
  wallS: number,
): string {
  const { events, presses, votes, ballots, recorded, kills, faults, digest } = report
  return [
    `seed ${seed}: ${members} members, ${minutes} virtual minutes in ${wallS.toFixed(1)} s`,
    `${events} events, ${presses} presses, ${ballots} ballots, ${votes} votes, ${recorded} recorded`,
    `${kills} kills, ${faults} faults injected, digest ${digest}`,
  ].join(' · ')
}

/** In how many of the runs each way of voting occurred, and how often in all. */
export const methodsOf = (reports: readonly Report[]): string =>
  METHODS.map((method) => {
    const all = reports.reduce((sum, { methods }) => sum + methods[method], 0)
    return `${method} ${all} in ${seedsWith(method, reports)}`
  }).join(' · ')

export const seedsWith = (method: Method, reports: readonly Pick<Report, 'methods'>[]): number =>
  reports.filter(({ methods }) => methods[method] > 0).length

/** What broke, what came before it, and how to see it again. */
export function failureOf(options: SimulationOptions, { violation, story }: Report): string {
  const { seed, members, minutes, faults } = options
  const at = ((violation?.at ?? 0) / 1000).toFixed(3)
  const flags = `--seed ${seed} --members ${members} --minutes ${minutes}`
  return [
    `seed ${seed}, at ${at} s: ${violation?.message}`,
    ...story.map((line) => `  ${line}`),
    `again: npm run simulate -- ${flags}${faults ? ' --faults' : ''}`,
  ].join('\n')
}
