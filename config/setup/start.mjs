/** Sets up what this machine lacks and runs a chamber until Ctrl-C or SIGTERM. */
import { readFileSync } from 'node:fs'
import { runUntilStopped } from './chamber.mjs'
import { OptionError, parseOptions, usage } from './options.mjs'
import { setUp } from './set-up.mjs'
import { forChamber } from './steps/index.mjs'

// npm starts its scripts in the project's folder, and says where the person was.
const folder = process.env['npm_lifecycle_event'] === 'start' ? process.env['INIT_CWD'] : undefined

try {
  const options = parseOptions(process.argv.slice(2), folder ?? process.cwd())
  if (options === 'help') console.log(usage)
  else if (await setUp(forChamber)) process.exit(await runUntilStopped(await chamberOf(options)))
  else process.exitCode = 1
} catch (error) {
  if (!(error instanceof OptionError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

/**
 * What the launcher has to know of the chamber's file; whether the rest of it is right, the
 * controller says.
 * @param {import('./options.mjs').Options} options
 * @returns {Promise<import('./chamber.mjs').Plan>}
 * @throws {OptionError}
 */
async function chamberOf(options) {
  const { config, simulation } = options
  // Installed by the setup that has just been.
  const { parse } = await import('yaml')
  /** @type {unknown} */
  let file
  try {
    file = parse(readFileSync(config, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new OptionError(`The chamber's file ${config} cannot be read: ${reason}`)
  }
  const chamber = typeof file === 'object' && file !== null ? file : {}
  const bridges = 'bridges' in chamber && Array.isArray(chamber.bridges) ? chamber.bridges : []
  const simulated = simulation && 'simulation' in chamber && chamber.simulation === true
  return {
    options,
    room: { bridges: bridges.map(idOf), simulated },
    say: (line) => console.log(line),
  }
}

/** @param {unknown} entry */
function idOf(entry) {
  return typeof entry === 'object' && entry !== null && 'id' in entry ? String(entry.id) : ''
}
