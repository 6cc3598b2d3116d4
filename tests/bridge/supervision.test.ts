import { join } from 'node:path'
import pino from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DriverJob } from '../../config/room-devices.ts'
import type { DeviceReported } from '../../controller/protocol/devices.ts'
import { realTime } from '../../firmware-bridge/bridge-time.ts'
import { forkDrivers } from '../../firmware-bridge/supervision/fork-drivers.ts'
import { Supervisor } from '../../firmware-bridge/supervision/supervisor.ts'
import { BridgedLine } from './bridged-line.ts'

const PROGRAM = join(import.meta.dirname, 'sick-drivers.ts')
const silence = pino({ level: 'silent' })
const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 150_000, interval: 10 })

const lampJob = (id: string, driver = 'sick'): DriverJob => ({
  ...{ id: `${driver} at own:${id}`, driver, kind: 'lamp', address: `own:${id}`, system: null },
  units: [{ id, place: null, model: 'generic', options: {}, secretFile: null }],
})

/** Lamps with their drivers, and what is retained of them. */
class Lamps {
  readonly reported = new Map<string, DeviceReported>()
  readonly events: { unit: string; event: unknown }[] = []
  forks = 0
  readonly #supervisor: Supervisor
  #revision = 0

  constructor(...jobs: DriverJob[]) {
    this.#supervisor = new Supervisor(jobs, {
      fork: () => {
        this.forks++
        return forkDrivers(PROGRAM)
      },
      secretOf: () => null,
      time: realTime,
      log: silence,
    })
    this.#supervisor.start({
      reported: (_, unit, reported) => this.reported.set(unit, reported as DeviceReported),
      online: () => undefined,
      event: async (_, unit, event) => void this.events.push({ unit, event }),
    })
  }

  desire(unit: string, text: string): number {
    const aim = { lamps: { illness: { colour: 'red', text } } }
    this.#supervisor.desire(unit, { revision: ++this.#revision, aim })
    return this.#revision
  }

  order(unit: string, type: 'release' | 'identify', order: string): void {
    this.#supervisor.order(unit, { type, order })
  }

  standing(unit: string): string | undefined {
    return this.reported.get(unit)?.standing
  }

  /** Resolves when a lamp does what is desired, which proves that its driver runs. */
  async works(unit: string): Promise<void> {
    const revision = this.desire(unit, 'nothing')
    await soon(() => expect(this.reported.get(unit)).toMatchObject({ revision, problem: null }))
  }

  stop(): Promise<void> {
    return this.#supervisor.stop()
  }
}

let lamps: Lamps | null = null
afterEach(async () => {
  await lamps?.stop()
  lamps = null
})

const start = (...jobs: DriverJob[]) => (lamps = new Lamps(...jobs))

// Each process of drivers loads for a second; on a machine that tests everything at once, for many.
describe('drivers that fall ill', { timeout: 400_000 }, () => {
  const illnesses = ['throws', 'spins', 'leaks', 'hangs', 'chatters']
  const codes: Record<string, RegExp> = {
    throws: /^driver-threw$/,
    spins: /^driver-spins$/,
    leaks: /^driver-leaks$/,
    // One that hangs may be so far gone that its process has to be ended.
    hangs: /^driver-(hangs|threw)$/,
    chatters: /^driver-floods$/,
  }

  it('are quarantined and released, and no console and no other driver notices', async () => {
    const line = await BridgedLine.start(2)
    // Each a driver of its own, in the process whose loop also serves the consoles.
    const room = start(lampJob('well', 'well'), ...illnesses.map((id) => lampJob(id, id)))
    await Promise.all(['well', ...illnesses].map((id) => room.works(id)))
    await soon(() => expect(line.everyoneOnline()).toBe(true))
    let latest = 0
    line.onEvent = () => (latest = performance.now())
    const presses: number[] = []
    const press = async () => {
      latest = 0
      const pressedAt = performance.now()
      line.line.press(1, 'talk')
      await soon(() => expect(latest).toBeGreaterThan(0))
      presses.push(latest - pressedAt)
    }

    // Each is ill as long as this is desired: started again, it falls again.
    for (const id of illnesses) room.desire(id, id)
    while (illnesses.some((id) => room.standing(id) !== 'quarantined')) await press()

    for (const id of illnesses) {
      expect(room.reported.get(id)?.problem?.code).toMatch(codes[id] ?? '')
      expect(room.reported.get(id)?.until).toBeGreaterThan(Date.now())
    }
    // A driver that spins is let go on for three seconds: consoles did not wait for that. The median,
    // as a machine that tests everything at once makes some press or other wait.
    expect(presses.toSorted((a, b) => a - b)[presses.length >> 1]).toBeLessThan(1500)
    expect(room.reported.get('well')?.health.falls).toBe(0)
    await room.works('well')

    for (const id of illnesses) {
      room.desire(id, 'nothing')
      room.order(id, 'release', `release-${id}`)
    }
    await Promise.all(illnesses.map((id) => room.works(id)))
    expect(room.events).toContainEqual({
      unit: 'spins',
      event: { type: 'done', order: 'release-spins', problem: null },
    })
    await line.stop()
  })

  it('are parted from those of their kind, which then work on beside them', async () => {
    const room = start(...['lamp-1', 'lamp-2', 'lamp-3', 'lamp-4'].map((id) => lampJob(id)))
    await Promise.all(['lamp-1', 'lamp-2', 'lamp-3', 'lamp-4'].map((id) => room.works(id)))
    expect(room.forks).toBe(1)
    room.desire('lamp-3', 'throws')
    await soon(() => expect(room.standing('lamp-3')).toBe('quarantined'))
    for (const id of ['lamp-1', 'lamp-2', 'lamp-4']) {
      await room.works(id)
      expect(room.standing(id)).toBe('as-desired')
    }
  })
})

describe('a device that comes and goes', { timeout: 200_000 }, () => {
  it('is quarantined alone', async () => {
    const room = start(lampJob('lamp-1'), lampJob('lamp-2'))
    await room.works('lamp-2')
    room.desire('lamp-1', 'flaps')
    await soon(() => expect(room.reported.get('lamp-1')?.problem?.code).toBe('device-flaps'))
    await room.works('lamp-2')
    expect(room.reported.get('lamp-2')?.health.falls).toBe(0)
    expect(room.forks).toBe(1)
    room.order('lamp-1', 'identify', 'order-2')
    await soon(() =>
      expect(room.events.at(-1)?.event).toMatchObject({ problem: { code: 'driver-away' } }),
    )
  })
})

describe('a job that cannot be done', { timeout: 200_000 }, () => {
  it('says why', async () => {
    const room = start(
      lampJob('driver-unknown', 'nobody'),
      { ...lampJob('kind-unfit'), kind: 'camera' },
      { ...lampJob('address-unfit'), address: 'tcp://127.0.0.1:9' },
      { ...lampJob('address-malformed'), address: 'nowhere' },
    )
    for (const code of ['driver-unknown', 'kind-unfit', 'address-unfit', 'address-malformed']) {
      await soon(() => expect(room.reported.get(code)?.problem?.code).toBe(code))
      expect(room.standing(code)).toBe('absent')
    }
  })
})
