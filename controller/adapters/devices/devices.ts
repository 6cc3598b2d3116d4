import type {
  DeviceHandlers,
  DevicesPort,
  RoomDeviceHandlers,
  RoomDevicesPort,
} from '../../engine/ports.ts'
import { CONTROLLER_USER } from '../../protocol/credentials.ts'
import type { ConsoleAim } from '../../protocol/device-messages.ts'
import type { DeviceAim, DeviceOrder, RoomDeviceKind } from '../../protocol/devices.ts'
import type { ConsoleId, DeviceId } from '../../protocol/ids.ts'
import type { Principals } from '../broker/access.ts'
import { ThreadedBroker } from '../broker/threaded-broker.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { MqttGateway } from './gateway.ts'

export interface DevicesOptions {
  /** 'embedded', or the URL of a broker of the customer's own. */
  broker: string
  /** Where the embedded broker listens; port 0 is any free one. */
  host: string
  port: number
  principals: Principals
  secrets: Secrets
}

/** The chamber's devices, with the broker inside the controller or with one elsewhere. */
export class MqttDevices implements DevicesPort, RoomDevicesPort {
  readonly #options: DevicesOptions
  #broker: ThreadedBroker | null = null
  #gateway: MqttGateway | null = null
  #port: number | null = null

  constructor(options: DevicesOptions) {
    this.#options = options
  }

  /** The port of the embedded broker; null before `start` and with a broker elsewhere. */
  get port(): number | null {
    return this.#port
  }

  /** How many consoles have a desired state that the broker has not acknowledged. */
  get pending(): number {
    return this.#gateway?.pending ?? 0
  }

  /**
   * Nothing that devices say is taken before `ready`, which the broker's own start does not wait for.
   * Throws BrokerError or GatewayError, each with a code, where devices cannot be reached.
   */
  async start(
    handlers: DeviceHandlers,
    ready: Promise<void> = Promise.resolve(),
    roomDevices: RoomDeviceHandlers | null = null,
  ): Promise<void> {
    const { principals, secrets, broker, host, port } = this.#options
    const { consoles, bridges } = principals
    try {
      const url = broker === 'embedded' ? await this.#startBroker(handlers) : broker
      this.#gateway = new MqttGateway({
        url,
        password: secrets.secretFor('mqtt', CONTROLLER_USER),
        known: {
          consoles: new Set([...consoles, ...bridges.flatMap((bridge) => bridge.consoles)]),
          bridges: new Set(bridges.map((bridge) => bridge.id)),
          devices: new Map(
            bridges.flatMap(({ devices = [] }) => devices.map(({ id, kind }) => [id, kind])),
          ),
        },
      })
      await ready
      await this.#gateway.start(handlers, roomDevices)
      // Only now, as what a device says before the controller listens would be lost.
      this.#port = (await this.#broker?.listen(host, port)) ?? null
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Returns the URL of a port that only the controller knows. */
  async #startBroker(handlers: DeviceHandlers): Promise<string> {
    const { principals, secrets } = this.#options
    this.#broker = new ThreadedBroker({
      principals,
      passwordOf: (user) => secrets.secretFor('mqtt', user),
      onMisbehaviour: (report) => handlers.onMisbehaviour(report),
    })
    this.#broker.start()
    return `mqtt://127.0.0.1:${await this.#broker.listen('127.0.0.1', 0)}`
  }

  desireConsole(id: ConsoleId, aim: ConsoleAim, revision: number): void {
    this.#gateway?.desireConsole(id, aim, revision)
  }

  desireDevice(kind: RoomDeviceKind, id: DeviceId, aim: DeviceAim, revision: number): void {
    this.#gateway?.desireDevice(kind, id, aim, revision)
  }

  orderDevice(kind: RoomDeviceKind, id: DeviceId, order: DeviceOrder): boolean {
    return this.#gateway?.orderDevice(kind, id, order) ?? false
  }

  async stop(): Promise<void> {
    await this.#gateway?.stop()
    await this.#broker?.stop()
    this.#gateway = null
    this.#broker = null
  }
}
