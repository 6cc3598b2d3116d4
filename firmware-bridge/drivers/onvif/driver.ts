import Type from 'typebox'
import type {
  CameraAim,
  CameraState,
  CameraView,
} from '../../../controller/protocol/device-kinds.ts'
import type { DeviceIdentity } from '../../../controller/protocol/devices.ts'
import { keepDeviceOpen, type KeepOpen } from '../../transports/keep-open.ts'
import { TransportError, type Transport } from '../../transports/transport.ts'
import { CameraMovement } from '../camera-movement.ts'
import { planView, type ViewCommand } from '../camera-view.ts'
import {
  defineDriver,
  DriverError,
  unknownIdentity,
  type Desired,
  type DeviceDriver,
  type DriverHealth,
  type DriverOrder,
  type DriverParts,
} from '../device-driver.ts'
import { HealthMeter } from '../health-meter.ts'
import { HeldDrive } from '../held-drive.ts'
import { Reconciliation } from '../reconciliation.ts'
import {
  placeOf,
  positionOf,
  presetName,
  tokenOf,
  type Degrees,
  type GenericPlace,
} from './codec.ts'
import { OnvifConnection } from './connection.ts'
import { ONVIF_MODELS, type OnvifModel } from './model.ts'

const POLL_MS = 5000
/** So many requests in a row without an answer, and it is looked for anew. */
const MISSES = 2
/** Between attempts to hear what it calls out, where it refused or broke off. */
const LISTEN_AGAIN_MS = 30_000
/** A hundredth of the whole range: readings of one place differ by less. */
const TOLERANCE = [0.01, 0.01, 0.01]

const Ends = Type.Tuple([Type.Number({ minimum: -360 }), Type.Number({ maximum: 360 })])
const Options = Type.Object(
  {
    /** Degrees at the ends of its range, from its data sheet: ONVIF does not say them. */
    degrees: Type.Optional(Type.Object({ pan: Ends, tilt: Ends }, { additionalProperties: false })),
  },
  { additionalProperties: false },
)
type Parts = DriverParts<'camera', OnvifModel, Type.Static<typeof Options>>

const isDriven = (view: CameraView | null) =>
  view?.kind === 'drive' && (view.pan !== 0 || view.tilt !== 0 || view.zoom !== 0)

/** A camera by ONVIF. */
class OnvifDriver implements DeviceDriver<'camera'> {
  readonly #parts: Parts
  readonly #unit: Parts['units'][0]
  readonly #meter: HealthMeter
  readonly #movement: CameraMovement
  readonly #loop: Reconciliation<CameraAim, CameraState, ViewCommand>
  readonly #held: HeldDrive
  readonly #port: KeepOpen
  #connection: OnvifConnection | null = null
  #identity: DeviceIdentity = unknownIdentity
  #presets = new Map<string, string>()
  /** Of presets stored from here: some cameras list no new ones. */
  readonly #storedTokens = new Map<number, string>()
  #place: GenericPlace | null = null
  /** Some say 0, 0, 0 for ever: until it said anything else, it is not believed. */
  #hasSaidPlace = false
  #misses = 0
  #stopListening: () => void = () => undefined

  constructor(parts: Parts) {
    const [unit] = parts.units
    const { time, log, sink } = parts
    this.#parts = parts
    this.#unit = unit
    this.#meter = new HealthMeter(time)
    this.#movement = new CameraMovement(time, TOLERANCE)
    this.#loop = new Reconciliation(
      {
        read: () => this.#read(),
        plan: ({ view }) =>
          view === undefined ? [] : planView(view, this.#position(), this.#movement.now()),
        perform: ({ view }) => this.#perform(view),
      },
      {
        ...{ unit: unit.id, time, log, pollMs: POLL_MS },
        onKnown: (known) =>
          sink.reported(unit.id, {
            ...known,
            abilities: this.#abilities(),
            identity: this.#identity,
          }),
      },
    )
    this.#held = new HeldDrive(time, (desired) => this.#loop.desire(desired))
    const user = {
      up: () => this.#up(),
      received: () => undefined,
      down: (error: TransportError) => this.#down(error),
    }
    this.#port = keepDeviceOpen(this.#way(), user, time)
  }

