/** Sets up what this machine lacks and runs a chamber until Ctrl-C or SIGTERM. */
import { readFileSync } from 'node:fs'
import { runUntilStopped } from './chamber.mjs'
import { OptionError, parseOptions, usage } from './options.mjs'
import { setUp } from './set-up.mjs'
import { forChamber } from './steps/index.mjs'
import { printing } from './steps/printing.mjs'

// npm starts its scripts in the project's folder, and says where the person was.
const folder = process.env['npm_lifecycle_event'] === 'start' ? process.env['INIT_CWD'] : undefined

try {
  const options = parseOptions(process.argv.slice(2), folder ?? process.cwd())
  if (options === 'help') console.log(usage)
  else await start(options)
} catch (error) {
  if (!(error instanceof OptionError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

/** @param {import('./options.mjs').Options} options */
async function start(options) {
  // Before the setup, so that a wrong name is not told after minutes.
  const text = readChamber(options.config)
  if (!(await setUp(forChamber, [printing]))) {
    process.exitCode = 1
    return
  }
  const room = await roomOf(text, options)
  process.exit(await runUntilStopped({ options, room, say: (line) => console.log(line) }))
}

/**
 * @param {string} file
 * @returns {string}
 * @throws {OptionError}
 */
function readChamber(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new OptionError(`The chamber's file ${file} cannot be read: ${reasonOf(error)}`)
  }
}

/**
 * What the launcher has to know of the chamber's file; whether the rest of it is right, the
 * controller says.
 * @param {string} text
 * @param {import('./options.mjs').Options} options
 * @returns {Promise<import('./chamber.mjs').Room>}
 * @throws {OptionError}
 */
async function roomOf(text, { config, simulation }) {
  // Installed by the setup that has just been.
  const { parse } = await import('yaml')
  /** @type {unknown} */
  let file
  try {
    file = parse(text)
  } catch (error) {
    throw new OptionError(`The chamber's file ${config} is not YAML: ${reasonOf(error)}`)
  }
  const chamber = typeof file === 'object' && file !== null ? file : {}
  const bridges = 'bridges' in chamber && Array.isArray(chamber.bridges) ? chamber.bridges : []
  return {
    bridges: bridges.map(idOf),
    simulated: simulation && 'simulation' in chamber && chamber.simulation === true,
  }
}

/** @param {unknown} entry */
function idOf(entry) {
  return typeof entry === 'object' && entry !== null && 'id' in entry ? String(entry.id) : ''
}

/** @param {unknown} error */
function reasonOf(error) {
  return error instanceof Error ? error.message : String(error)
}
