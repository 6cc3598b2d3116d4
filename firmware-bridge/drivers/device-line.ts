import { keepDeviceOpen, type KeepOpen } from '../transports/keep-open.ts'
import { TransportError, type Link, type Transport } from '../transports/transport.ts'
import type { Problem } from '../../controller/protocol/devices.ts'
import type { DeviceId } from '../../controller/protocol/ids.ts'
import type { BridgeTime } from '../bridge-time.ts'
import { DriverError, type DriverHealth } from './device-driver.ts'
import { Exchange } from './exchange.ts'
import { HealthMeter } from './health-meter.ts'

/** Questions in a row without an answer, after which a unit is said to be away. */
const MISSES = 3

interface LineParts {
  units: readonly { id: DeviceId }[]
  transport: Transport
  time: BridgeTime
  sink: { online(unit: DeviceId, online: boolean, problem?: Problem): void }
}

export interface LineUse<Q> {
  /** How long an answer is awaited, ms. */
  timeoutMs: number
  /** What the device needs between an answer and the next question, ms. */
  gapMs?: number
  encode(question: Q): Uint8Array
  /** The way is open; nothing is asked until `ready`. */
  opened(): void
  received(bytes: Uint8Array): void
  /** The way is lost, and with it every question. */
  lost(): void
}

interface LineUnit {
  meter: HealthMeter
  online: boolean | null
  misses: number
}

/**
 * The way to a device that answers questions, or to several on one line: kept open, asked one
 * question at a time, and said to be there by what was heard of each.
 */
export class DeviceLine<Q, A> {
  readonly #parts: LineParts
  readonly #use: LineUse<Q>
  readonly #units: ReadonlyMap<DeviceId, LineUnit>
  readonly #exchange: Exchange<Q, A>
  readonly #port: KeepOpen
  #link: Link | null = null

  constructor(parts: LineParts, use: LineUse<Q>) {
    this.#parts = parts
    this.#use = use
    const { time, transport } = parts
    this.#units = new Map(
      parts.units.map(({ id }) => [
        id,
        { meter: new HealthMeter(time), online: null, misses: 0 } satisfies LineUnit,
      ]),
    )
    this.#exchange = new Exchange({
      ...{ time, timeoutMs: use.timeoutMs, gapMs: use.gapMs ?? 0 },
      write: (question) => this.send(use.encode(question)),
    })
    const user = {
      up: (link: Link) => this.#opened(link),
      received: (bytes: Uint8Array) => use.received(bytes),
      down: (error: TransportError) => this.#lost(error),
    }
    this.#port = keepDeviceOpen(transport, user, time)
  }

  /** The question that is being answered; null where none is. */
  get current(): Q | null {
    return this.#exchange.current
  }

  start(): void {
    this.#port.start()
  }

  async stop(): Promise<void> {
    this.#link = null
    this.#use.lost()
    this.#exchange.lost()
    await this.#port.stop()
  }

  /** From now on it may be asked. */
  ready(): void {
    this.#exchange.open()
  }

  /** Sends something that nothing answers; dropped where there is no way. */
  send(bytes: Uint8Array): void {
    this.#link?.send(bytes)
  }

  /** Rejects with DriverError, as `Exchange.ask`. */
  async ask(unit: DeviceId, question: Q): Promise<A> {
    const known = this.#unit(unit)
    try {
      return await this.#exchange.ask(question, known.meter)
    } catch (error) {
      if (error instanceof DriverError && error.code === 'no-answer') this.#missed(unit, error)
      throw error
    }
  }

  /** False where nothing was asked. */
  answer(answer: A): boolean {
    return this.#exchange.answer(answer)
  }

  /** False where nothing was asked. */
  refuse(error: DriverError): boolean {
    return this.#exchange.refuse(error)
  }

  /** A good frame came of this unit: it is there. */
  heard(unit: DeviceId): void {
    const known = this.#unit(unit)
    known.meter.frame()
    known.misses = 0
    this.#say(unit, true)
  }

  /** Noise, or an answer to nothing; of nobody in particular it counts for each. */
  stray(unit?: DeviceId): void {
    if (unit !== undefined) return this.#unit(unit).meter.badFrames()
    for (const { meter } of this.#units.values()) meter.badFrames()
  }

  meter(unit: DeviceId): HealthMeter {
    return this.#unit(unit).meter
  }

  health(unit: DeviceId): DriverHealth {
    return this.#unit(unit).meter.figures()
  }

  /** Ends this connection and opens the next one. */
  hangUp(why: string): void {
    if (this.#link === null) return
    this.#port.reopen(new TransportError('port-lost', `${this.#parts.transport.name}: ${why}`))
  }

  #opened(link: Link): void {
    this.#link = link
    for (const unit of this.#units.values()) unit.misses = 0
    this.#use.opened()
  }

  #lost(error: TransportError): void {
    if (this.#link !== null) for (const { meter } of this.#units.values()) meter.hungUp()
    this.#link = null
    this.#use.lost()
    this.#exchange.lost()
    const problem = { code: error.code, text: error.message.slice(0, 300) }
    for (const id of this.#units.keys()) this.#say(id, false, problem)
  }

  #missed(id: DeviceId, error: DriverError): void {
    if (++this.#unit(id).misses < MISSES) return
    this.#say(id, false, error.problem)
    // Of a connection that is dead at its other end nothing is heard until it is opened again.
    const all = [...this.#units.values()]
    if (all.every(({ misses }) => misses >= MISSES)) this.hangUp('it does not answer any more')
  }

  #say(id: DeviceId, online: boolean, problem?: Problem): void {
    const unit = this.#unit(id)
    if (unit.online === online) return
    unit.online = online
    this.#parts.sink.online(id, online, problem)
  }

  #unit(id: DeviceId): LineUnit {
    const unit = this.#units.get(id)
    if (unit === undefined) throw new RangeError(`${id} is not on this line`)
    return unit
  }
}
