import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { SerialPort } from 'serialport'
import { SimulatedConsole } from './console.ts'
import { FrameEar, wrap, type BusFrame } from './wire.ts'

export interface SimulatedLineOptions {
  /** The consoles' end of a pseudo-terminal pair. */
  port: string
  addresses: readonly number[]
  baudRate?: number
  /** Keep to the bus's bit times by spinning; costs a core. Otherwise timers, about 1 ms late. */
  precise?: boolean
  /** Boot number of a console; random when not given. */
  bootOf?: (address: number) => number
}

/** The slots of the roll call being answered. Times in ms of performance.now(). */
interface Round {
  slot: number
  slotAt: number
  slotMs: number
  last: number
  closer: number
}

const randomBoot = () => 1 + Math.floor(Math.random() * 0xfffffffe)

/**
 * A line of simulated consoles on a real terminal device, at the speed of the real cable: a
 * pseudo-terminal has no baud rate of its own, so every byte of either side takes its time here.
 * Faults can be injected the way a cable does them.
 */
export class SimulatedLine {
  readonly consoles: ReadonlyMap<number, SimulatedConsole>
  readonly #options: SimulatedLineOptions
  readonly #bitMs: number
  #port: SerialPort | null = null
  #ear = new FrameEar()
  #round: Round | null = null
  #lineFreeAt = 0
  #wake: NodeJS.Timeout | NodeJS.Immediate | null = null
  #spoil: ((bytes: Uint8Array) => Uint8Array) | null = null

  constructor(options: SimulatedLineOptions) {
    this.#options = options
    this.#bitMs = 1000 / (options.baudRate ?? 115_200)
    const bootOf = options.bootOf ?? randomBoot
    this.consoles = new Map(
      options.addresses.map((address) => [address, new SimulatedConsole(address, bootOf(address))]),
    )
  }

  async start(): Promise<void> {
    const port = new SerialPort({
      path: this.#options.port,
      baudRate: this.#options.baudRate ?? 115_200,
      lock: false,
    })
    this.#port = port
    port.on('data', (bytes: Buffer) => this.#receive(bytes))
    port.on('error', () => undefined)
    await once(port, 'open')
  }

  async stop(): Promise<void> {
    this.#cancelWake()
    this.#round = null
    const port = this.#port
    this.#port = null
    if (port?.isOpen) await new Promise<void>((closed) => port.close(() => closed()))
  }

  console(address: number): SimulatedConsole {
    const found = this.consoles.get(address)
    if (!found) throw new RangeError(`No simulated console has address ${address}`)
    return found
  }

  /** A key goes down at a console, at this very moment of the line. */
  press(address: number, key: Parameters<SimulatedConsole['press']>[0]): number | null {
    return this.#act(() => this.console(address).press(key, performance.now()))
  }

  insertCard(address: number, id: string): number {
    return this.#act(() => this.console(address).insertCard(id, performance.now()))
  }

  removeCard(address: number): number | null {
    return this.#act(() => this.console(address).removeCard(performance.now()))
  }

  /** Bytes that no console sent. */
  noise(bytes: Uint8Array): void {
    this.#port?.write(bytes)
  }

  /** Changes what the next frame of any console looks like on the cable. */
  spoilNext(change: (bytes: Uint8Array) => Uint8Array): void {
    this.#spoil = change
  }

  /** Slots that have begun are gone before something new is there to be said. */
  #act<T>(action: () => T): T {
    this.#advance()
    const result = action()
    this.#advance()
    return result
  }

  #receive(bytes: Buffer): void {
    const now = performance.now()
    const begins = Math.max(now, this.#lineFreeAt)
    for (const { frame, end } of this.#ear.hear(bytes))
      this.#hear(frame, begins + end * 10 * this.#bitMs)
    this.#lineFreeAt = begins + bytes.length * 10 * this.#bitMs
    this.#advance()
  }

  #hear(frame: BusFrame, endsAt: number): void {
    for (const each of this.consoles.values()) each.hear(frame, endsAt)
    if (frame.address !== 0 || frame.type !== 0x01) return
    const [last = 0, closer = 0, slotBits = 8] = frame.payload
    const slotAt = endsAt + 20 * this.#bitMs
    this.#round = { slot: 1, slotAt, slotMs: slotBits * this.#bitMs, last, closer }
  }

  /** Lets every slot that has begun by now be used or pass, then sleeps until the next one used. */
  #advance(): void {
    this.#cancelWake()
    const round = this.#round
    if (!round) return
    const now = performance.now()
    while (round.slotAt <= now) {
      if (round.slot > round.last) return this.#closeRound(round)
      const speaker = this.consoles.get(round.slot)
      if (speaker?.hasSomethingToSay(round.slot === round.closer)) {
        round.slotAt = this.#send(speaker.speak(), round.slotAt) + 20 * this.#bitMs
      } else round.slotAt += round.slotMs
      round.slot++
    }
    this.#sleepUntil(this.#nextUsedSlot(round))
  }

  #closeRound(round: Round): void {
    this.#round = null
    const closer = this.consoles.get(round.closer)
    if (closer && !closer.dead) this.#send(closer.status(), round.slotAt)
  }

  #nextUsedSlot(round: Round): number {
    let at = round.slotAt
    for (let slot = round.slot; slot <= round.last; slot++, at += round.slotMs)
      if (this.consoles.get(slot)?.hasSomethingToSay(slot === round.closer)) return at
    return at
  }

  /** Hands the frame over when its last byte would have left the cable. Returns that moment. */
  #send(frame: BusFrame, startsAt: number): number {
    const spoil = this.#spoil
    this.#spoil = null
    const bytes = spoil ? spoil(wrap(frame)) : wrap(frame)
    const endsAt = startsAt + bytes.length * 10 * this.#bitMs
    this.#lineFreeAt = endsAt
    this.#at(endsAt, () => this.#port?.write(bytes))
    return endsAt
  }

  #sleepUntil(at: number): void {
    const wait = Math.max(0, at - performance.now())
    const wake = () => this.#advance()
    if (this.#options.precise && wait < 2) this.#wake = setImmediate(wake)
    else this.#wake = setTimeout(wake, this.#options.precise ? wait - 2 : wait)
  }

  #at(moment: number, act: () => void): void {
    const wait = moment - performance.now()
    if (wait <= 0) act()
    else if (this.#options.precise) setImmediate(() => this.#at(moment, act))
    else setTimeout(act, wait)
  }

  #cancelWake(): void {
    if (this.#wake === null) return
    clearTimeout(this.#wake as NodeJS.Timeout)
    clearImmediate(this.#wake as NodeJS.Immediate)
    this.#wake = null
  }
}
