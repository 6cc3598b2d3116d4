import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { loadChamber, type ChamberConfig } from '../../config/load.ts'
import type { ChamberFile } from '../../config/schema.ts'
import type { Ready } from '../../config/setup/program-message.mjs'
import { Program } from './program.ts'

const config = fileURLToPath(new URL('../../config', import.meta.url))

/**
 * The demonstration's chamber as the processes it really is, controller and bridge, in a folder of
 * its own and on free ports. Consoles, people and screens are the test's business.
 */
export class Chamber {
  readonly #media: Partial<ChamberFile['media']>
  readonly #controller = new Program('controller/main.ts')
  readonly #bridge = new Program('firmware-bridge/main.ts')
  #folder = ''
  #ports: NonNullable<Ready['ports']> | null = null
  #config: ChamberConfig | null = null
  /** Label → URL, as the controller says them when it is ready. */
  urls: ReadonlyMap<string, string> = new Map()

  /** @param media instead of the demonstration's hall: without sound, picture and output by default */
  constructor(media: Partial<ChamberFile['media']> = {}) {
    this.#media = media
  }

  get data(): string {
    return join(this.#folder, 'data')
  }

  get config(): ChamberConfig {
    if (this.#config === null) throw new Error('The chamber was not started.')
    return this.#config
  }

  /** URL of the broker, for consoles. */
  get mqtt(): string {
    return `mqtt://127.0.0.1:${this.#ports?.mqtt}`
  }

  /** Resolves when controller and bridge say that they are ready. */
  async start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'sapha-e2e-'))
    await writeChamber(this.#folder, this.#media)
    this.#config = await loadChamber(this.#file)
    await this.#startController()
    await this.#bridge.start(this.#options())
  }

  /** As when the power goes: the controller and everything it started are gone at once. */
  async killController(): Promise<void> {
    await this.#controller.kill()
  }

  /** On the same data and, as the launcher does it, on the ports it had. */
  async restartController(): Promise<void> {
    await this.#startController()
  }

  /** Stops both in order. Returns their exit statuses. */
  async stop(): Promise<(number | null)[]> {
    return [await this.#bridge.stop(), await this.#controller.stop()]
  }

  async remove(): Promise<void> {
    if (this.#folder !== '') await rm(this.#folder, { recursive: true, force: true })
  }

  /** What the programs wrote last, for whoever has to find out why a test failed. */
  output(): string {
    return `controller:\n${this.#controller.output}\nbridge:\n${this.#bridge.output}`
  }

  get #file(): string {
    return join(this.#folder, 'config/chambers/e2e.yaml')
  }

  #options(): string[] {
    const none = { http: 0, mqtt: 0, media: 0, loopback: 0 }
    const { http, mqtt, media, loopback } = this.#ports ?? none
    return [
      ...['--config', this.#file, '--data', this.data],
      ...['--http-port', String(http), '--mqtt-port', String(mqtt)],
      ...(media === undefined ? [] : ['--media-port', String(media)]),
      ...(loopback === undefined ? [] : ['--loopback-port', String(loopback)]),
    ]
  }

  async #startController(): Promise<void> {
    const { urls, ports } = await this.#controller.start(this.#options())
    this.urls = new Map(urls.map(({ label, url }) => [label, url]))
    this.#ports = ports ?? null
  }
}

/** The demonstration's file with a hall of the test's own, and its rules where it looks for them. */
async function writeChamber(folder: string, media: Partial<ChamberFile['media']>): Promise<void> {
  const demo = parse(await readFile(join(config, 'chambers/demo.yaml'), 'utf8')) as ChamberFile
  const silent = { port: 0, hallSound: null, hallPicture: null, hallOutput: null }
  const file: ChamberFile = {
    ...demo,
    // What links say: the browser of this test is on this machine.
    http: { ...demo.http, names: ['localhost'] },
    media: { ...silent, ...media },
    integrators: [],
  }
  await mkdir(join(folder, 'config/chambers'), { recursive: true })
  await cp(join(config, 'rules'), join(folder, 'config/rules'), { recursive: true })
  await writeFile(join(folder, 'config/chambers/e2e.yaml'), stringify(file))
}
