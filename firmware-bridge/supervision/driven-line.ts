import type Type from 'typebox'
import { Compile } from 'typebox/compile'
import { DEVICE_SCHEMAS, type DeviceOrder } from '../../controller/protocol/devices.ts'
import { ConsoleAim } from '../../controller/protocol/device-messages.ts'
import type { BridgeTime } from '../bridge-time.ts'
import {
  DriverError,
  type DeviceDriver,
  type DeviceModel,
  type DriverFamily,
  type DriverHealth,
  type DriverKind,
  type DriverLog,
} from '../drivers/device-driver.ts'
import { parseAddress, transportTo } from '../transports/address.ts'
import type { FromDrivers, OpenJob } from './messages.ts'
import { watchedTransport } from './watched-transport.ts'

/** Longer than a driver may take to stop (0.5 s): then it hangs, and its process with it. */
const STOP_MS = 700

const AIMS = {
  console: ConsoleAim,
  camera: DEVICE_SCHEMAS.camera.desired.properties.aim,
  display: DEVICE_SCHEMAS.display.desired.properties.aim,
  mixer: DEVICE_SCHEMAS.mixer.desired.properties.aim,
  switcher: DEVICE_SCHEMAS.switcher.desired.properties.aim,
  lamp: DEVICE_SCHEMAS.lamp.desired.properties.aim,
  reader: DEVICE_SCHEMAS.reader.desired.properties.aim,
  panel: DEVICE_SCHEMAS.panel.desired.properties.aim,
} satisfies Record<DriverKind, Type.TSchema>

export interface LineParts {
  line: number
  time: BridgeTime
  log: DriverLog
  say: (message: FromDrivers) => void
  /** Resolves when the broker has the event, rejects when nobody has it. */
  deliver: (unit: string, event: unknown) => Promise<void>
}

/** A driver at work on one address. */
export interface DrivenLine {
  desire(unit: string, desired: { revision: number; aim: unknown }): void
  order(unit: string, order: Exclude<DeviceOrder, { type: 'release' }>): void
  /** Sends figures that changed, and says when the driver hangs. */
  look(): void
  /** False where the driver did not stop in its time. */
  stop(): Promise<boolean>
}

/** Starts the driver of a job. Throws DriverError where the job asks for what there is not. */
export function driveLine<K extends DriverKind>(
  family: DriverFamily<K, DeviceModel, Type.TSchema>,
  job: OpenJob,
  parts: LineParts,
): DrivenLine {
  const { line, time, say } = parts
  const signs = new SignsOfLife(job, family.restlessMs, time)
  const driver = family.create({
    ...wayOf(family, job, (bytes) => say(floods(line, job.address, bytes)), time),
    units: unitsOf(family, job),
    time,
    log: parts.log,
    sink: {
      online(unit, online, problem) {
        signs.online.set(unit, online)
        say({ type: 'online', line, unit, online, problem: problem ?? null })
      },
      reported: (unit, report) =>
        say({ type: 'reported', line, unit, ...report, abilities: [...report.abilities] }),
      event: (unit, event) => parts.deliver(unit, event),
    },
  })
  const isAim = Compile(AIMS[family.kind])
  driver.start()
  return {
    desire(unit, { revision, aim }) {
      if (isAim.Check(aim)) driver.desire(unit, { revision, aim })
    },
    order: (unit, order) => void carryOut(driver, unit, order, parts),
    look: () => look(driver, job, signs, parts),
    stop: () =>
      Promise.race([
        driver.stop().then(() => true),
        new Promise<boolean>((done) => time.after(STOP_MS, () => done(false))),
      ]),
  }
}

async function carryOut<K extends DriverKind>(
  driver: DeviceDriver<K>,
  unit: string,
  order: Exclude<DeviceOrder, { type: 'release' }>,
  { line, say }: LineParts,
): Promise<void> {
  const done = { type: 'done', line, unit, order: order.order } as const
  try {
    await driver.order(unit, order)
    say({ ...done, problem: null })
  } catch (error) {
    if (!(error instanceof DriverError)) throw error
    say({ ...done, problem: error.problem })
  }
}

