import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { consoleAt, loadChamber, type ChamberConfig } from '../../config/load.ts'
import { announceFailed, announceReady, onStop } from '../../config/process.ts'
import { openSecrets, type Secrets } from '../../controller/adapters/secrets/secrets.ts'
import { credentialPath } from '../../controller/protocol/credentials.ts'
import { MqttConsole } from './consoles/mqtt-console.ts'
import { SimulatedLine } from './line/line.ts'
import { PtyCable } from './line/pty.ts'
import { opusTone } from './remote-voice/opus-tone.ts'
import { Clerk } from './room/clerk.ts'
import { ClerksDesk } from './room/clerks-desk.ts'
import { MembersPage } from './room/members-page.ts'
import { networkFront } from './room/network-front.ts'
import { CALM, dice, Person, type PersonsFront } from './room/person.ts'
import { remoteFront } from './room/remote-front.ts'
import { giveVoice } from './room/spoken-part.ts'
import { wiredFront } from './room/wired-front.ts'

/**
 * The simulated room: consoles on a pseudo-terminal, consoles on the network, remote members, and
 * people who use them. It reaches the controller only as real devices and people do.
 */

/** The program's name among the chamber's integrators. */
const CLERK = 'simulated-clerk'
const SEED = 14
/** What remote members say: a tone beside that of the hall (220 Hz and its octaves). */
const TONE_HZ = 330

const { values } = parseArgs({
  options: {
    config: { type: 'string', default: 'config/chambers/demo.yaml' },
    data: { type: 'string', default: 'data' },
    'http-port': { type: 'string' },
    'mqtt-port': { type: 'string' },
    /** Plain HTTP on this machine: what remote members and the clerk use. */
    'loopback-port': { type: 'string' },
    'media-port': { type: 'string' },
  },
})

try {
  await run()
} catch (error) {
  announceFailed(error)
}

async function run(): Promise<void> {
  const config = await loadChamber(values.config)
  const secrets = await openSecrets(values.data)
  const loopbackPort = values['loopback-port'] ?? String(config.file.http.loopbackPort)
  const base = `http://localhost:${loopbackPort}`

  const fronts = [
    ...(await wiredFronts(config)),
    ...(await networkFronts(config)),
    ...(await remoteFronts(config, secrets, base)),
  ]
  const roll = dice(SEED)
  const people = fronts.map((front) => new Person(front, CALM, roll))
  const desk = new ClerksDesk(
    base,
    `${CLERK}.${secrets.secretFor('integrator', CLERK)}`,
    new Clerk(`api-${CLERK}`),
  )
  const life = setInterval(() => {
    for (const person of people) person.live()
    desk.look().catch(() => undefined)
  }, 1000)
  onStop(() => clearInterval(life))
  announceReady({ note: [`${people.length} simulated people`] })
}

function cardAt({ chamber }: ChamberConfig, seat: string): string {
  return chamber.members.find((member) => member.seat === seat)?.card ?? '00000000'
}

async function wiredFronts(config: ChamberConfig): Promise<PersonsFront[]> {
  const lines = config.file.bridges.flatMap((bridge) => bridge.lines)
  const fronts = await Promise.all(
    lines.map(async ({ port, baudRate, seats }) => {
      const cable = new PtyCable(resolve(values.data, port))
      await cable.start()
      onStop(() => cable.stop())
      const addresses = seats.map((_, index) => index + 1)
      const line = new SimulatedLine({ port: cable.consoleEnd, addresses, baudRate })
      await line.start()
      onStop(() => line.stop())
      return seats.map((seat, index) => wiredFront(line, index + 1, cardAt(config, seat)))
    }),
  )
  return fronts.flat()
}

async function networkFronts(config: ChamberConfig): Promise<PersonsFront[]> {
  const { host, port } = config.file.mqtt
  const url = `mqtt://${host}:${values['mqtt-port'] ?? port}`
  return Promise.all(
    config.file.networkConsoles.map(async (seat) => {
      const id = consoleAt(seat)
      const password = readFileSync(join(values.data, credentialPath(id)), 'utf8')
      const console = new MqttConsole({ id, password, url })
      await console.start()
      onStop(() => console.stop())
      return networkFront(console, cardAt(config, seat))
    }),
  )
}

/** Members whose seat has no console take part from afar. */
async function remoteFronts(
  config: ChamberConfig,
  secrets: Secrets,
  base: string,
): Promise<PersonsFront[]> {
  const [sitting] = config.file.sittings
  if (!sitting) return []
  const wired = new Set(config.chamber.consoles.map((console) => console.seat))
  const words = await opusTone(TONE_HZ)
  return config.chamber.members
    .filter(({ seat }) => seat !== null && !wired.has(seat))
    .map(({ id: member }) => {
      const key = secrets.secretFor('invitation', `${sitting.id}/${member}`)
      const code = secrets.personalCode(member, sitting.id)
      const page = new MembersPage(base, { sitting: sitting.id, member, key, code })
      const silence = giveVoice(page, words)
      page.start()
      onStop(() => {
        silence()
        page.stop()
      })
      return remoteFront(page)
    })
}
