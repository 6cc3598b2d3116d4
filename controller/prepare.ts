import type { Logger } from 'pino'
import type { ChamberConfig } from '../config/load.ts'
import type { ChamberEngine } from './engine/engine.ts'
import type { Actor } from './protocol/actors.ts'
import type { Command } from './protocol/commands.ts'

const STARTING: Actor = { kind: 'system', part: 'start' }
/** What a later start with the same file is told. */
const AS_BEFORE: ReadonlySet<string> = new Set(['nothing-to-change', 'sitting-exists'])

/**
 * Brings the record up to the chamber's file: what the chamber is, if that changed, and the sitting
 * it prepares, if the record has never seen it. While a sitting is open the chamber stays as it was.
 */
export async function prepareChamber(
  engine: ChamberEngine,
  { chamber, file }: ChamberConfig,
  log: Logger,
): Promise<void> {
  await give({ type: 'ConfigureChamber', chamber })
  for (const { id, title, agenda } of file.sittings)
    await give({ type: 'ScheduleSitting', sitting: id, title, agenda })

  async function give(command: Command): Promise<void> {
    const outcome = await engine.submit(command, STARTING, `start-${command.type}`)
    if (!outcome.ok && !AS_BEFORE.has(outcome.code))
      log.warn({ code: outcome.code }, `${command.type}: ${outcome.detail}`)
  }
}