function look<K extends DriverKind>(
  driver: DeviceDriver<K>,
  job: OpenJob,
  signs: SignsOfLife,
  { line, say }: LineParts,
): void {
  for (const { id: unit } of job.units) {
    const health = driver.health(unit)
    if (signs.isNews(unit, health)) say({ type: 'health', line, unit, health })
  }
  if (!signs.areMissing) return
  const text = `Its driver did nothing for ${signs.restlessMs} ms and is started again.`
  say({ type: 'failed', line, why: 'hangs', problem: { code: 'driver-hangs', text } })
}

/** Whether a driver that should be doing something does. */
class SignsOfLife {
  /** What the driver said last of each unit; one that is away owes nothing. */
  readonly online = new Map<string, boolean>()
  readonly restlessMs: number | null
  readonly #units: readonly string[]
  readonly #time: BridgeTime
  readonly #figures = new Map<string, string>()
  #movedAt: number

  constructor({ units }: OpenJob, restlessMs: number | null, time: BridgeTime) {
    this.#units = units.map(({ id }) => id)
    this.restlessMs = restlessMs
    this.#time = time
    this.#movedAt = time.now()
  }

  isNews(unit: string, health: DriverHealth): boolean {
    const figures = JSON.stringify(health)
    if (this.#figures.get(unit) === figures) return false
    this.#figures.set(unit, figures)
    this.#movedAt = this.#time.now()
    return true
  }

  get areMissing(): boolean {
    const isAway = this.#units.every((unit) => this.online.get(unit) === false)
    if (isAway) this.#movedAt = this.#time.now()
    return this.restlessMs !== null && this.#time.now() - this.#movedAt > this.restlessMs
  }
}

function wayOf(
  { name, ways }: Pick<DriverFamily<DriverKind>, 'name' | 'ways'>,
  job: OpenJob,
  onFlood: (bytes: number) => void,
  time: BridgeTime,
) {
  const address = parseAddress(job.address)
  if (address === null) throw new DriverError('address-malformed', `${job.address} is no address.`)
  if (!ways.includes(address.way)) {
    const text = `${name} cannot be reached by ${address.way}: it speaks ${ways.join(', ')}.`
    throw new DriverError('address-unfit', text)
  }
  return { address, transport: watchedTransport(transportTo(address), time, onFlood) }
}

function unitsOf<K extends DriverKind>(
  family: DriverFamily<K, DeviceModel, Type.TSchema>,
  { units, address }: OpenJob,
) {
  if (units.length > family.unitsPerAddress) {
    const text = `${address} has ${units.length} devices, and ${family.name} takes ${family.unitsPerAddress} there.`
    throw new DriverError('too-many-units', text)
  }
  const areOptions = Compile(family.options)
  const [first, ...others] = units.map(({ model, ...unit }) => {
    const known = family.models.find((it) => it.id === model)
    if (known === undefined) {
      const models = family.models.map((it) => it.id).join(', ')
      throw new DriverError('model-unknown', `${family.name} has no model ${model}: ${models}.`)
    }
    if (!areOptions.Check(unit.options)) {
      const [wrong] = areOptions.Errors(unit.options)
      const text = `The options of ${unit.id} do not fit ${family.name}: ${wrong?.instancePath ?? ''} ${wrong?.message ?? ''}.`
      throw new DriverError('options-malformed', text)
    }
    return { ...unit, model: known }
  })
  if (first === undefined) throw new DriverError('no-units', `${address} has no device.`)
  return [first, ...others] as const
}

const floods = (line: number, address: string, bytes: number): FromDrivers => ({
  ...{ type: 'failed', line, why: 'floods' },
  problem: { code: 'device-floods', text: `${address} sent ${bytes} bytes within a second.` },
})
