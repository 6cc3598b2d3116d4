/** Reports of a pad, by its model. Pure: bytes in, keys out; what to show in, bytes out. */
import type { ConsoleAim, ConsoleKey } from '../../../controller/protocol/device-messages.ts'
import { lightOf, type PadModel } from './model.ts'

/** Keys that are down in an input report; null for a report about something else, or a short one. */
export function keysDown(model: PadModel, report: Uint8Array): ReadonlySet<ConsoleKey> | null {
  const { where, keys } = model.input
  const isAboutKeys = where.every(
    ({ byte, mask, equals }) => ((report[byte] ?? 0) & mask) === equals,
  )
  const longest = Math.max(...[...where, ...keys].map(({ byte }) => byte))
  if (!isAboutKeys || report.length <= longest) return null
  return new Set(
    keys.filter(({ byte, mask }) => ((report[byte] ?? 0) & mask) !== 0).map(({ key }) => key),
  )
}

/** The output reports that make a pad show this; every lamp is told, so that order and loss heal. */
export function outputReports(model: PadModel, aim: ConsoleAim): Uint8Array[] {
  const { output } = model
  if (output.kind === 'report-per-lamp') {
    return output.lamps.map((it) => {
      const report = new Uint8Array(output.length)
      report.set(it[lightOf(it.lamp, aim)])
      return report
    })
  }
  const report = Uint8Array.from(output.report)
  for (const { lamp, byte, mask } of output.lamps) {
    if (lightOf(lamp, aim) !== 'dark') report[byte] = (report[byte] ?? 0) | mask
  }
  return [report]
}
