import { hostname } from 'node:os'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { loadChamber, type ChamberConfig } from '../config/load.ts'
import { acquireDataLock } from '../config/data-lock.ts'
import { mediaWorkerBin } from '../config/media-worker.ts'
import { principalsOf } from '../config/principals.ts'
import { announceFailed, announceReady, onStop } from '../config/process.ts'
import { openAuth } from './adapters/auth/auth.ts'
import { Certificates } from './adapters/certificates/certificates.ts'
import { accessFor } from './adapters/broker/access.ts'
import { writeMosquittoFiles } from './adapters/broker/mosquitto-files.ts'
import { MqttDevices } from './adapters/devices/devices.ts'
import { MediaBridge } from './adapters/media/media-bridge.ts'
import { SqliteRecord } from './adapters/record/sqlite-record.ts'
import { writeDeviceCredentials } from './adapters/secrets/device-credentials.ts'
import { openSecrets, type Secrets } from './adapters/secrets/secrets.ts'
import { ChamberEngine } from './engine/engine.ts'
import { LiveRoom } from './engine/live-room.ts'
import type { Clock, Scheduler } from './engine/ports.ts'
import { Reconciler } from './engine/reconcile.ts'
import { startHttp, type Http } from './http/http.ts'
import { readOptions, type ControllerOptions } from './options.ts'
import { prepareChamber } from './prepare.ts'

/** The controller: the one place where every part of it is built and joined. */

const clock: Clock = { now: () => Date.now() }
const scheduler: Scheduler = {
  every(ms, run) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}

const folderOf = (path: string) => new URL(path, import.meta.url).pathname

// Votes, keys and names: nothing this process writes is for other users of the machine.
process.umask(0o077)

try {
  await run(readOptions(process.argv.slice(2)))
} catch (error) {
  announceFailed(error)
}

async function run(options: ControllerOptions): Promise<void> {
  const config = await loadChamber(options.config)
  const lock = await acquireDataLock(options.data)
  onStop(() => lock.release())
  const log = pino({ name: 'controller', level: 'info' })

  const record = new SqliteRecord({
    folder: options.data,
    onTrouble: (error) => log.error({ code: error.code }, error.message),
  })
  const engine = new ChamberEngine({ record, clock })
  const [secrets] = await Promise.all([openSecrets(options.data), engine.start()])
  onStop(() => engine.stop())
  await prepareChamber(engine, config, log)

  const { bridges } = principalsOf(config.file)
  const consolesOf = (id: string) => bridges.find((bridge) => bridge.id === id)?.consoles ?? []
  const room = new LiveRoom({ engine, clock, scheduler, consolesOf })
  room.start()
  onStop(() => room.stop())

  // At once: consoles and pages that lost a killed controller are already knocking at every door.
  const media = mediaBridge(options, config, log)
  const screens = startScreens(options, config, { secrets, engine, room, media, log })
  const [devices, http] = await Promise.all([
    startDevices(options, config, secrets, room),
    screens,
    media.start({
      send: (screen, event, data) => void screens.then((it) => it.sendMedia(screen, event, data)),
      onStatus: (status, heard) => room.onMediaStatus(status, heard),
    }),
  ])
  onStop(() => media.stop())
  const reconciler = new Reconciler({ engine, devices, media })
  reconciler.start()
  onStop(() => reconciler.stop())

  announceReady({
    urls: urlsOf(http, config, secrets),
    note: notesOf(http, media),
    ports: {
      http: http.port,
      mqtt: devices.port ?? config.file.mqtt.port,
      ...(http.loopbackPort === null ? {} : { loopback: http.loopbackPort }),
    },
  })
}

async function startDevices(
  options: ControllerOptions,
  { file }: ChamberConfig,
  secrets: Secrets,
  room: LiveRoom,
): Promise<MqttDevices> {
  const principals = principalsOf(file)
  const users = [...principals.consoles, ...principals.bridges.map(({ id }) => id)]
  await writeDeviceCredentials(options.data, secrets, users)
  const { broker, host, port } = file.mqtt
  if (broker !== 'embedded')
    await writeMosquittoFiles(accessFor(principals), secrets, join(options.data, 'mosquitto'))
  const devices = new MqttDevices({
    broker,
    host,
    port: options.mqttPort ?? port,
    principals,
    secrets,
  })
  await devices.start(room)
  onStop(() => devices.stop())
  return devices
}

function mediaBridge(options: ControllerOptions, { file }: ChamberConfig, log: Logger) {
  return new MediaBridge({
    // Any free port for one means any for all: tests run beside a chamber.
    media: options.httpPort === 0 ? { ...file.media, port: 0 } : file.media,
    workerBin: mediaWorkerBin(),
    onTrouble: ({ code, detail }) => log.warn({ code }, detail),
  })
}

interface ScreensParts {
  secrets: Secrets
  engine: ChamberEngine
  room: LiveRoom
  media: MediaBridge
  log: Logger
}

async function startScreens(
  options: ControllerOptions,
  { file }: ChamberConfig,
  { secrets, engine, room, media, log }: ScreensParts,
): Promise<Http> {
  const { certificate, names } = file.http
  const http = await startHttp({
    config: {
      ...portsOf(options, file.http),
      host: file.http.host,
      publicHost: names[0] ?? hostname(),
      integrators: file.integrators,
      kioskDir: folderOf('../kiosk/dist'),
      dashboardDir: folderOf('../dashboard/dist'),
    },
    engine,
    live: room,
    media,
    secrets,
    ...(await openAuth(options.data, clock)),
    certificates: new Certificates({
      dataDir: options.data,
      names,
      own: certificate ?? null,
      clock,
      onWarning: (code, sentence) => log.warn({ code }, sentence),
    }),
    clock,
    logger: log,
  })
  onStop(() => http.stop())
  return http
}

/** A port named on the command line moves the loopback port along, so that two chambers fit beside. */
function portsOf(
  { httpPort, loopbackPort }: ControllerOptions,
  http: ChamberConfig['file']['http'],
): { port: number; loopbackPort: number | null } {
  const port = httpPort ?? http.port
  if (http.loopbackPort === null || httpPort === null || loopbackPort !== null)
    return { port, loopbackPort: loopbackPort ?? http.loopbackPort }
  return { port, loopbackPort: port === 0 ? 0 : port + 1 }
}

function urlsOf(
  { urls }: Http,
  { chamber }: ChamberConfig,
  secrets: Secrets,
): { label: string; url: string }[] {
  const base = urls.loopback ?? urls.desk
  const screen = (kind: 'seat' | 'display', id: string) => ({
    label: `${kind} ${id}`,
    url: `${base}${kind}/${id}#key=${secrets.secretFor('screen', `${kind}/${id}`)}`,
  })
  const [display] = chamber.displays
  const [seat] = chamber.seats
  return [
    ...(urls.setup === null ? [] : [{ label: 'first: set your password', url: urls.setup }]),
    { label: 'control desk', url: urls.desk },
    ...(urls.loopback === null ? [] : [{ label: 'on this machine', url: urls.loopback }]),
    ...(display ? [screen('display', display.id)] : []),
    ...(seat ? [screen('seat', seat.id)] : []),
    ...(urls.trust === null ? [] : [{ label: 'trust this chamber', url: urls.trust }]),
  ]
}

function notesOf({ fingerprint }: Http, media: MediaBridge): string[] {
  const authority = fingerprint === null ? [] : [`certificate authority: ${fingerprint}`]
  return [...authority, ...media.firewallNotes()]
}
