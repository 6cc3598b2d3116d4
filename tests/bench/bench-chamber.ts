import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { nodeFlags } from '../../config/setup/node-flags.mjs'
import { consoleAt } from '../../config/load.ts'
import { openSecrets } from '../../controller/adapters/secrets/secrets.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { credentialPath } from '../../controller/protocol/credentials.ts'

const root = new URL('../..', import.meta.url).pathname
const INTEGRATOR = 'bench'

interface Ports {
  http: number
  mqtt: number
  loopback: number
}

/**
 * The real controller as a process of its own, with a chamber of so many network consoles, each at
 * the seat of a member.
 */
export class BenchChamber {
  readonly consoles: readonly string[]
  readonly #folder: string
  #child: ChildProcess | null = null
  #ports: Ports = { http: 0, mqtt: 0, loopback: 0 }
  #token = ''

  private constructor(folder: string, seats: readonly string[]) {
    this.#folder = folder
    this.consoles = seats.map(consoleAt)
  }

  static async make(size: number): Promise<BenchChamber> {
    const folder = await mkdtemp(join(tmpdir(), 'sapha-bench-'))
    const seats = Array.from({ length: size }, (_, index) => `S-${index + 1}`)
    await mkdir(join(folder, 'chambers'))
    await cp(join(root, 'config/rules'), join(folder, 'rules'), { recursive: true })
    await writeFile(join(folder, 'chambers', 'bench.yaml'), stringify(chamberOf(seats)))
    return new BenchChamber(folder, seats)
  }

  get mqttUrl(): string {
    return `mqtt://127.0.0.1:${this.#ports.mqtt}`
  }

  get httpUrl(): string {
    return `http://localhost:${this.#ports.loopback}`
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get file(): string {
    return join(this.#folder, 'chambers/bench.yaml')
  }

  get dataFolder(): string {
    return join(this.#folder, 'data')
  }

  /** Starts it, on the ports it had before where it was started before. */
  async start(): Promise<void> {
    const { http, mqtt, loopback } = this.#ports
    const child = fork(
      join(root, 'controller/main.ts'),
      [
        ...['--config', this.file, '--data', this.dataFolder],
        ...['--http-port', String(http), '--mqtt-port', String(mqtt)],
        ...(loopback === 0 ? [] : ['--loopback-port', String(loopback)]),
      ],
      {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        // As the launcher and the systemd unit have it.
        execArgv: nodeFlags,
        env: { ...process.env, NODE_COMPILE_CACHE: join(root, '.sapha/compiled') },
      },
    )
    this.#child = child
    const ended = once(child, 'exit').then(() => {
      throw new Error('The controller ended before it was ready.')
    })
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [
      { type: string; message?: string; ports: Ports },
    ]
    ended.catch(() => undefined) // from now on it may end
    if (message.type !== 'ready') throw new Error(`The controller: ${message.message ?? 'failed'}`)
    this.#ports = message.ports
    const secrets = await openSecrets(this.dataFolder)
    this.#token = `${INTEGRATOR}.${secrets.secretFor('integrator', INTEGRATOR)}`
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (child === null) return
    this.#child = null
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  async remove(): Promise<void> {
    await this.kill('SIGTERM')
    await rm(this.#folder, { recursive: true })
  }

  password(console: string): Promise<string> {
    return readFile(join(this.dataFolder, credentialPath(console)), 'utf8')
  }

  /** A hall display's enrolment, as its link has it. */
  async displayKey(display: string): Promise<string> {
    return (await openSecrets(this.dataFolder)).secretFor('screen', `display/${display}`)
  }

  async command(command: Command): Promise<void> {
    const response = await fetch(`${this.httpUrl}/api/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
      body: JSON.stringify({ id: command.type, command }),
    })
    if (!response.ok) throw new Error(`${command.type}: ${await response.text()}`)
  }
}

const both = (text: string) => ({ th: text, en: text })

function chamberOf(seats: readonly string[]) {
  return {
    id: 'bench',
    name: both('Bench'),
    simulation: true,
    http: { host: '127.0.0.1', port: 0, loopbackPort: 0, names: [] },
    mqtt: { broker: 'embedded', host: '127.0.0.1', port: 0 },
    media: { port: 0, workers: 1, hallSound: null, hallPicture: null, hallOutput: null },
    integrators: [INTEGRATOR],
    policy: {
      remoteVoting: false,
      openMicrophones: 2,
      speechMs: 0,
      quorum: { num: 1, den: 2 },
      queueLimit: 500,
      presenceCheck: 'optional',
    },
    rules: ['ordinary'],
    plan: {
      kind: 'seats',
      seats: seats.map((id, index) => ({
        ...{ id, kind: 'member', block: 'A', row: 1 },
        ...{ x: (index % 40) * 100, y: Math.floor(index / 40) * 100, angle: 0 },
      })),
    },
    groups: [],
    splits: [],
    members: seats.map((seat) => ({
      ...{ id: `m-${seat}`, name: both(seat), class: 'member', group: null, seat, card: null },
    })),
    bridges: [],
    networkConsoles: [...seats],
    displays: [{ id: 'hall', name: both('Hall') }],
    sittings: [
      {
        id: 'sitting',
        title: both('Sitting'),
        agenda: [{ id: 'item', number: '1', title: both('Item'), level: 0 }],
      },
    ],
  }
}
