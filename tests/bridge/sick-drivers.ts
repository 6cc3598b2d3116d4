import Type from 'typebox'
import {
  defineDriver,
  unknownIdentity,
  type DeviceDriver,
  type DriverParts,
} from '../../firmware-bridge/drivers/device-driver.ts'
import { HealthMeter } from '../../firmware-bridge/drivers/health-meter.ts'
import { runDrivers } from '../../firmware-bridge/supervision/driver-process.ts'

/** A program of drivers that are well until they are desired to be ill. */

const Options = Type.Object({}, { additionalProperties: false })
type Parts = DriverParts<'lamp', { id: string; name: string }, Type.Static<typeof Options>>

/** What is desired of the lamp `illness` says, as its text, what befalls the driver. */
class SickDriver implements DeviceDriver<'lamp'> {
  readonly #parts: Parts
  readonly #meter: HealthMeter
  readonly #kept: unknown[] = []
  #isHanging = false
  #beat: () => void = () => undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#meter = new HealthMeter(parts.time)
  }

  start(): void {
    for (const { id } of this.#parts.units) this.#parts.sink.online(id, true)
    this.#live()
  }

  async stop(): Promise<void> {
    this.#beat()
    if (this.#isHanging) await new Promise(() => undefined)
  }

  desire(unit: string, { revision, aim }: Parameters<DeviceDriver<'lamp'>['desire']>[1]): void {
    const illness = aim.lamps?.['illness']?.text
    if (illness !== undefined) this.#fallIll(unit, illness)
    if (this.#isHanging) return
    const state = { lamps: aim.lamps ?? {} }
    const report = { revision, state, abilities: [], identity: unknownIdentity, problem: null }
    this.#parts.sink.reported(unit, report)
  }

  async order(): Promise<void> {
    await new Promise(() => undefined)
  }

  health(): ReturnType<HealthMeter['figures']> {
    return this.#meter.figures()
  }

  #live(): void {
    if (!this.#isHanging) this.#meter.frame()
    this.#meter.sent()
    if (!this.#isHanging) this.#beat = this.#parts.time.after(100, () => this.#live())
  }

  #fallIll(unit: string, illness: string): void {
    if (illness === 'hangs') this.#isHanging = true
    if (illness === 'throws')
      this.#parts.time.after(0, () => {
        throw new TypeError('a mistake in a driver')
      })
    if (illness === 'spins') for (;;) this.#kept.length = 0
    if (illness === 'leaks') this.#leak()
    if (illness === 'flaps') this.#flap(unit)
    if (illness === 'chatters')
      for (let at = 0; at < 20_000; at++) this.#parts.sink.online(unit, true)
  }

  /** Twice: what V8 counts as its heap, and what it does not. */
  #leak(): void {
    this.#kept.push(
      Array.from({ length: 100_000 }, (_, at) => `${at}`),
      Buffer.alloc(8_000_000, 1),
    )
    this.#parts.time.after(1, () => this.#leak())
  }

  #flap(unit: string, times = 20): void {
    this.#parts.sink.online(unit, times % 2 === 0)
    if (times > 0) this.#parts.time.after(5, () => this.#flap(unit, times - 1))
  }
}

const sick = defineDriver({
  name: 'sick',
  kind: 'lamp',
  ways: ['own'],
  unitsPerAddress: 4,
  models: [{ id: 'generic', name: 'A patient' }],
  options: Options,
  restlessMs: 1000,
  create: (parts) => new SickDriver(parts),
})

const names = ['sick', 'well', 'throws', 'spins', 'leaks', 'hangs', 'chatters']
runDrivers(Object.fromEntries(names.map((name) => [name, async () => ({ ...sick, name })])))
