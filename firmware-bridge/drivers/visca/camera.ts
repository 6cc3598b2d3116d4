import type {
  CameraAim,
  CameraState,
  CameraView,
} from '../../../controller/protocol/device-kinds.ts'
import type { DeviceIdentity } from '../../../controller/protocol/devices.ts'
import { CameraMovement, type Whereabouts } from '../camera-movement.ts'
import {
  DriverError,
  unknownIdentity,
  type Desired,
  type DriverOrder,
  type DriverParts,
} from '../device-driver.ts'
import { HealthMeter } from '../health-meter.ts'
import { HeldDrive } from '../held-drive.ts'
import { Reconciliation } from '../reconciliation.ts'
import {
  cancelCommand,
  driveCommand,
  focusCommand,
  INQUIRIES,
  memoryCommand,
  powerCommand,
  turnCommand,
  zoomCommand,
  zoomToCommand,
  type ViscaBody,
} from './codec.ts'
import type { ViscaLine } from './line.ts'
import type { ViscaModel } from './model.ts'
import { planVisca, type ViscaCommand } from './plan.ts'
import { abilitiesOf, positionOf, Questions, type Reading } from './questions.ts'

/** Four inquiries of 20 ms each on a line of seven take a tenth of this. */
export const POLL_MS = 5000
/** A camera that is away is looked for this often, so that a chain is not held up by it. */
const LOOK_MS = 4000
/** So many inquiries of its power in a row without an answer, and it is away. */
const MISSES = 3
/** Own steps that two readings of one place may differ by: pan, tilt, zoom. */
const TOLERANCE = [8, 8, 64]

const STANDING = { pan: 0, tilt: 0, zoom: 0 }
type Parts = DriverParts<'camera', ViscaModel, unknown>

/** One camera of a line. */
export class ViscaCamera {
  readonly place: number
  readonly meter: HealthMeter
  readonly #parts: Parts
  readonly #unit: Parts['units'][0]
  readonly #line: ViscaLine
  readonly #loop: Reconciliation<CameraAim, CameraState, ViscaCommand>
  readonly #held: HeldDrive
  readonly #movement: CameraMovement
  /** Sockets in which it still carries out what it was told. */
  readonly #sockets = new Set<number>()
  #questions: Questions
  #identity: DeviceIdentity | null = null
  #reading: Reading | null = null
  #isHurried = false
  #isOnline: boolean | null = null
  #misses = 0
  /** Null until it was told anything. False: it answers inquiries alone, and nothing else is awaited. */
  #answersCommands: boolean | null = null
  #stopLooking: () => void = () => undefined

