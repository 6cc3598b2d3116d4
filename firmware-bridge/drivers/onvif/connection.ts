import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import onvif from 'onvif'
import type { DeviceIdentity } from '../../../controller/protocol/devices.ts'
import { DriverError } from '../device-driver.ts'
import {
  presetsOf,
  problemOf,
  ptzProfileOf,
  statusOf,
  storedTokenOf,
  type GenericPlace,
  type PtzStatus,
} from './codec.ts'

/** A camera in the house answers in a fraction of it. */
const ANSWER_MS = 3000
/** A camera that lost its controller stops by itself; desired again three times a second till then. */
const DRIVE_MS = 2000

/** One camera by ONVIF, as the package `onvif` reaches it: the only file that knows the package. */
export class OnvifConnection {
  readonly #cam: InstanceType<typeof onvif.Cam>
  readonly #agent: HttpAgent
  #profile = ''

  /** `secret` is `user:password`, or null. */
  constructor(address: string, secret: string | null) {
    const url = new URL(address)
    const useSecure = url.protocol === 'https:'
    const [, username, password] = /^([^:]*):(.*?)\s*$/s.exec(secret ?? '') ?? []
    // Cameras sign their certificates themselves: whose it is cannot be told, that nobody listens can.
    this.#agent = useSecure ? new HttpsAgent({ rejectUnauthorized: false }) : new HttpAgent()
    this.#cam = new onvif.Cam({
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      ...(url.pathname === '/' ? {} : { path: url.pathname }),
      ...(username === undefined || password === undefined ? {} : { username, password }),
      ...{ useSecure, secureOpts: { rejectUnauthorized: false }, timeout: ANSWER_MS },
      // A camera behind a router, or with a stale address of its own, names services nobody reaches.
      ...{ agent: this.#agent, autoconnect: false, preserveAddress: true },
    })
    this.#cam.on('warning', () => undefined)
  }

  /** Finds its services and the profile with pan and tilt. Rejects with DriverError. */
  async connect(): Promise<DeviceIdentity> {
    await this.#findServices()
    const token = this.#cam.uri?.ptz ? ptzProfileOf(this.#cam.profiles) : null
    if (token === null)
      throw new DriverError('no-ptz', 'It is a camera that nobody can turn by ONVIF.')
    this.#profile = token
    const about: unknown = await answered((done) => this.#cam.getDeviceInformation(done))
    const said = (name: string) => {
      const value: unknown =
        typeof about === 'object' && about !== null ? Reflect.get(about, name) : ''
      return typeof value === 'string' || typeof value === 'number' ? `${value}`.slice(0, 80) : ''
    }
    return {
      ...{ maker: said('manufacturer'), model: said('model') },
      ...{ firmware: said('firmwareVersion'), serial: said('serialNumber') },
    }
  }

  /**
   * What the package's own `connect` does, without the questions about video that many cameras cannot
   * answer, and upon which it says neither yes nor no.
   */
  async #findServices(): Promise<void> {
    const cam = this.#cam
    await answered((done) => cam.getSystemDateAndTime(done))
    const asked = answered((done) => cam.getServices(true, done))
    // The first cameras had GetCapabilities alone.
    if (await isRefused(asked)) await answered((done) => cam.getCapabilities(done))
    if (!(await isRefused(answered((done) => cam.getProfiles(done)))) || !cam.media2Support) return
    // Some say that they have the newer media service, and have not.
    cam.media2Support = false
    await isRefused(answered((done) => cam.getProfiles(done)))
  }

  /** Null where it answers without a place. */
  async status(): Promise<PtzStatus | null> {
    const options = { profileToken: this.#profile }
    return statusOf(await answered((done) => this.#cam.getStatus(options, done)))
  }

  /** Names by tokens. */
  async presets(): Promise<Map<string, string>> {
    await answered((done) => this.#cam.getPresets({ profileToken: this.#profile }, done))
    return presetsOf(this.#cam.presets)
  }

  async goTo(preset: string): Promise<void> {
    await answered((done) => this.#cam.gotoPreset({ profileToken: this.#profile, preset }, done))
  }

  /** Stores where it looks; `token` is that of a preset to write over. Null where it names none. */
  async store(presetName: string, token: string | null): Promise<string | null> {
    const options = { profileToken: this.#profile, presetName }
    const over = token === null ? {} : { presetToken: token }
    return storedTokenOf(
      await answered((done) => this.#cam.setPreset({ ...options, ...over }, done)),
    )
  }

  async turn({ pan, tilt, zoom }: GenericPlace): Promise<void> {
    const options = { profileToken: this.#profile, x: pan, y: tilt, zoom }
    await answered((done) => this.#cam.absoluteMove(options, done))
  }

  /** Speeds from -1 to 1; all zero stands still. */
  async drive({ pan, tilt, zoom }: GenericPlace): Promise<void> {
    const profileToken = this.#profile
    if (pan === 0 && tilt === 0 && zoom === 0) {
      await answered((done) => this.#cam.stop({ profileToken, panTilt: true, zoom: true }, done))
      return
    }
    const options = { profileToken, x: pan, y: tilt, zoom, timeout: DRIVE_MS }
    await answered((done) => this.#cam.continuousMove(options, done))
  }

  /** What it calls out is pulled from here on. Rejects where it has no such service. */
  async listen(): Promise<void> {
    await answered((done) => this.#cam.createPullPointSubscription(done))
  }

  /** Waits for what happens, up to a minute; how much did. */
  async heard(): Promise<number> {
    const answer: unknown = await answered((done) =>
      this.#cam.pullMessages({ messageLimit: 10 }, done),
    )
    const messages: unknown =
      typeof answer === 'object' && answer !== null
        ? Reflect.get(answer, 'notificationMessage')
        : undefined
    // Some prolong by themselves, and know no Renew.
    await isRefused(answered((done) => this.#cam.renew(done)))
    return messages === undefined ? 0 : Array.isArray(messages) ? messages.length : 1
  }

  /** What is still under way comes to nothing. */
  close(): void {
    this.#agent.destroy()
  }
}

/** Of what a camera may well not know. Rejects where it does not answer, or wants another password. */
async function isRefused(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked
    return false
  } catch (error) {
    if (error instanceof DriverError && ['command-refused', 'bad-answer'].includes(error.code))
      return true
    throw error
  }
}

type Done = (error: Error | null, answer?: unknown) => void

/**
 * The package's callback as a promise. It throws, or calls back with an error of its own making, where
 * an answer is not what it expected: to its caller that is a camera that answers nonsense.
 */
function answered(ask: (done: Done) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      const { code, text } = problemOf(error instanceof Error ? error.message : String(error))
      reject(new DriverError(code, text))
    }
    try {
      ask((error, answer) => (error ? fail(error) : resolve(answer)))
    } catch (error) {
      fail(error)
    }
  })
}
