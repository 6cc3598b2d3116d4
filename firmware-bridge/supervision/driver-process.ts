import pino from 'pino'
import { realTime } from '../bridge-time.ts'
import type { AnyDriver } from '../drivers/all.ts'
import { DriverError } from '../drivers/device-driver.ts'
import { driveLine, type DrivenLine } from './driven-line.ts'
import type { FromDrivers, OpenJob, ToDrivers } from './messages.ts'

/** Figures are read this often; nothing here is faster than a person looks. */
const LOOK_MS = 1000

type Registry = Readonly<Record<string, () => Promise<AnyDriver>>>

interface Delivery {
  resolve(): void
  reject(error: Error): void
}

/**
 * Runs drivers for the bridge that started this process, until that bridge is gone. What a driver
 * throws ends the process: the bridge starts it again, and counts.
 */
export function runDrivers(registry: Registry): void {
  const log = pino({ name: 'drivers', level: process.env['SAPHA_DRIVER_LOG'] ?? 'warn' })
  const lines = new Map<number, Promise<DrivenLine | null>>()
  const deliveries = new Map<number, Delivery>()
  let events = 0
  const say = (message: FromDrivers) => {
    if (process.connected) process.send?.(message)
  }

  const open = async (line: number, job: OpenJob): Promise<DrivenLine | null> => {
    try {
      const load = Object.hasOwn(registry, job.driver) ? registry[job.driver] : undefined
      if (load === undefined)
        throw new DriverError('driver-unknown', `There is no driver ${job.driver}.`)
      const family = await load()
      if (family.kind !== job.kind)
        throw new DriverError('kind-unfit', `${job.driver} drives a ${family.kind}.`)
      const deliver = (unit: string, event: unknown) =>
        new Promise<void>((resolve, reject) => {
          deliveries.set(++events, { resolve, reject })
          say({ type: 'event', line, unit, number: events, event })
        })
      // The registry keeps each family with its own kind; which one it is does not matter here.
      const parts = { line, time: realTime, log: log.child({ address: job.address }), say, deliver }
      return driveLine(family as Parameters<typeof driveLine>[0], job, parts)
    } catch (error) {
      if (!(error instanceof DriverError)) throw error
      say({ type: 'failed', line, why: 'refused', problem: error.problem })
      return null
    }
  }

  const close = async (line: number): Promise<void> => {
    const driven = await lines.get(line)
    lines.delete(line)
    // What does not stop would go on talking to the device: only the end of its process stops it.
    if (driven && !(await driven.stop())) process.exit(1)
  }

  const take = async (message: ToDrivers): Promise<void> => {
    switch (message.type) {
      case 'beat':
        return say({ type: 'beat', memoryBytes: process.memoryUsage.rss() })
      case 'open': {
        const opened = open(message.line, message.job)
        lines.set(message.line, opened)
        await opened
        return
      }
      case 'close':
        return await close(message.line)
      case 'desire':
        return (await lines.get(message.line))?.desire(message.unit, message.desired)
      case 'order':
        return (await lines.get(message.line))?.order(message.unit, message.order)
      case 'delivered': {
        const delivery = deliveries.get(message.number)
        deliveries.delete(message.number)
        if (message.delivered) delivery?.resolve()
        else delivery?.reject(new DriverError('not-delivered', 'The broker does not have it.'))
      }
    }
  }

  process.on('message', (message: ToDrivers) => void take(message))
  // The bridge left or is gone: cameras are not left turning.
  process.on('disconnect', () => {
    void Promise.all([...lines.keys()].map(close)).finally(() => process.exit(0))
  })
  // The terminal's interrupt goes to every process of the group: the bridge ends this one.
  process.on('SIGINT', () => undefined)
  setInterval(() => {
    for (const line of lines.values()) void line.then((driven) => driven?.look())
  }, LOOK_MS)
  say({ type: 'beat', memoryBytes: process.memoryUsage.rss() })
}