  constructor(parts: Parts, unit: Parts['units'][0], line: ViscaLine) {
    const { time, log, sink } = parts
    this.#parts = parts
    this.#unit = unit
    this.#line = line
    this.place = Number(unit.place ?? 1)
    this.meter = new HealthMeter(time)
    this.#questions = this.#newQuestions()
    this.#movement = new CameraMovement(time, TOLERANCE)
    this.#loop = new Reconciliation(
      {
        read: () => this.#read(),
        plan: (aim, state) => planVisca(aim, state, this.#movement.now()),
        perform: (command) => this.#perform(command),
      },
      {
        ...{ unit: unit.id, time, log, pollMs: POLL_MS },
        onKnown: (known) =>
          sink.reported(unit.id, {
            ...known,
            abilities: abilitiesOf(this.#reading, known.state),
            identity: this.#identity ?? unknownIdentity,
          }),
      },
    )
    this.#held = new HeldDrive(time, (desired) => this.#loop.desire(desired))
  }

  /** The line is open: it is looked for. */
  up(): void {
    this.#identity = null
    this.#answersCommands = null
    this.#questions = this.#newQuestions()
    this.#sockets.clear()
    this.#misses = 0
    void this.#look()
  }

  lost(problem: { code: string; text: string }): void {
    this.#stopLooking()
    this.#away(problem)
  }

  stop(): void {
    const { told } = this.#movement.now()
    if (this.#isOnline && told?.kind === 'drive') this.#sayToStand(told)
    this.#stopLooking()
    this.#held.stop()
    this.#isOnline = null
    this.#loop.down()
  }

  desire(desired: Desired<'camera'>): void {
    this.#isHurried = true
    this.#held.desire(desired, this.#isOnline === true)
  }

  async order(order: DriverOrder): Promise<void> {
    if (order.type === 'test') return this.#loop.check()
    if (order.type !== 'store-preset')
      throw new DriverError('order-unsupported', 'VISCA has no command for this.')
    this.#checkPreset(order.preset)
    await this.#command(memoryCommand('store', order.preset))
    this.#movement.stored(order.preset)
    this.#loop.changed()
  }

  /** False where nothing was under way in this socket. */
  completed(socket: number): boolean {
    if (!this.#sockets.delete(socket)) return false
    if (this.#sockets.size === 0) {
      this.#movement.saidToBeOver()
      this.#loop.changed()
    }
    return true
  }

  /** It does answer commands, if slowly. */
  acknowledgedLate(socket: number): void {
    this.#answersCommands = true
    this.#sockets.add(socket)
  }

  #newQuestions(): Questions {
    return new Questions((body) => this.#inquire(body))
  }

  async #inquire(body: ViscaBody): Promise<readonly number[]> {
    try {
      const { data } = await this.#line.ask({ to: this.place, body, is: 'inquiry' }, this.meter)
      if (body === INQUIRIES.CAM_PowerInq) this.#misses = 0
      return data
    } catch (error) {
      // Others may be unanswered for being unknown: this one every camera knows.
      const isMissed = error instanceof DriverError && error.code === 'no-answer'
      if (isMissed && body === INQUIRIES.CAM_PowerInq) this.#missed(error)
      throw error
    }
  }

  #missed(error: DriverError): void {
    if (this.#isOnline === true && ++this.#misses < MISSES) return
    this.#away(error.problem)
    this.#stopLooking()
    this.#stopLooking = this.#parts.time.after(LOOK_MS, () => void this.#look())
  }

  #away(problem: { code: string; text: string }): void {
    if (this.#isOnline) this.meter.hungUp()
    this.#loop.down()
    this.#isOnline = false
    this.#parts.sink.online(this.#unit.id, false, problem)
  }

  /** Asks until it answers; a refusal is an answer too. */
  async #look(): Promise<void> {
    try {
      await this.#inquire(INQUIRIES.CAM_PowerInq)
    } catch (error) {
      if (!(error instanceof DriverError)) throw error
      if (error.code === 'no-answer' || error.code === 'way-lost') return
    }
    this.#isOnline = true
    this.#parts.sink.online(this.#unit.id, true)
    this.#loop.up()
  }

  async #read(): Promise<CameraState> {
    this.#isHurried = false
    this.#identity ??= await this.#questions.identity()
    const reading = await this.#questions.reading(this.#reading, () => this.#isHurried)
    this.#reading = reading
    const { turned, zoom, power, focus } = reading
    const where: Whereabouts =
      turned === null && zoom === null ? null : [turned?.pan ?? 0, turned?.tilt ?? 0, zoom ?? 0]
    if (reading.isWhole) this.#movement.read(where)
    const { moving, preset } = this.#movement.now()
    const position = positionOf(reading, this.#unit.model)
    return { power, preset, position, moving, tally: null, focus }
  }

  async #perform(command: ViscaCommand): Promise<void> {
    if (command.type === 'power') return void (await this.#command(powerCommand(command.on)))
    if (command.type === 'focus') return void (await this.#command(focusCommand(command.auto)))
    const { told } = this.#movement.now()
    const bodies = this.#bodiesOf(command.view, told)
    this.#movement.begin(command.view)
    try {
      let isOver = true
      for (const body of bodies) isOver = (await this.#command(body)) && isOver
      if (isOver) this.#movement.saidToBeOver()
    } catch (error) {
      this.#movement.refused()
      throw error
    }
  }

  #bodiesOf(view: CameraView, told: CameraView | null): ViscaBody[] {
    const { speeds, stepsPerDegree, range, zoomEnd } = this.#unit.model
    if (view.kind === 'preset') {
      this.#checkPreset(view.preset)
      return [memoryCommand('recall', view.preset)]
    }
    if (view.kind === 'drive') {
      const before = told?.kind === 'drive' ? told : null
      return this.#driveBodies(view, before)
    }
    if (stepsPerDegree === null || range === null)
      throw new DriverError(
        'position-unsupported',
        'How many steps make a degree is not known of this model: use presets.',
      )
    const isWithin = (value: number, [least, most]: readonly [number, number]) =>
      value >= least && value <= most
    if (!isWithin(view.pan, range.pan) || !isWithin(view.tilt, range.tilt))
      throw new DriverError('position-out-of-range', 'It cannot turn that far.')
    const steps = (hundredths: number) => Math.round((hundredths * stepsPerDegree) / 100)
    return [
      turnCommand(steps(view.pan), steps(view.tilt), speeds.pan, speeds.tilt),
      zoomToCommand(Math.round((view.zoom * zoomEnd) / 10_000)),
    ]
  }

  /** What differs from `before`, so that a turn is not slowed by a word about the zoom. */
  #driveBodies(
    view: { pan: number; tilt: number; zoom: number },
    before: { pan: number; tilt: number; zoom: number } | null,
  ): ViscaBody[] {
    const { speeds } = this.#unit.model
    const scaled = (percent: number, most: number) =>
      Math.sign(percent) * Math.ceil((Math.abs(percent) * most) / 100)
    const bodies: ViscaBody[] = []
    if (before === null || before.pan !== view.pan || before.tilt !== view.tilt)
      bodies.push(driveCommand(scaled(view.pan, speeds.pan), scaled(view.tilt, speeds.tilt)))
    if (before === null || before.zoom !== view.zoom) {
      const speed = view.zoom === 0 ? null : Math.abs(scaled(view.zoom, speeds.zoom))
      bodies.push(zoomCommand(speed, view.zoom > 0))
    }
    return bodies
  }

  #sayToStand(told: { pan: number; tilt: number; zoom: number }): void {
    for (const body of this.#driveBodies(STANDING, told)) this.#line.say(this.place, body)
  }

  /**
   * Tells it something; whether that is over already. What got lost is said once more: a camera that
   * missed the word to stand still goes on turning. Some cameras answer inquiries and no command: then
   * what they do is read, and nothing is waited for.
   */
  async #command(body: ViscaBody): Promise<boolean> {
    try {
      return await this.#commandOnce(body)
    } catch (error) {
      if (!(error instanceof DriverError)) throw error
      if (error.code === 'device-busy') this.#freeSockets()
      else if (error.code !== 'no-answer') throw error
      else if (this.#answersCommands === null) {
        this.#answersCommands = false
        return false
      }
      return await this.#commandOnce(body)
    }
  }

  async #commandOnce(body: ViscaBody): Promise<boolean> {
    const silent = this.#answersCommands === false
    const question = { to: this.place, body, is: 'command', silent } as const
    const { socket, isOver } = await this.#line.ask(question, this.meter, true)
    if (!silent) this.#answersCommands = true
    if (socket !== null) this.#sockets.add(socket)
    return isOver
  }

  /** What it still carries out is called off for what is desired now. */
  #freeSockets(): void {
    for (const socket of this.#sockets) this.#line.say(this.place, cancelCommand(socket))
    this.#sockets.clear()
  }

  #checkPreset(preset: number): void {
    const { presets } = this.#unit.model
    if (preset < presets) return
    throw new DriverError('preset-unknown', `It has the presets 0 to ${presets - 1}.`)
  }
}
