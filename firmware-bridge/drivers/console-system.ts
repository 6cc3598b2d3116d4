import { randomBytes } from 'node:crypto'
import type { ConsoleAim } from '../../controller/protocol/device-messages.ts'
import type { Problem } from '../../controller/protocol/devices.ts'
import type { DeviceId } from '../../controller/protocol/ids.ts'
import {
  DriverError,
  unknownIdentity,
  type Desired,
  type DeviceDriver,
  type DeviceModel,
  type DriverHealth,
  type DriverOrder,
  type DriverParts,
} from './device-driver.ts'
import { HealthMeter } from './health-meter.ts'
import { Reconciliation, type Step } from './reconciliation.ts'

/** What such a system says of one seat; null is not known yet. */
export interface SeatState {
  microphone: 'open' | 'closed'
  /** Whether it stands in the system's own list of requests; null where that has none. */
  asking: boolean | null
}

/** What can be told a seat, one thing at a time. */
export type SeatCommand = { microphone: 'open' | 'closed' } | { asking: boolean }

/** Another maker's system as its driver speaks with it. Nothing here throws but by rejecting. */
export interface ConsoleWay {
  /** Whether a seat can be put into its list of requests, and taken out of it. */
  readonly hasRequests: boolean
  start(): void
  /** Ends within 0.5 s. */
  stop(): Promise<void>
  /** Asks what every seat is now, and says it by `seat`. Rejects with DriverError. */
  refresh(): Promise<void>
  /** Rejects with DriverError where it is refused at once; whether it followed, `seat` shows. */
  command(place: string, command: SeatCommand): Promise<void>
}

/** What a driver says to its system. */
export interface ConsoleHooks {
  /** It can be asked now. */
  up(): void
  down(problem: Problem): void
  /** Said on every word about a seat, whether it changed or not. */
  seat(place: string, state: Partial<SeatState>): void
  /** The talk key was pressed, where the system says so itself. */
  press(place: string): void
  /** What holds where nothing was said of it since the system was connected. */
  settle(place: string, state: SeatState): void
  /** For the figures of all seats: these share one way. */
  meters: readonly HealthMeter[]
  frame(): void
  badFrame(): void
}

/** Between readings while all is as it should be: it tells changes by itself. */
const POLL_MS = 10_000
/** What was read this short a time ago is not asked again for the next seat. */
const FRESH_MS = 2000
/** A command is answered by the change it makes; later than this it was somebody else's. */
const EXPECTED_MS = 3000
/** How long the chamber has to answer a press that closed a microphone before it is opened again. */
const HOLD_MS = 2000
/** As for a console of the bus: more presses, and older ones, say nothing any more. */
const MAX_PRESSES = 8
const MAX_AGE_MS = 10_000
const RETRY_MS = 100

interface Seat {
  id: DeviceId
  place: string
  state: { microphone: SeatState['microphone'] | null; asking: boolean | null }
  /** Changes that our own commands make, until when. */
  expected: Map<string, number>
  /** When somebody at the seat closed its microphone. */
  closedAt: number
  ballot: string | null
  waiting: number
  loop: Reconciliation<ConsoleAim, SeatState, SeatCommand>
}

/**
 * Seats of another maker's discussion system as consoles: their microphones follow the chamber, and
 * what changes there without our command is a press of the talk key.
 */
export class ConsoleSystem<M extends DeviceModel, O> implements DeviceDriver<'console'> {
  readonly #parts: DriverParts<'console', M, O>
  readonly #seats: ReadonlyMap<string, Seat>
  readonly #byId: ReadonlyMap<DeviceId, Seat>
  readonly #meters: ReadonlyMap<DeviceId, HealthMeter>
  readonly #way: ConsoleWay
  readonly #boot = randomBytes(4).toString('hex')
  #presses = 0
  #refreshing: Promise<void> | null = null
  #freshAt = -FRESH_MS
  #isUp = false

