import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import pino from 'pino'
import { BallotBoxes } from '../../controller/adapters/ballot-box/ballot-boxes.ts'
import { openAuth } from '../../controller/adapters/auth/auth.ts'
import { Certificates } from '../../controller/adapters/certificates/certificates.ts'
import { MqttDevices } from '../../controller/adapters/devices/devices.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import { openSecrets } from '../../controller/adapters/secrets/secrets.ts'
import { Witness } from '../../controller/adapters/witness/witness.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import { LiveRoom } from '../../controller/engine/live-room.ts'
import type { BallotBoxPort } from '../../controller/engine/ports.ts'
import { Reconciler } from '../../controller/engine/reconcile.ts'
import { RefusedPresses } from '../../controller/engine/refused-presses.ts'
import { SecretVotes } from '../../controller/engine/secret-votes.ts'
import { PressLog } from '../../controller/adapters/press-log/press-log.ts'
import { EvidenceBook } from '../../controller/engine/evidence-book.ts'
import { VoteReports } from '../../controller/adapters/report/reports.ts'
import { VoteArchive } from '../../controller/engine/vote-archive.ts'
import { startHttp } from '../../controller/http/http.ts'
import type { Chamber } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { openBallotTags } from '../../firmware-bridge/ballot-tags.ts'
import { ChamberBusDriver } from '../../firmware-bridge/drivers/chamber-bus/driver.ts'
import { Gateway } from '../../firmware-bridge/gateway.ts'
import { serialTransport } from '../../firmware-bridge/transports/serial.ts'
import { MqttConsole } from '../simulated/consoles/mqtt-console.ts'
import { SimulatedLine } from '../simulated/line/line.ts'
import { PtyCable } from '../simulated/line/pty.ts'
import { TappedPort } from './tapped-port.ts'

export const SITTING = 'sitting-1'
const BRIDGE = 'bridge-1'
const clock = { now: () => Date.now() }
const scheduler = {
  every(ms: number, run: () => void) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}

/** What a program at the edge has at hand. */
export interface Edge {
  boxes: BallotBoxPort
  log: pino.Logger
  engine: ChamberEngine
  data: string
}

export interface RoomOptions {
  folder: string
  chamber: Chamber
  /** Consoles on the serial line, in the order of their addresses from 1. */
  wired: readonly string[]
  /** Consoles with a network of their own; those in `plain` do not seal. */
  networked: readonly string[]
  plain?: readonly string[]
  /** Instead of the box itself, for edges that leak. */
  boxes?: (edge: Edge) => BallotBoxPort
}

