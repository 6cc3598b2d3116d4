import { describe, expect, it } from 'vitest'
import { BusLine } from '../../firmware-bridge/drivers/chamber-bus/line.ts'
import { SimulatedConsole } from '../simulated/line/console.ts'
import { FrameEar, wrap } from '../simulated/line/wire.ts'

const BIT_MS = 1000 / 115_200
const BYTE_MS = 10 * BIT_MS
const GAP_MS = 20 * BIT_MS
const SLOT_MS = 8 * BIT_MS
/** Of a USB adapter with its latency timer at 1 ms (docs/chamber-bus.md, section 8). */
const READ_MS = 1
const H_MS = 1.8

/**
 * The production line's state machine and simulated consoles in virtual time: a roll call after the
 * other, each byte at its moment, without a port or a clock.
 */
class VirtualLine {
  now = 0
  readonly consoles: readonly SimulatedConsole[]
  /** Key down → read by the bridge, ms, by address. */
  readonly heard = new Map<number, number>()
  private readonly line: BusLine
  private planned: { address: number; at: number }[] = []
  private readonly pressedAt = new Map<number, number>()

  constructor(count: number) {
    const addresses = Array.from({ length: count }, (_, at) => at + 1)
    this.consoles = addresses.map((address) => new SimulatedConsole(address, address))
    this.line = new BusLine({ addresses, baudRate: 115_200, slotBits: 8, latencyMs: 20 })
    this.line.up(0)
  }

  /** A key goes down at this moment of the future. */
  plan(address: number, at: number): void {
    this.planned.push({ address, at })
  }

  roll(): void {
    const bytes = this.line.transmit(this.now)
    this.now += bytes.length * BYTE_MS
    let closer = 0
    for (const { frame } of new FrameEar().hear(bytes)) {
      for (const console of this.consoles) console.hear(frame, this.now)
      closer = frame.payload[1] ?? 0
    }
    this.now += GAP_MS
    for (const console of this.consoles) {
      this.pressKeys()
      const closes = console.address === closer
      if (console.hasSomethingToSay(closes)) this.say(console, wrap(console.speak()))
      else this.now += SLOT_MS
    }
    const last = this.consoles[closer - 1]
    if (last) this.say(last, wrap(last.status()))
    this.now += H_MS - GAP_MS
    this.pressKeys()
  }

  private say(console: SimulatedConsole, bytes: Uint8Array): void {
    this.now += bytes.length * BYTE_MS
    for (const effect of this.line.receive(this.now + READ_MS, bytes)) {
      if (effect.type !== 'report') continue
      const pressedAt = this.pressedAt.get(console.address) ?? NaN
      this.heard.set(console.address, this.now + READ_MS - pressedAt)
      this.line.delivered(effect.report)
    }
    this.now += GAP_MS
  }

  private pressKeys(): void {
    for (const { address, at } of this.planned.filter((it) => it.at <= this.now)) {
      this.consoles[address - 1]?.press('talk', at)
      this.pressedAt.set(address, at)
    }
    this.planned = this.planned.filter((it) => it.at > this.now)
  }
}

/** A line that is settled: everybody is known and nothing but roll calls is said. */
function settled(count: number): VirtualLine {
  const line = new VirtualLine(count)
  for (let rolls = 0; rolls < 100; rolls++) line.roll()
  return line
}

/** Length of a quiet roll call, from the arithmetic of the page. */
const roundOf = (count: number) => 0.868 + 0.174 + 0.0694 * count + 1.302 + H_MS

describe('the arithmetic of docs/chamber-bus.md', () => {
  it.each([1, 16, 64])('of a quiet line of %i consoles holds', (count) => {
    const line = settled(count)
    const before = line.now
    for (let rolls = 0; rolls < 10; rolls++) line.roll()
    expect((line.now - before) / 10).toBeCloseTo(roundOf(count), 1)
  })

  it.each([1, 16, 64])('of a press at any moment, %i consoles, holds', (count) => {
    const line = settled(count)
    const round = roundOf(count)
    const waits: number[] = []
    for (let press = 0; press < 200; press++) {
      const address = 1 + ((press * 29) % count)
      // Every moment of a round equally often.
      line.plan(address, line.now + (press / 200) * round)
      line.heard.clear()
      while (!line.heard.has(address)) line.roll()
      waits.push(line.heard.get(address) ?? NaN)
      for (let rolls = 0; rolls < 5; rolls++) line.roll()
    }
    waits.sort((a, b) => a - b)
    // Without what the broker takes; the roll call with a press in it is longer by the press.
    expect(waits[100]).toBeGreaterThan(round / 2 + 1.302 + READ_MS - 1)
    expect(waits[100]).toBeLessThan(round / 2 + 1.302 + READ_MS + 1)
    expect(waits[199]).toBeLessThan(round + 1.302 + READ_MS + 0.5)
    expect(waits[100]).toBeLessThan(14)
  })

  it('of 64 presses at once holds', () => {
    const line = settled(64)
    const at = line.now + 0.001
    for (let address = 1; address <= 64; address++) line.plan(address, at)
    line.heard.clear()
    line.roll()
    expect(line.heard.size).toBe(64)
    expect(Math.max(...line.heard.values())).toBeCloseTo(0.868 + 0.174 + 64 * 1.476 + READ_MS, 0)
  })
})
