import { isAbsolute, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './places.mjs'

export const usage = `Runs a chamber on this machine.

  npm start -- [options]

  --config FILE      the chamber (default config/chambers/demo.yaml)
  --data DIR         where its record is kept (default data)
  --http-port N      port of the screens instead of the configured one; 0 takes a free one
  --mqtt-port N      port of the broker instead of the configured one; 0 takes a free one
  --media-port N     port of sound and picture instead of the configured one; 0 takes a free one
  --no-simulation    does not simulate a room, whatever the chamber's file says
  --help             says this`

/**
 * @typedef {{ config: string, data: string, httpPort?: number, mqttPort?: number, mediaPort?: number, simulation: boolean }} Options
 */

/** What the command line says that this program does not understand; the message is for a person. */
export class OptionError extends Error {}

/**
 * @param {string[]} args
 * @param {string} folder from which relative paths are meant
 * @returns {Options | 'help'}
 * @throws {OptionError}
 */
export function parseOptions(args, folder) {
  const values = parse(args)
  if (values.help) return 'help'
  const path = (/** @type {string | undefined} */ named, /** @type {string} */ usual) =>
    named === undefined ? resolve(root, usual) : isAbsolute(named) ? named : resolve(folder, named)
  const httpPort = port('--http-port', values['http-port'])
  const mqttPort = port('--mqtt-port', values['mqtt-port'])
  const mediaPort = port('--media-port', values['media-port'])
  return {
    config: path(values.config, 'config/chambers/demo.yaml'),
    data: path(values.data, 'data'),
    ...(httpPort !== undefined && { httpPort }),
    ...(mqttPort !== undefined && { mqttPort }),
    ...(mediaPort !== undefined && { mediaPort }),
    simulation: !values['no-simulation'],
  }
}

/**
 * The options as the chamber's processes take them, with the ports that are in fact in use.
 * @param {Options} options
 * @param {import('./program-message.mjs').Ports} [ports]
 * @returns {string[]}
 */
export function childOptions({ config, data, httpPort, mqttPort, mediaPort }, ports) {
  const http = ports?.http ?? httpPort
  const mqtt = ports?.mqtt ?? mqttPort
  const media = ports?.media ?? mediaPort
  return [
    ...['--config', config, '--data', data],
    ...(http === undefined ? [] : ['--http-port', String(http)]),
    ...(mqtt === undefined ? [] : ['--mqtt-port', String(mqtt)]),
    ...(media === undefined ? [] : ['--media-port', String(media)]),
    ...(ports?.loopback === undefined ? [] : ['--loopback-port', String(ports.loopback)]),
  ]
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        config: { type: 'string' },
        data: { type: 'string' },
        'http-port': { type: 'string' },
        'mqtt-port': { type: 'string' },
        'media-port': { type: 'string' },
        'no-simulation': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    const said = error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error)
    throw new OptionError(`${said}. npm start -- --help lists what there is.`)
  }
}

/**
 * @param {string} name
 * @param {string | undefined} text
 */
function port(name, text) {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= 65_535) return number
  throw new OptionError(`${name} is a number from 0 to 65535, not '${text}'.`)
}