/** A controller with its real parts, a bridge on a pseudo-terminal, and ears everywhere. */
export async function openSecretRoom(options: RoomOptions) {
  const { folder, chamber, wired, networked } = options
  const data = join(folder, 'data')
  const lines: string[] = []
  const log = pino(
    { name: 'controller', level: 'trace' },
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString('utf8'))
        done()
      },
    }),
  )
  const record = new SqliteRecord({ folder: data })
  const engine = new ChamberEngine({ record, clock })
  const witness = new Witness({ engine, scheduler, dataDir: data, origin: 'sapha/t', targets: [] })
  await engine.start((events) => witness.read(events))
  await witness.start()
  const boxes = new BallotBoxes(data)
  const refused = new RefusedPresses({
    ...{ engine, clock },
    log: new PressLog({ folder: data, onTrouble: (error) => log.error(error) }),
  })
  await refused.start()
  const box = new SecretVotes({
    ...{ engine, scheduler },
    boxes: options.boxes?.({ boxes, log, engine, data }) ?? boxes,
  })
  const secretVotes = refused.over(box)
  const give = async (command: Command, by: 'desk' | 'system' = 'desk') => {
    const actor = by === 'desk' ? { kind: by, user: 'ada' } : { kind: by, part: 'test' }
    const outcome = await engine.submit(command, actor, 'test')
    if (!outcome.ok) throw new Error(`${command.type}: ${outcome.code} ${outcome.detail}`)
  }
  await give({ type: 'ConfigureChamber', chamber }, 'system')
  await box.start()
  const consolesOf = () => wired
  const cardMark = (card: string) => card
  const room = new LiveRoom({ engine, secretVotes, clock, scheduler, consolesOf, cardMark })
  room.start()
  const secrets = await openSecrets(data)
  const devices = new MqttDevices({
    ...{ broker: 'embedded', host: '127.0.0.1', port: 0, secrets },
    principals: { consoles: [...networked], bridges: [{ id: BRIDGE, consoles: [...wired] }] },
  })
  await devices.start(room)
  const reconciler = new Reconciler({ engine, devices })
  reconciler.start()
  const auth = await openAuth(data, clock)
  const archive = new VoteArchive(record)
  const http = await startHttp({
    config: {
      ...{ host: '127.0.0.1', port: 0, loopbackPort: null, publicHost: 'localhost' },
      ...{ integrators: [], kioskDir: folder, dashboardDir: folder },
    },
    ...{ engine, live: room, receipts: witness, secretVotes, secrets, clock, logger: log },
    media: { call: () => Promise.resolve({}), leave: () => undefined },
    evidence: new EvidenceBook({ engine, archive, refused }),
    votes: archive,
    reports: new VoteReports(),
    ...auth,
    certificates: new Certificates({
      ...{ dataDir: data, names: [], own: null, clock, onWarning: () => undefined },
    }),
  })
  const tap = new TappedPort(devices.port ?? 0)
  await tap.start()
  const bridge = await startBridge(join(folder, 'bridge'), wired, tap.port, log, (user) =>
    secrets.secretFor('mqtt', user),
  )
  const url = `mqtt://127.0.0.1:${tap.port}`
  const consoles = new Map(
    networked.map((id) => [
      id,
      new MqttConsole({
        ...{ id, url, password: secrets.secretFor('mqtt', id) },
        seals: options.plain?.includes(id) !== true,
      }),
    ]),
  )
  for (const console of consoles.values()) await console.start()

  return {
    ...{ data, engine, give, http, accounts: auth.accounts, secrets, tap, lines },
    ...{ consoles, line: bridge.line },
    /** Ends everything; what is on the disk is then all there will be. */
    async stop() {
      for (const console of consoles.values()) await console.stop()
      await bridge.stop()
      await http.stop()
      reconciler.stop()
      await devices.stop()
      await tap.stop()
      room.stop()
      await witness.stop()
      await box.stop()
      await refused.stop()
      await engine.stop()
    },
  }
}

async function startBridge(
  folder: string,
  wired: readonly string[],
  port: number,
  log: pino.Logger,
  secretOf: (user: string) => string,
) {
  const cable = new PtyCable(join(folder, 'line'))
  await cable.start()
  const addresses = wired.map((_, at) => at + 1)
  const line = new SimulatedLine({ port: cable.consoleEnd, addresses })
  await line.start()
  const driver = new ChamberBusDriver(
    {
      ...{ id: 'line-1', baudRate: 115_200, slotBits: 8, latencyMs: 20 },
      consoles: wired.map((console, at) => ({ address: at + 1, console })),
    },
    serialTransport(cable.bridgeEnd, 115_200),
    openBallotTags(join(folder, 'tags.json')),
    log,
  )
  const gateway = new Gateway(
    {
      ...{ id: BRIDGE, url: `mqtt://127.0.0.1:${port}`, version: 'test' },
      secret: () => secretOf(BRIDGE),
    },
    [driver],
    log,
  )
  gateway.start()
  return {
    line,
    async stop() {
      await gateway.stop()
      await line.stop()
      await cable.stop()
    },
  }
}

/** Every file below a folder as it is at this moment: databases with their logs, keys, boxes. */
export async function filesOf(folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    // A file may be replaced between the look and the reading; it is read at the next moment.
    const bytes = await readFile(path).catch(() => null)
    if (bytes !== null) files.set(path.slice(folder.length + 1), bytes)
  }
  return files
}