  constructor(
    parts: DriverParts<'console', M, O>,
    maker: string,
    wayTo: (hooks: ConsoleHooks) => ConsoleWay,
  ) {
    this.#parts = parts
    this.#meters = new Map(parts.units.map(({ id }) => [id, new HealthMeter(parts.time)]))
    const seats = parts.units.map(({ id, place, model }): Seat => ({
      ...{ id, place: place ?? '1', state: { microphone: null, asking: null } },
      ...{ expected: new Map(), closedAt: -HOLD_MS, ballot: null, waiting: 0 },
      loop: this.#loopOf(id, place ?? '1', { ...unknownIdentity, maker, model: model.name }),
    }))
    this.#seats = new Map(seats.map((seat) => [seat.place, seat]))
    this.#byId = new Map(seats.map((seat) => [seat.id, seat]))
    const all = [...this.#meters.values()]
    this.#way = wayTo({
      up: () => this.#up(),
      down: (problem) => this.#down(problem),
      seat: (place, state) => this.#said(place, state),
      press: (place) => this.#pressed(place),
      settle: (place, state) => this.#settle(place, state),
      meters: all,
      frame: () => all.forEach((meter) => meter.frame()),
      badFrame: () => all.forEach((meter) => meter.badFrames()),
    })
  }

  start(): void {
    this.#way.start()
  }

  async stop(): Promise<void> {
    for (const { loop } of this.#seats.values()) loop.down()
    await this.#way.stop()
  }

  desire(unit: DeviceId, desired: Desired<'console'>): void {
    const seat = this.#byId.get(unit)
    if (seat === undefined) return
    seat.ballot = desired.aim.ballot?.id ?? null
    // The chamber has answered the press.
    if (desired.aim.microphone === 'closed') seat.closedAt = -HOLD_MS
    seat.loop.desire(desired)
  }

  async order(unit: DeviceId, order: DriverOrder): Promise<void> {
    if (order.type === 'test') return this.#byId.get(unit)?.loop.check()
    throw new DriverError('order-unsupported', 'Its system has no command for this.')
  }

  health(unit: DeviceId): DriverHealth {
    const meter = this.#meters.get(unit)
    if (meter === undefined) throw new RangeError(`${unit} is no seat of this system`)
    return meter.figures()
  }

  #loopOf(id: DeviceId, place: string, identity: typeof unknownIdentity): Seat['loop'] {
    const { time, log, sink } = this.#parts
    return new Reconciliation(
      {
        read: () => this.#read(place),
        plan: (aim, state) => this.#plan(place, aim, state),
        perform: (command) => this.#perform(place, command),
      },
      {
        ...{ unit: id, time, log, pollMs: POLL_MS },
        onKnown: ({ revision, state, problem }) =>
          sink.reported(id, {
            ...{ revision, problem, identity },
            state: state && { microphone: state.microphone },
            abilities: ['microphone', ...(this.#way.hasRequests ? ['talk'] : []), 'test'],
          }),
      },
    )
  }

  #up(): void {
    this.#isUp = true
    this.#freshAt = -FRESH_MS
    for (const seat of this.#seats.values()) {
      seat.state = { microphone: null, asking: null }
      seat.expected.clear()
      this.#parts.sink.online(seat.id, true)
      seat.loop.up()
    }
  }

  #down(problem: Problem): void {
    if (this.#isUp) for (const meter of this.#meters.values()) meter.hungUp()
    this.#isUp = false
    for (const { id, loop } of this.#seats.values()) {
      loop.down()
      this.#parts.sink.online(id, false, problem)
    }
  }

  async #read(place: string): Promise<SeatState> {
    const { time } = this.#parts
    if (time.now() - this.#freshAt >= FRESH_MS) {
      this.#refreshing ??= this.#way.refresh().finally(() => (this.#refreshing = null))
      await this.#refreshing
      this.#freshAt = time.now()
    }
    return this.#state(place)
  }

  /** A seat that its system says nothing of has its microphone closed. */
  #state(place: string): SeatState {
    const { microphone = null, asking = null } = this.#seats.get(place)?.state ?? {}
    return { microphone: microphone ?? 'closed', asking }
  }

  #plan(place: string, aim: ConsoleAim, state: SeatState): Step<SeatCommand>[] {
    const { closedAt = -HOLD_MS } = this.#seats.get(place) ?? {}
    if (aim.microphone !== state.microphone) {
      const isHeld = this.#parts.time.now() - closedAt < HOLD_MS
      if (aim.microphone === 'open' && isHeld) return [{ waitFor: 'the chamber answers its press' }]
      const { microphone } = aim
      return [{ command: { microphone }, reason: `its microphone should be ${microphone}` }]
    }
    if (!this.#way.hasRequests) return []
    const asking = aim.talk === 'asking' || aim.talk === 'next'
    if (state.asking === null || state.microphone === 'open' || asking === state.asking) return []
    const reason = asking ? 'it asks to speak' : 'it does not ask to speak'
    return [{ command: { asking }, reason }]
  }

  async #perform(place: string, command: SeatCommand): Promise<void> {
    const until = this.#parts.time.now() + EXPECTED_MS
    const { expected } = this.#seats.get(place) ?? { expected: new Map<string, number>() }
    if ('asking' in command) expected.set(`asking ${command.asking}`, until)
    else {
      expected.set(`microphone ${command.microphone}`, until)
      // What opens a microphone takes it off the list of requests.
      if (command.microphone === 'open') expected.set('asking false', until)
    }
    this.#freshAt = -FRESH_MS
    await this.#way.command(place, command)
  }

  #said(place: string, said: Partial<SeatState>): void {
    const seat = this.#seats.get(place)
    if (seat === undefined) return
    const before = seat.state
    seat.state = { ...before, ...said }
    const changes = (['microphone', 'asking'] as const).filter(
      (what) => before[what] !== null && before[what] !== seat.state[what],
    )
    const others = changes.filter((what) => !this.#isExpected(seat, `${what} ${seat.state[what]}`))
    if (others.includes('microphone') && seat.state.microphone === 'closed')
      seat.closedAt = this.#parts.time.now()
    if (others.length > 0) this.#press(seat)
    if (changes.length > 0) seat.loop.noticed(this.#state(place))
  }

  #settle(place: string, { microphone, asking }: SeatState): void {
    const seat = this.#seats.get(place)
    if (seat === undefined) return
    const { state } = seat
    seat.state = {
      microphone: state.microphone ?? microphone,
      asking: state.asking ?? asking,
    }
  }

  #isExpected(seat: Seat, change: string): boolean {
    const until = seat.expected.get(change)
    seat.expected.delete(change)
    return until !== undefined && this.#parts.time.now() <= until
  }

  #pressed(place: string): void {
    const seat = this.#seats.get(place)
    if (seat !== undefined) this.#press(seat)
  }

  #press(seat: Seat): void {
    if (seat.waiting >= MAX_PRESSES) return
    const { time, sink } = this.#parts
    const at = time.epoch()
    const pressId = `${this.#boot}.${++this.#presses}`
    const { ballot } = seat
    const press = { type: 'press', pressId, at, bridgeAt: at, key: 'talk', ballot } as const
    const since = time.now()
    seat.waiting++
    const deliver = () => {
      sink.event(seat.id, press).then(
        () => seat.waiting--,
        () => {
          if (time.now() - since < MAX_AGE_MS) time.after(RETRY_MS, deliver)
          else seat.waiting--
        },
      )
    }
    deliver()
  }
}
