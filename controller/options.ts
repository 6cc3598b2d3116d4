import { parseArgs } from 'node:util'

/** How the launcher, systemd or a person starts the controller (config/setup/child-contract.md). */
export interface ControllerOptions {
  config: string
  data: string
  httpPort: number | null
  mqttPort: number | null
  /** Of plain HTTP on this machine; told by the launcher to a controller that is started again. */
  loopbackPort: number | null
  /** Of sound and picture, UDP and TCP; the file's, or any free one where the HTTP port is any. */
  mediaPort: number | null
}

export class OptionsError extends Error {
  readonly code = 'option-malformed'
}

const port = (name: string, given: string | undefined): number | null => {
  if (given === undefined) return null
  const number = Number(given)
  if (/^\d{1,5}$/.test(given) && number <= 65535) return number
  throw new OptionsError(`--${name} takes a port from 0 to 65535, not '${given}'.`)
}

export function readOptions(args: readonly string[]): ControllerOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      config: { type: 'string', default: 'config/chambers/demo.yaml' },
      data: { type: 'string', default: 'data' },
      'http-port': { type: 'string' },
      'mqtt-port': { type: 'string' },
      'loopback-port': { type: 'string' },
      'media-port': { type: 'string' },
    },
  })
  const httpPort = port('http-port', values['http-port'])
  return {
    config: values.config,
    data: values.data,
    httpPort,
    mqttPort: port('mqtt-port', values['mqtt-port']),
    loopbackPort: port('loopback-port', values['loopback-port']),
    // Tests run beside a chamber: any free port for one means any for all.
    mediaPort: port('media-port', values['media-port']) ?? (httpPort === 0 ? 0 : null),
  }
}
