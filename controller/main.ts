import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pino, { type Logger } from 'pino'
import { loadChamber, type ChamberConfig } from '../config/load.ts'
import { acquireDataLock } from '../config/data-lock.ts'
import { principalsOf } from '../config/principals.ts'
import { roomOf } from '../config/room-devices.ts'
import { announceFailed, announceReady, onStop } from '../config/process.ts'
import { accessFor } from './adapters/broker/access.ts'
import { writeMosquittoFiles } from './adapters/broker/mosquitto-files.ts'
import { BallotBoxes } from './adapters/ballot-box/ballot-boxes.ts'
import { MqttDevices } from './adapters/devices/devices.ts'
import type { MediaBridge } from './adapters/media/media-bridge.ts'
import { PressLog } from './adapters/press-log/press-log.ts'
import { SqliteRecord } from './adapters/record/sqlite-record.ts'
import { cardMark, withCardMarks } from './adapters/secrets/card-marks.ts'
import { writeDeviceCredentials } from './adapters/secrets/device-credentials.ts'
import { openSecrets, type Secrets } from './adapters/secrets/secrets.ts'
import { witnessTarget } from './adapters/witness/targets.ts'
import { Witness } from './adapters/witness/witness.ts'
import { BallotClock } from './engine/ballot-clock.ts'
import { FloorClock } from './engine/floor-clock.ts'
import { BallotWatch } from './engine/ballot-watch.ts'
import { ChamberEngine } from './engine/engine.ts'
import { DeviceRoom } from './engine/device-room.ts'
import { EvidenceBook } from './engine/evidence-book.ts'
import { LiveRoom } from './engine/live-room.ts'
import { RefusedPresses } from './engine/refused-presses.ts'
import { SecretVotes } from './engine/secret-votes.ts'
import type { Scheduler } from './engine/ports.ts'
import { steadyClock } from './engine/steady-clock.ts'
import { VoteArchive } from './engine/vote-archive.ts'
import { Reconciler } from './engine/reconcile.ts'
import type { Http } from './http/http.ts'
import { readOptions, type ControllerOptions } from './options.ts'
import { prepareChamber } from './prepare.ts'

/** The controller: the one place where every part of it is built and joined. */

/** A thousand aims take 0.1 s; a broker elsewhere that takes longer must not keep screens waiting. */
const TOLD_WITHIN_MS = 500

const clock = steadyClock(Date.now, () => performance.now())
const scheduler: Scheduler = {
  every(ms, run) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}

// Votes, keys and names: nothing this process writes is for other users of the machine.
process.umask(0o077)

try {
  await run(readOptions(process.argv.slice(2)))
} catch (error) {
  announceFailed(error)
}

async function run(options: ControllerOptions): Promise<void> {
  const lock = await acquireDataLock(options.data)
  onStop(() => lock.release())
  const secrets = await openSecrets(options.data)
  const config = withoutCardNumbers(await loadChamber(options.config, options.data), secrets)
  const log = pino({ name: 'controller', level: 'info' })

  const record = new SqliteRecord({
    folder: options.data,
    onTrouble: (error) => log.error({ code: error.code }, error.message),
  })
  const engine = new ChamberEngine({ record, clock })
  onStop(() => engine.stop())
  const { bridges } = principalsOf(config.file)
  const consolesOf = (id: string) => bridges.find((bridge) => bridge.id === id)?.consoles ?? []
  const box = new SecretVotes({ engine, scheduler, boxes: new BallotBoxes(options.data) })
  const refused = new RefusedPresses({
    ...{ engine, clock },
    log: new PressLog({
      folder: options.data,
      onTrouble: (error) => log.error({ error }, 'Refused presses are not kept.'),
    }),
  })
  const secretVotes = refused.over(box)
  const room = new LiveRoom({
    ...{ engine, secretVotes, clock, scheduler, consolesOf },
    cardMark: (number) => cardMark(secrets, number),
  })
  const witness = new Witness({
    engine,
    scheduler,
    dataDir: options.data,
    origin: `sapha/${config.file.id}`,
    targets: (config.file.witnesses ?? []).map(witnessTarget),
  })
  const votes = new VoteArchive(record)
  const evidence = new EvidenceBook({ engine, archive: votes, refused })
  const opened = openRecord({ engine, config, room, box, witness, evidence, votes, refused, log })

  // Consoles that lost a killed controller are already knocking: they come before everything that
  // takes longer to load, and their broker's thread starts while the record is proven.
  const devices = mqttDevices(options, config, secrets)
  const deviceRoom = new DeviceRoom({
    ...{ engine, devices, clock, scheduler },
    room: roomOf(config.file),
  })
  onStop(() => devices.stop())
  const reach = async () => {
    await writeBrokerFiles(options, config, secrets)
    await devices.start(room, opened, deviceRoom)
  }
  await Promise.all([reach(), opened])
  const reconciler = new Reconciler({ engine, devices })
  reconciler.start()
  onStop(() => reconciler.stop())
  deviceRoom.start()
  onStop(() => deviceRoom.stop())

  await toldAll(devices)
  const { startScreensAndMedia } = await import('./screens-and-media.ts')
  const parts = {
    options,
    config,
    secrets,
    engine,
    room,
    witness,
    evidence,
    votes,
    secretVotes,
    deviceRoom,
    clock,
    log,
  }
  const [{ http, media }] = await Promise.all([
    startScreensAndMedia(parts),
    writeDeviceCredentials(options.data, secrets, usersOf(config)),
  ])
  reconciler.addMedia(media)

  announceReady({
    urls: urlsOf(http, config, secrets),
    note: [...notesOf(http, media), `checkpoint key: ${witness.publicKey}`],
    ports: {
      http: http.port,
      mqtt: devices.port ?? config.file.mqtt.port,
      media: media.port,
      ...(http.loopbackPort === null ? {} : { loopback: http.loopbackPort }),
    },
  })
}