  start(): void {
    this.#port.start()
  }

  async stop(): Promise<void> {
    const connection = this.#connection
    this.#connection = null
    this.#held.stop()
    this.#stopListening()
    this.#loop.down()
    // A camera that hears nothing more stops by itself 2 s after the last word; sooner where it hears.
    if (connection !== null && isDriven(this.#movement.now().told))
      await Promise.race([
        connection.drive({ pan: 0, tilt: 0, zoom: 0 }).catch(() => undefined),
        new Promise<void>((resolve) => this.#parts.time.after(300, resolve)),
      ])
    await this.#port.stop()
  }

  desire(_unit: string, desired: Desired<'camera'>): void {
    // It stops a drive by itself: one that goes on is told again.
    const { told } = this.#movement.now()
    if (isDriven(told) && isDriven(desired.aim.view ?? null)) this.#movement.refused()
    this.#held.desire(desired, this.#connection !== null)
  }

  async order(_unit: string, order: DriverOrder): Promise<void> {
    if (order.type === 'test') return this.#loop.check()
    if (order.type !== 'store-preset')
      throw new DriverError('order-unsupported', 'ONVIF has no command for this.')
    const token = this.#tokenOf(order.preset)
    const stored = await this.#ask((it) => it.store(presetName(order.preset), token))
    if (stored === null && token === null)
      throw new DriverError('preset-not-stored', 'It did not say where it stored the preset.')
    this.#storedTokens.set(order.preset, stored ?? token ?? '')
    this.#movement.stored(order.preset)
    this.#loop.changed()
  }

  health(): DriverHealth {
    return this.#meter.figures()
  }

  /** Its services are found each time anew: another camera may have been put in its place. */
  #way(): Transport {
    const { address, transport } = this.#parts
    const open = async () => {
      const connection = new OnvifConnection(address.text, this.#unit.secret)
      try {
        this.#identity = await this.#measured(() => connection.connect())
      } catch (error) {
        connection.close()
        if (!(error instanceof DriverError)) throw error
        const why = `${transport.name}: ${error.message}`
        throw Object.assign(new TransportError('port-unavailable', why), { cause: error })
      }
      this.#connection = connection
      return { send: () => undefined, close: async () => connection.close() }
    }
    return { name: transport.name, open }
  }

  #up(): void {
    this.#misses = 0
    this.#presets.clear()
    this.#parts.sink.online(this.#unit.id, true)
    this.#loop.up()
    const connection = this.#connection
    if (connection !== null) void this.#listen(connection)
  }

  #down(error: TransportError): void {
    if (this.#connection !== null) this.#meter.hungUp()
    this.#connection = null
    this.#stopListening()
    this.#loop.down()
    const { cause } = error
    const code = cause instanceof DriverError ? cause.code : error.code
    this.#parts.sink.online(this.#unit.id, false, { code, text: error.message.slice(0, 300) })
  }

  /** Whatever it calls out may be that it arrived, or was moved: it is read at once. */
  async #listen(connection: OnvifConnection): Promise<void> {
    try {
      await connection.listen()
      while (connection === this.#connection)
        if ((await connection.heard()) > 0 && connection === this.#connection) {
          this.#meter.frame()
          this.#loop.changed()
        }
    } catch (error) {
      if (!(error instanceof DriverError)) throw error
      if (connection !== this.#connection) return
      this.#parts.log.debug({ unit: this.#unit.id, code: error.code }, 'it calls nothing out')
      const again = () => void this.#listen(connection)
      this.#stopListening = this.#parts.time.after(LISTEN_AGAIN_MS, again)
    }
  }

  async #measured<T>(run: () => Promise<T>): Promise<T> {
    const { time } = this.#parts
    const askedAt = time.now()
    this.#meter.sent()
    try {
      const answer = await run()
      this.#meter.frame()
      this.#meter.answered(time.now() - askedAt)
      return answer
    } catch (error) {
      this.#meter.failed()
      if (error instanceof DriverError && error.code === 'bad-answer') this.#meter.badFrames()
      throw error
    }
  }

  async #ask<T>(run: (connection: OnvifConnection) => Promise<T>): Promise<T> {
    const connection = this.#connection
    if (connection === null) throw new DriverError('way-lost', 'There is no way to it.')
    try {
      const answer = await this.#measured(() => run(connection))
      this.#misses = 0
      return answer
    } catch (error) {
      const isMissed = error instanceof DriverError && error.code === 'no-answer'
      if (isMissed && connection === this.#connection && ++this.#misses >= MISSES)
        this.#port.reopen(new TransportError('port-lost', error.message))
      throw error
    }
  }

  async #read(): Promise<CameraState> {
    if (this.#presets.size === 0)
      this.#presets = await this.#maybe((it) => it.presets(), new Map<string, string>())
    const status = this.#unit.model.saysPlace
      ? await this.#ask((it) => it.status())
      : await this.#ask(async (it) => void (await it.presets())).then(() => null)
    const place = status?.place ?? null
    this.#place = place
    if (place !== null && (place.pan !== 0 || place.tilt !== 0 || place.zoom !== 0))
      this.#hasSaidPlace = true
    if (place === null || status?.moving === false) this.#movement.saidToBeOver()
    this.#movement.read(place === null ? null : [place.pan, place.tilt, place.zoom])
    const { moving, preset } = this.#movement.now()
    return {
      ...{ power: 'unknown', tally: null, focus: null, preset },
      position: this.#hasSaidPlace ? this.#position() : null,
      moving: moving || status?.moving === true,
    }
  }

  /** A refusal says only that it has no such thing. */
  async #maybe<T>(run: (connection: OnvifConnection) => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await this.#ask(run)
    } catch (error) {
      if (error instanceof DriverError && ['command-refused', 'bad-answer'].includes(error.code))
        return otherwise
      throw error
    }
  }

