import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pino, { type Logger } from 'pino'
import { loadBridge, readSecret, type BridgeConfig } from '../config/load-bridge.ts'
import project from '../package.json' with { type: 'json' }
import { announceFailed, announceReady, onStop } from '../config/process.ts'
import { openBallotTags } from './ballot-tags.ts'
import { ChamberBusDriver } from './drivers/chamber-bus/driver.ts'
import type { ConsoleDriver } from './drivers/console-driver.ts'
import { realTime } from './bridge-time.ts'
import { HidPadDriver } from './drivers/hid-pad/driver.ts'
import { PADS } from './drivers/hid-pad/pads/all.ts'
import { Gateway } from './gateway.ts'
import { forkDrivers } from './supervision/fork-drivers.ts'
import { Supervisor } from './supervision/supervisor.ts'
import { hidTransport } from './transports/hid.ts'
import { serialTransport } from './transports/serial.ts'

/** The firmware bridge as a process: consoles on cables beside this computer, at the broker. */

class BridgeError extends Error {
  readonly code = 'pad-unknown'
  constructor(model: string) {
    super(`There is no pad ${model}: known are ${PADS.map((pad) => pad.id).join(', ')}.`)
    this.name = 'BridgeError'
  }
}

const { values } = parseArgs({
  options: {
    config: { type: 'string', default: 'config/chambers/demo.yaml' },
    data: { type: 'string', default: 'data' },
    bridge: { type: 'string' },
    'mqtt-port': { type: 'string' },
    // Told to every program of a chamber; of no use here.
    'http-port': { type: 'string' },
    'loopback-port': { type: 'string' },
    'media-port': { type: 'string' },
    log: { type: 'string', default: 'info' },
  },
})

try {
  await run()
} catch (error) {
  announceFailed(error)
}

async function run(): Promise<void> {
  const config = await loadBridge({
    config: values.config,
    data: values.data,
    ...(values.bridge === undefined ? {} : { bridge: values.bridge }),
    ...(values['mqtt-port'] === undefined ? {} : { mqttPort: Number(values['mqtt-port']) }),
  })
  const log = pino({ name: config.id, level: values.log })
  const gateway = new Gateway(
    {
      id: config.id,
      url: config.broker,
      secret: () => readSecret(config.secretFile),
      version: project.version,
    },
    driversOf(config, log),
    log,
    new Supervisor(config.jobs, {
      fork: () => forkDrivers(),
      secretOf: (path) => (path === null ? null : readSecret(path).trim()),
      time: realTime,
      log,
    }),
  )
  onStop(() => gateway.stop())
  gateway.start()
  announceReady()
}

function driversOf(config: BridgeConfig, log: Logger): ConsoleDriver[] {
  const tags = openBallotTags(join(config.dataFolder, 'ballot-tags', `${config.id}.json`))
  const lines = config.lines.map(
    (line) =>
      new ChamberBusDriver(
        line,
        serialTransport(line.port, line.baudRate),
        tags,
        log.child({ line: line.id }),
      ),
  )
  const pads = config.pads.map(({ console, model, serial }) => {
    const pad = PADS.find((it) => it.id === model)
    if (!pad) throw new BridgeError(model)
    const transport = hidTransport({ ...pad, ...(serial === undefined ? {} : { serial }) })
    return new HidPadDriver(console, pad, transport, log.child({ pad: console }))
  })
  return [...lines, ...pads]
}
