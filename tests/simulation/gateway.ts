import { Inbound, type KnownDevices } from '../../controller/adapters/devices/inbound.ts'
import { Outbox } from '../../controller/adapters/devices/outbox.ts'
import type { DeviceHandlers, DevicesPort } from '../../controller/engine/ports.ts'
import type { ConsoleAim } from '../../controller/protocol/device-messages.ts'
import type { ConsoleId } from '../../controller/protocol/ids.ts'
import { topicOf } from '../../controller/protocol/topics.ts'
import type { Broker, Hearer } from './broker.ts'
import type { World } from './world.ts'

/** As the production gateway does. */
const RECONNECT_MS = 250

/**
 * The controller at the broker: its production inbound checks and outbox, on a simulated connection
 * instead of an MQTT client's.
 */
export class SimulatedGateway implements DevicesPort, Hearer {
  readonly #world: World
  readonly #broker: Broker
  readonly #known: KnownDevices
  readonly #outbox: Outbox
  #inbound: Inbound | null = null
  #stopped = false

  constructor(world: World, broker: Broker, known: KnownDevices) {
    this.#world = world
    this.#broker = broker
    this.#known = known
    this.#outbox = new Outbox((id, text, onAcknowledged) =>
      broker.retain(topicOf('console', id, 'desired'), text, onAcknowledged),
    )
  }

  async start(handlers: DeviceHandlers): Promise<void> {
    this.#inbound = new Inbound(this.#known, handlers)
    this.#connect()
  }

  desireConsole(id: ConsoleId, aim: ConsoleAim, revision: number): void {
    this.#outbox.put(id, JSON.stringify({ revision, aim }))
  }

  async stop(): Promise<void> {
    this.#stopped = true
  }

  hear(topic: string, text: string): Promise<void> | null {
    // A dead process hears nothing and acknowledges nothing.
    return this.#stopped ? null : (this.#inbound?.handle(topic, text) ?? null)
  }

  onConnected(): void {
    this.#outbox.open()
  }

  onClosed(): void {
    this.#outbox.close()
    if (!this.#stopped) this.#world.queue.after(RECONNECT_MS, () => this.#connect())
  }

  #connect(): void {
    if (this.#stopped || this.#broker.connectController(this)) return
    this.#world.queue.after(RECONNECT_MS, () => this.#connect())
  }
}
