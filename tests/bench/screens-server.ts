import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { loadChamber } from '../../config/load.ts'
import { openAuth } from '../../controller/adapters/auth/auth.ts'
import { Certificates } from '../../controller/adapters/certificates/certificates.ts'
import { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'
import { openSecrets } from '../../controller/adapters/secrets/secrets.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import { LiveRoom } from '../../controller/engine/live-room.ts'
import { VoteReports } from '../../controller/adapters/report/reports.ts'
import { VoteArchive } from '../../controller/engine/vote-archive.ts'
import { startHttp } from '../../controller/http/http.ts'
import type { Command } from '../../controller/protocol/commands.ts'

/**
 * The controller's screens, from the committed event on, beside a plain `ws` server that sends the
 * same bytes to as many clients. A process of its own; told what to do over IPC. The record is in
 * memory: what is measured begins when the event is durable.
 */

export type ServerAsked =
  | { do: 'change'; round: number }
  /** A vote of everybody is opened and cast; answered when all are in the record. */
  | { do: 'vote'; round: number }
  /** It is closed and its result declared: what began is the close, not its end. */
  | { do: 'tally'; round: number }
  | { do: 'broadcast'; bytes: string }
/** Nanoseconds of the machine's monotonic clock, which all processes share. */
export type ServerSaid =
  | { said: 'ready'; ours: string; plain: string; key: string }
  | { said: 'began'; at: string }
  | { said: 'voted' }

const say = (said: ServerSaid) => process.send?.(said)
const began = () => say({ said: 'began', at: process.hrtime.bigint().toString() })

const [chamberFile = '', dataFolder = ''] = process.argv.slice(2)
const { chamber, file } = await loadChamber(chamberFile)
const clock = { now: () => Date.now() }
const record = new MemoryRecord(new MemoryDisk())
const engine = new ChamberEngine({ record, clock })
await engine.start()
const give = (command: Command) =>
  engine.submit(command, { kind: 'desk', user: 'bench' }, command.type)
await engine.submit({ type: 'ConfigureChamber', chamber }, { kind: 'system', part: 'bench' }, 'b')
for (const { id, title, agenda } of file.sittings)
  await give({ type: 'ScheduleSitting', sitting: id, title, agenda })
for (const { id, seat } of chamber.members)
  if (seat !== null) await give({ type: 'SignIn', member: id, place: { kind: 'seat', seat } })
await give({ type: 'OpenSitting' })

// Before the screens hear of it.
let beginsDurable = true
engine.onCommitted(() => beginsDurable && began())
const room = new LiveRoom({
  engine,
  clock,
  consolesOf: () => [],
  cardMark: (card) => card,
  scheduler: {
    every(ms, run) {
      const timer = setInterval(run, ms)
      return () => clearInterval(timer)
    },
  },
})
room.start()
const secrets = await openSecrets(dataFolder)
const http = await startHttp({
  config: {
    ...{ host: '127.0.0.1', port: 0, loopbackPort: 0, publicHost: 'localhost', integrators: [] },
    ...{ kioskDir: dataFolder, dashboardDir: dataFolder },
  },
  engine,
  live: room,
  evidence: { about: () => Promise.resolve(null) },
  votes: new VoteArchive(record),
  reports: new VoteReports(),
  receipts: { codeOf: () => null, proofOf: () => null, checkpoint: null },
  media: { call: () => Promise.resolve({}), leave: () => undefined },
  secrets,
  ...(await openAuth(dataFolder, clock)),
  certificates: new Certificates({
    ...{ dataDir: dataFolder, names: [], own: null, clock, onWarning: () => undefined },
  }),
  clock,
})

const plainHttp = createServer().listen(0, '127.0.0.1')
await once(plainHttp, 'listening')
const plain = new WebSocketServer({ server: plainHttp, perMessageDeflate: false })

process.on('message', (asked: ServerAsked) => {
  if (asked.do === 'broadcast') {
    began()
    for (const client of plain.clients) client.send(asked.bytes)
    return
  }
  if (asked.do === 'vote') return void voteOf(asked.round)
  if (asked.do === 'tally') return tally(asked.round)
  const member = chamber.members[asked.round % chamber.members.length]?.id ?? ''
  void give({ type: 'RequestFloor', member, kind: 'speak' })
})
process.on('disconnect', () => process.exit())

/** Every member, from the own seat; a third against, so that each row of the result has some. */
async function voteOf(round: number): Promise<void> {
  beginsDurable = false
  const ballot = `tally-${round}`
  const motion = { th: 'ญัตติ', en: 'Motion' }
  const nothing = { choices: null, supporters: null, prepared: null, runOffOf: null }
  await give({ type: 'OpenBallot', ballot, motion, rule: 'ordinary', durationMs: 0, ...nothing })
  const votes = chamber.members.map(({ id: member, seat }, at) => {
    const choice = at % 3 === 0 ? 'disagree' : 'agree'
    const by = { kind: 'seat', seat: seat ?? '' } as const
    return engine.submit({ type: 'CastVote', ballot, member, choice }, by, member)
  })
  const outcomes = await Promise.all(votes)
  const refused = outcomes.find(({ ok }) => !ok)
  if (refused) throw new Error(`A vote was refused: ${JSON.stringify(refused)}`)
  say({ said: 'voted' })
}

/** Both at once: they are decided one after the other, in one batch. */
function tally(round: number): void {
  began()
  void give({ type: 'CloseBallot', ballot: `tally-${round}` })
  void give({ type: 'DeclareResult', ballot: `tally-${round}`, accept: true })
}

say({
  said: 'ready',
  ours: `ws://localhost:${http.loopbackPort}/api/socket?as=display:hall`,
  plain: `ws://127.0.0.1:${(plainHttp.address() as AddressInfo).port}/`,
  key: secrets.secretFor('screen', 'display/hall'),
})
