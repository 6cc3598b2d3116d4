import type {
  AimOf,
  DeviceDriver,
  DeviceModel,
  DriverFamily,
  DriverKind,
  EventOf,
  Report,
} from '../../firmware-bridge/drivers/device-driver.ts'
import type { DeviceHealth, Problem } from '../../controller/protocol/devices.ts'
import type Type from 'typebox'
import { realTime } from '../../firmware-bridge/bridge-time.ts'
import { parseAddress, transportTo } from '../../firmware-bridge/transports/address.ts'

export interface DrivenUnit {
  id?: string
  place?: string
  model: string
  options?: unknown
  secret?: string
}

/** A driver on a real transport, as the bridge would run it, and what it said. */
export class DrivenDevice<K extends DriverKind, M extends DeviceModel, S extends Type.TSchema> {
  readonly #driver: DeviceDriver<K>
  readonly #reports = new Map<string, Report<K>>()
  readonly #online = new Map<string, { online: boolean; problem: Problem | null }>()
  readonly events: { unit: string; event: EventOf<K> }[] = []
  /** Commands with their reasons, as the driver logged them. */
  readonly log: { details: object; text: string }[] = []
  #revision = 0

  /** `units`: ids are 'device-1', 'device-2', … where none is given. Throws for an unknown model. */
  constructor(
    family: DriverFamily<K, M, S>,
    address: string,
    ...units: [DrivenUnit, ...DrivenUnit[]]
  ) {
    const parsed = parseAddress(address)
    if (parsed === null) throw new RangeError(`${address} is no address`)
    const unit = ({ id, place, model, options, secret }: DrivenUnit, at: number) => {
      const known = family.models.find((it) => it.id === model)
      if (!known) throw new RangeError(`${family.name} has no model ${model}`)
      return {
        id: id ?? `device-${at + 1}`,
        place: place ?? null,
        model: known,
        options: (options ?? {}) as Type.Static<S>,
        secret: secret ?? null,
      }
    }
    const [first, ...others] = units
    const write = (details: object, text: string) => void this.log.push({ details, text })
    this.#driver = family.create({
      units: [unit(first, 0), ...others.map((it, at) => unit(it, at + 1))],
      address: parsed,
      transport: transportTo(parsed),
      time: realTime,
      log: { debug: () => undefined, info: write, warn: write },
      sink: {
        online: (id, online, problem) => this.#online.set(id, { online, problem: problem ?? null }),
        reported: (id, report) => this.#reports.set(id, report),
        event: async (id, event) => void this.events.push({ unit: id, event }),
      },
    })
  }

  start(): void {
    this.#driver.start()
  }

  stop(): Promise<void> {
    return this.#driver.stop()
  }

  /** Desires it with the next revision, which is returned. */
  desire(aim: AimOf<K>, unit = 'device-1'): number {
    this.#driver.desire(unit, { revision: ++this.#revision, aim })
    return this.#revision
  }

  order(order: Parameters<DeviceDriver<K>['order']>[1], unit = 'device-1'): Promise<void> {
    return this.#driver.order(unit, order)
  }

  report(unit = 'device-1'): Report<K> | undefined {
    return this.#reports.get(unit)
  }

  /** Undefined until the driver said whether it answers. */
  online(unit = 'device-1'): boolean | undefined {
    return this.#online.get(unit)?.online
  }

  /** Why it is away. */
  whyAway(unit = 'device-1'): Problem | null {
    return this.#online.get(unit)?.problem ?? null
  }

  health(unit = 'device-1'): Omit<DeviceHealth, 'falls'> {
    return this.#driver.health(unit)
  }

  reasons(): string[] {
    return this.log.flatMap(({ details }) =>
      'reason' in details && typeof details.reason === 'string' ? [details.reason] : [],
    )
  }
}