  async #perform(view: CameraView): Promise<void> {
    const command = this.#commandFor(view)
    this.#movement.begin(view)
    try {
      await this.#ask(command)
    } catch (error) {
      this.#movement.refused()
      throw error
    }
  }

  #commandFor(view: CameraView): (connection: OnvifConnection) => Promise<void> {
    if (view.kind === 'drive') {
      const speed = { pan: view.pan / 100, tilt: view.tilt / 100, zoom: view.zoom / 100 }
      return (it) => it.drive(speed)
    }
    if (view.kind === 'preset') {
      const token = this.#tokenOf(view.preset)
      if (token === null) {
        // It may have been stored there since.
        this.#presets.clear()
        throw new DriverError('preset-unknown', `It has no preset ${view.preset}.`)
      }
      return (it) => it.goTo(token)
    }
    const { degrees } = this.#unit.options
    if (degrees === undefined)
      throw new DriverError(
        'position-unsupported',
        'Its range in degrees is not known: say it in the chamber’s file, or use presets.',
      )
    const place = placeOf(view, degrees)
    if (place === null) throw new DriverError('position-out-of-range', 'It cannot turn that far.')
    return (it) => it.turn(place)
  }

  #tokenOf(preset: number): string | null {
    return this.#storedTokens.get(preset) ?? tokenOf(preset, this.#presets)
  }

  #position() {
    const degrees: Degrees | undefined = this.#unit.options.degrees
    return this.#place === null || degrees === undefined ? null : positionOf(this.#place, degrees)
  }

  #abilities(): string[] {
    const hasPosition = this.#hasSaidPlace && this.#unit.options.degrees !== undefined
    return ['preset', 'drive', 'store-preset', 'test', ...(hasPosition ? ['position'] : [])]
  }
}

export const onvif = defineDriver({
  name: 'onvif',
  kind: 'camera',
  ways: ['http'],
  unitsPerAddress: 1,
  models: ONVIF_MODELS,
  options: Options,
  restlessMs: 3 * POLL_MS,
  create: (parts) => new OnvifDriver(parts),
})
