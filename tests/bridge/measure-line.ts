import { setTimeout as wait } from 'node:timers/promises'
import { BridgedLine, consoleName } from './bridged-line.ts'

export interface LineMeasurement {
  consoles: number
  presses: number
  /** Key down → the event is with a subscriber of the broker, ms. */
  medianMs: number
  p95Ms: number
  worstMs: number
  /** All consoles pressed at one moment: until the last event, ms. */
  burstMs: number
}

export interface MeasureOptions {
  /** 1–64; 64 when not given. */
  consoles?: number
  presses?: number
}

/**
 * Presses on a simulated line at 115,200 baud through bridge and broker, one at a time at random
 * moments of the roll call, then all at once. Every byte of the line takes its time (the simulated
 * line sees to that); docs/chamber-bus.md, section 8, has the arithmetic to compare with.
 */
export async function measureLine(options: MeasureOptions = {}): Promise<LineMeasurement> {
  const { consoles = 64, presses = 100 } = options
  const room = await BridgedLine.start(consoles)
  try {
    while (!room.everyoneOnline()) await wait(10)
    const latencies: number[] = []
    for (let count = 0; count < presses; count++) {
      const address = 1 + Math.floor(Math.random() * consoles)
      latencies.push(await pressOne(room, address))
      // A moment of its own in some later roll call, after this press was acknowledged.
      await wait(25 + 15 * Math.random())
    }
    latencies.sort((a, b) => a - b)
    const at = (part: number) => latencies[Math.floor(part * (presses - 1))] ?? NaN
    return {
      consoles,
      presses,
      medianMs: at(0.5),
      p95Ms: at(0.95),
      worstMs: at(1),
      burstMs: await pressAll(room),
    }
  } finally {
    await room.stop()
  }
}

async function pressOne(room: BridgedLine, address: number): Promise<number> {
  const heard = new Promise<void>((resolve) => {
    room.onEvent = (console) => {
      if (console === consoleName(address)) resolve()
    }
  })
  const pressedAt = performance.now()
  room.line.press(address, 'talk')
  await heard
  return performance.now() - pressedAt
}

async function pressAll(room: BridgedLine): Promise<number> {
  const waiting = new Set(room.addresses.map(consoleName))
  const heard = new Promise<void>((resolve) => {
    room.onEvent = (console) => {
      waiting.delete(console)
      if (waiting.size === 0) resolve()
    }
  })
  const pressedAt = performance.now()
  for (const address of room.addresses) room.line.press(address, 'present')
  await heard
  return performance.now() - pressedAt
}
