import type { DevicesView, DeviceTask, DeviceView } from '../protocol/devices-view.ts'
import type {
  Device,
  DeviceAim,
  DeviceEvent,
  DeviceReported,
  Problem,
  RoomDeviceKind,
} from '../protocol/devices.ts'
import type { DeviceId } from '../protocol/ids.ts'
import { FaultWatch } from './fault-watch.ts'
import type { Clock, Engine, Scheduler } from './ports.ts'
import type { DeviceRoomPort, RoomDeviceHandlers, RoomDevicesPort } from './room-devices-port.ts'

/** A device's own answer takes 2 s at most, and a bridge may be starting its driver anew. */
const ORDER_MS = 10_000
/** Orders whose answers are awaited: more is nobody at a desk. */
const MAX_ORDERS = 64
const BEAT_MS = 250

export interface DeviceRoomParts {
  engine: Pick<Engine, 'state' | 'submit'>
  devices: RoomDevicesPort
  clock: Clock
  scheduler: Scheduler
  /** The chamber's devices, each with what it is while nothing else is desired. */
  room: readonly { device: Device; standing: DeviceAim }[]
}

interface Known {
  readonly device: Device
  readonly standing: DeviceAim
  aim: DeviceAim
  online: boolean
  reported: DeviceReported | null
  /** Another object after each change. */
  view: DeviceView | null
}

interface Ordered {
  until: number
  resolve: (problem: Problem | null) => void
}

/** Devices beside consoles: what each should be, what it is, and what is wrong with it. */
export class DeviceRoom implements RoomDeviceHandlers, DeviceRoomPort {
  readonly #parts: DeviceRoomParts
  readonly #faults: FaultWatch
  readonly #known: ReadonlyMap<DeviceId, Known>
  readonly #orders = new Map<string, Ordered>()
  readonly #listeners = new Set<() => void>()
  readonly #eventListeners = new Set<(id: DeviceId, event: DeviceEvent) => void>()
  #revision = 0
  #view: DevicesView | null = null
  #stop: () => void = () => undefined

  constructor(parts: DeviceRoomParts) {
    this.#parts = parts
    this.#faults = new FaultWatch(parts)
    this.#known = new Map(
      parts.room.map(({ device, standing }) => [
        device.id,
        { device, standing, aim: standing, online: false, reported: null, view: null },
      ]),
    )
  }

  start(): void {
    this.#faults.start()
    for (const { device } of this.#known.values()) this.#tell(device.id)
    this.#stop = this.#parts.scheduler.every(BEAT_MS, () => this.#giveUp())
  }

  stop(): void {
    this.#stop()
    this.#faults.stop()
    for (const { resolve } of this.#orders.values())
      resolve({ code: 'controller-stops', text: 'The controller stops.' })
    this.#orders.clear()
  }

  /** Over what the chamber's file says of it; {} is that again. Unknown devices are left out. */
  desire<K extends RoomDeviceKind>(kind: K, id: DeviceId, aim: DeviceAim<K>): void {
    const known = this.#known.get(id)
    if (known?.device.kind !== kind) return
    known.aim = { ...known.standing, ...aim }
    this.#tell(id)
  }

  /** Presses, cards and levels of devices; orders that were carried out are not among them. */
  onEvent(listener: (id: DeviceId, event: DeviceEvent) => void): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  view(): DevicesView {
    this.#view ??= {
      devices: Object.fromEntries([...this.#known].map(([id, known]) => [id, viewOf(known)])),
    }
    return this.#view
  }

  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  order(id: DeviceId, task: DeviceTask): Promise<Problem | null> {
    const known = this.#known.get(id)
    if (known === undefined) return Promise.resolve(UNKNOWN)
    const now = this.#parts.clock.now()
    const order = `o-${(this.#revision = this.#nextRevision())}`
    const { kind } = known.device
    const isTaken =
      this.#orders.size < MAX_ORDERS &&
      this.#parts.devices.orderDevice(kind, id, { ...task, order })
    if (!isTaken) return Promise.resolve(NOBODY)
    return new Promise((resolve) => this.#orders.set(order, { until: now + ORDER_MS, resolve }))
  }

  onDeviceReported(id: DeviceId, reported: DeviceReported): void {
    const { standing, problem } = reported
    this.#watch(standing === 'quarantined', 'device-quarantined', id, problem?.text)
    // Of one in quarantine it is said already.
    this.#watch(standing === 'absent', 'device-silent', id, problem?.text)
    this.#change(id, { reported })
  }

  onDeviceOnline(id: DeviceId, online: boolean): void {
    this.#change(id, { online })
  }

  onDeviceEvent(id: DeviceId, event: DeviceEvent): void {
    if (event.type !== 'done') {
      for (const listener of this.#eventListeners) listener(id, event)
      return
    }
    this.#orders.get(event.order)?.resolve(event.problem)
    this.#orders.delete(event.order)
  }

  #tell(id: DeviceId): void {
    const known = this.#known.get(id)
    if (known === undefined) return
    this.#revision = this.#nextRevision()
    this.#parts.devices.desireDevice(known.device.kind, id, known.aim, this.#revision)
    this.#change(id, {})
  }

  /** Higher than any before a restart, as the clock goes on meanwhile. */
  #nextRevision(): number {
    return Math.max(this.#revision + 1, this.#parts.clock.now())
  }

  #giveUp(): void {
    const now = this.#parts.clock.now()
    for (const [order, { until, resolve }] of this.#orders) {
      if (until > now) continue
      this.#orders.delete(order)
      resolve(NOBODY)
    }
  }

  #watch(broken: boolean, code: string, id: DeviceId, detail = 'It is no longer reachable.'): void {
    const source = { kind: 'device', id } as const
    if (broken) this.#faults.raise({ code, source, detail })
    else this.#faults.resolve(code, source)
  }

  #change(id: DeviceId, news: Partial<Pick<Known, 'online' | 'reported'>>): void {
    const known = this.#known.get(id)
    if (known === undefined) return
    Object.assign(known, news)
    known.view = null
    this.#view = null
    for (const listener of this.#listeners) listener()
  }
}

const UNKNOWN: Problem = { code: 'device-unknown', text: 'The chamber has no such device.' }
const NOBODY: Problem = {
  code: 'bridge-silent',
  text: 'Its bridge did not answer: nothing was done, or nobody can say. See the bridge.',
}

function viewOf(known: Known): DeviceView {
  const { device, online, aim, reported } = known
  known.view ??= { ...device, online, aim, reported }
  return known.view
}