/** From here on a card is what the record says of it. */
function withoutCardNumbers({ file, chamber }: ChamberConfig, secrets: Secrets): ChamberConfig {
  return { file, chamber: withCardMarks(chamber, secrets) }
}

interface RecordParts {
  engine: ChamberEngine
  config: ChamberConfig
  room: LiveRoom
  box: SecretVotes
  witness: Witness
  evidence: EvidenceBook
  votes: VoteArchive
  refused: RefusedPresses
  log: Logger
}

/** Resolves when the broker has what every console should be, or does not take it at once. */
async function toldAll(devices: MqttDevices): Promise<void> {
  for (let waited = 0; devices.pending > 0 && waited < TOLD_WITHIN_MS; waited += 5) await pause(5)
}

/** Resolves when the record is folded and says what the chamber's file says. */
async function openRecord({
  engine,
  config,
  room,
  box,
  witness,
  evidence,
  votes,
  refused,
  log,
}: RecordParts): Promise<void> {
  await engine.start((events) => {
    witness.read(events)
    evidence.note(events)
    votes.note(events)
  })
  engine.onCommitted(({ events }) => {
    evidence.note(events)
    votes.note(events)
  })
  // Before anything else is recorded: it follows every event.
  await witness.start()
  onStop(() => witness.stop())
  await prepareChamber(engine, config, log)
  await refused.start()
  onStop(() => refused.stop())
  await box.start()
  onStop(() => box.stop())
  const ballots = new BallotClock({ engine, clock, scheduler })
  ballots.start()
  onStop(() => ballots.stop())
  const floor = new FloorClock({ engine, clock, scheduler })
  floor.start()
  onStop(() => floor.stop())
  room.start()
  onStop(() => room.stop())
  const watch = new BallotWatch({ engine, room, clock, scheduler })
  watch.start()
  onStop(() => watch.stop())
  witness.onCheckpoint((head) => room.onCheckpoint(head))
}

/** Who has a password at the broker. */
function usersOf({ file }: ChamberConfig): string[] {
  const { consoles, bridges } = principalsOf(file)
  return [...consoles, ...bridges.map(({ id }) => id)]
}

function mqttDevices(
  options: ControllerOptions,
  { file }: ChamberConfig,
  secrets: Secrets,
): MqttDevices {
  const { broker, host, port } = file.mqtt
  const principals = principalsOf(file)
  return new MqttDevices({ broker, host, port: options.mqttPort ?? port, principals, secrets })
}

/** For a broker elsewhere: who may connect there, and say what. */
async function writeBrokerFiles(
  { data }: ControllerOptions,
  { file }: ChamberConfig,
  secrets: Secrets,
): Promise<void> {
  if (file.mqtt.broker === 'embedded') return
  await writeMosquittoFiles(accessFor(principalsOf(file)), secrets, join(data, 'mosquitto'))
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
