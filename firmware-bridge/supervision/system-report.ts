import type { LineReport } from '../../controller/protocol/device-messages.ts'
import type { SupervisedUnit } from './supervised-unit.ts'

/** As many silent consoles as a report has room for. */
const MAX_SILENT = 64

/** Another maker's discussion system as the line of consoles it is to the controller. */
export function systemReport(id: string, units: readonly SupervisedUnit[]): LineReport {
  const away = units.filter((unit) => !unit.online)
  const sum = (count: (unit: SupervisedUnit) => number) =>
    units.reduce((total, unit) => total + count(unit), 0)
  return {
    id,
    state: away.length < units.length ? 'up' : 'down',
    consoles: units.length,
    silent: away.slice(0, MAX_SILENT).map((unit) => unit.id),
    frames: sum(({ health }) => health.frames),
    badFrames: sum(({ health }) => health.badFrames),
    hangUps: sum(({ health }) => health.hangUps),
    roundMs: Math.max(0, ...units.map(({ health }) => health.latencyMs ?? 0)),
    // A system of another maker does not tell these apart.
    ...{ strayFrames: 0, noiseBytes: 0, repeats: 0, rollsGivenUp: 0 },
  }
}
