import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeState, encodeWhoAreYou, type BusState, type Report } from './codec.ts'
import { frame, FrameReader } from './framing.ts'
import { BusLine, type LineEffect } from './line.ts'

const SETTINGS = { addresses: [3, 1, 2], baudRate: 115_200, slotBits: 8, latencyMs: 20 }
const BOOT = 0x5e1f00a3
const u16 = (value: number) => [value >> 8, value & 0xff]
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)]

const status = (address: number, revision = 0, boot = BOOT) =>
  frame(Uint8Array.of(address, 0x81, ...u32(boot), ...u16(revision), 0, 0))
const press = (address: number, counter: number, boot = BOOT) =>
  frame(Uint8Array.of(address, 0x82, ...u32(boot), ...u16(counter), 0x01, 0))
const identity = (address: number) =>
  frame(Uint8Array.of(address, 0x84, 0, 0, 0, 0, 0, 0, 0, 1, 0x31))

const state = (revision: number): BusState => ({
  revision,
  microphoneOpen: false,
  talk: 'off',
  present: false,
  time: 'running',
  place: 0,
  tag: 0,
  choices: 0,
  recorded: 0,
})

let line: BusLine
let now: number

beforeEach(() => {
  line = new BusLine(SETTINGS)
  now = 1000
  line.up(now)
})

interface Rolled {
  closer: number
  acknowledged: number[][]
  /** Whole bytes before the roll call. */
  before: Buffer
}

/** The next roll call the line makes, taken apart. */
function roll(): Rolled {
  const bytes = line.transmit(now)
  const frames = new FrameReader().push(bytes)
  const last = frames.at(-1)
  if (last?.type !== 'frame') throw new Error('no roll call')
  const [, , , closer = 0, , ...rest] = last.content
  const acknowledged: number[][] = []
  for (let at = 0; at < rest.length; at += 3)
    acknowledged.push([rest[at] ?? 0, ((rest[at + 1] ?? 0) << 8) | (rest[at + 2] ?? 0)])
  return {
    closer,
    acknowledged,
    before: Buffer.from(bytes).subarray(0, -frame(last.content).length),
  }
}

const hear = (...frames: Uint8Array[]): LineEffect[] => line.receive(++now, Buffer.concat(frames))

/** A roll call that everybody hears and only its closer answers. */
function quietRoll(revision = 0): Rolled {
  const rolled = roll()
  hear(status(rolled.closer, revision))
  expect(line.deadline).toBeNull()
  return rolled
}

/** Everybody is live and known, and nothing is due. */
function settle(): void {
  roll()
  hear(...[1, 2, 3].flatMap((address) => [identity(address), status(address)]))
  while (line.deadline !== null) hear(status(1), status(2), status(3))
}

const reportIn = (effects: LineEffect[]): Report => {
  const [effect] = effects.filter((it) => it.type === 'report')
  if (effect?.type !== 'report') throw new Error('no report')
  return effect.report
}

describe('a roll call', () => {
  it('is ended by its closer, a different one each time', () => {
    settle()
    expect([1, 2, 3, 4].map(() => quietRoll().closer)).toEqual([2, 3, 1, 2])
  })

  it('goes on while others speak, and is over with the closer’s status only', () => {
    settle()
    const { closer } = roll()
    hear(press(closer, 1))
    hear(status((closer % 3) + 1))
    expect(line.deadline).not.toBeNull()
    hear(status(closer))
    expect(line.deadline).toBeNull()
  })

  it('is given up after its slots and the latency allowance, or 250 ms of noise', () => {
    settle()
    roll()
    const transmitted = now + 10 * 10 * (1000 / 115_200)
    const slots = ((20 + 3 * 8) * 1000) / 115_200
    expect(line.deadline).toBeCloseTo(transmitted + slots + 20, 5)
    now += 10
    line.receive(now, Uint8Array.of(0xff))
    expect(line.deadline).toBeCloseTo(now + slots + 20, 5)
    now += 240
    line.receive(now, Uint8Array.of(0xff))
    expect(line.deadline).toBeCloseTo(transmitted + 250, 5)
  })
})

describe('a silent console', () => {
  const missUntilSilent = () => {
    settle()
    const { closer } = roll()
    const asked = [closer]
    let effects = line.giveUp()
    while (effects.length === 0) {
      const next = roll().closer
      asked.push(next)
      if (next === closer) effects = line.giveUp()
      else hear(status(next))
    }
    return { closer, asked, effects }
  }

  it('is asked again in every second roll call, and given up after three misses', () => {
    const { closer, asked, effects } = missUntilSilent()
    const others = asked.filter((it) => it !== closer)
    expect(asked.filter((it) => it === closer)).toHaveLength(3)
    expect(others.length).toBeLessThanOrEqual(3)
    expect(effects).toEqual([{ type: 'silent', address: closer }])
    expect(line.silent).toEqual([closer])
    expect(line.counts.rollsGivenUp).toBe(3)
  })

  it('is not one that missed while everybody did, as on a computer that was busy', () => {
    settle()
    for (let i = 0; i < 4; i++) {
      roll()
      expect(line.giveUp()).toEqual([])
    }
    expect(line.silent).toEqual([])
  })

  it('is then asked once in 250 ms, so that the others are not held up', () => {
    const { closer } = missUntilSilent()
    const closers: number[] = []
    for (const until = now + 750; now < until; now += 8) {
      const asked = roll().closer
      closers.push(asked)
      if (asked === closer) line.giveUp()
      else hear(status(asked))
    }
    expect(closers.filter((it) => it === closer)).toHaveLength(3)
    expect(closers.length).toBeGreaterThan(60)
  })

  it('is back with the first thing it says', () => {
    const { closer } = missUntilSilent()
    expect(hear(press(closer, 1))).toContainEqual({ type: 'heard', address: closer })
    expect(line.silent).toEqual([])
  })

  it('that was never heard is reported after one miss', () => {
    const { closer } = roll()
    expect(line.giveUp()).toEqual([{ type: 'silent', address: closer }])
  })

  it('is everyone once the port is gone', () => {
    settle()
    expect(line.down()).toHaveLength(3)
    expect(line.deadline).toBeNull()
    line.up(now)
    expect(hear(status(1), status(2), status(3)).filter((it) => it.type === 'heard')).toHaveLength(
      3,
    )
  })
})

describe('a press', () => {
  it('is acknowledged when it is delivered, not before', () => {
    settle()
    const report = reportIn(hear(press(2, 7)))
    expect(quietRoll().acknowledged).toEqual([])
    line.delivered(report)
    expect(quietRoll().acknowledged).toEqual([[2, 7]])
    expect(quietRoll().acknowledged).toEqual([])
  })

  it('that comes again on its way is counted, and neither reported nor acknowledged', () => {
    settle()
    hear(press(2, 7))
    expect(hear(press(2, 7)).filter((it) => it.type === 'report')).toEqual([])
    expect(line.counts.repeats).toBe(1)
    expect(quietRoll().acknowledged).toEqual([])
  })

  it('that comes again after its acknowledgement was lost is only acknowledged again', () => {
    settle()
    line.delivered(reportIn(hear(press(2, 7))))
    quietRoll()
    expect(hear(press(2, 7)).filter((it) => it.type === 'report')).toEqual([])
    expect(quietRoll().acknowledged).toEqual([[2, 7]])
  })

  it('that was not delivered counts as new when it comes again', () => {
    settle()
    line.undelivered(reportIn(hear(press(2, 7))))
    expect(quietRoll().acknowledged).toEqual([])
    expect(reportIn(hear(press(2, 7)))).toMatchObject({ address: 2, counter: 7 })
  })

  it('of an earlier boot is not acknowledged to the console that restarted', () => {
    settle()
    const before = reportIn(hear(press(2, 7)))
    expect(reportIn(hear(press(2, 1, BOOT + 1)))).toMatchObject({ counter: 1, boot: BOOT + 1 })
    line.delivered(before)
    expect(quietRoll().acknowledged).toEqual([])
  })

  it('is acknowledged with 31 others at most in one roll call', () => {
    const addresses = Array.from({ length: 64 }, (_, at) => at + 1)
    line = new BusLine({ ...SETTINGS, addresses })
    line.up(now)
    for (const address of addresses) line.delivered(reportIn(hear(press(address, 1))))
    expect(roll().acknowledged).toHaveLength(32)
    expect(roll().acknowledged).toHaveLength(32)
    expect(roll().acknowledged).toHaveLength(0)
  })
})

describe('a state', () => {
  it('stands directly before a roll call, and waits for a confirmation for four of them', () => {
    settle()
    line.desire(2, state(9))
    const sent = Array.from({ length: 9 }, (_, at) => {
      const { before } = roll()
      // Lives, but never says what it shows.
      hear(press(2, at + 1))
      line.giveUp()
      return before.equals(encodeState(2, state(9)))
    })
    expect(sent).toEqual([true, false, false, false, true, false, false, false, true])
  })

  it('is not sent again once it is confirmed, and confirmed only by its own revision', () => {
    settle()
    line.desire(2, state(9))
    quietRoll()
    expect(hear(status(2, 9))).toContainEqual(
      expect.objectContaining({ type: 'status', confirmed: true }),
    )
    for (let i = 0; i < 10; i++) expect(quietRoll(9).before).toHaveLength(0)
    expect(hear(status(2, 8))).toContainEqual(
      expect.objectContaining({ type: 'status', confirmed: false }),
    )
    expect(roll().before.equals(encodeState(2, state(9)))).toBe(true)
  })

  it('is sent once even to a console that shows its revision: the tag may be another one', () => {
    settle()
    hear(status(2, 9))
    line.desire(2, state(9))
    expect(roll().before.equals(encodeState(2, state(9)))).toBe(true)
  })

  it('is sent again, and the console asked who it is, after a restart', () => {
    settle()
    line.desire(2, state(9))
    quietRoll()
    hear(status(2, 9))
    hear(status(2, 0, BOOT + 1))
    expect(roll().before.equals(encodeState(2, state(9)))).toBe(true)
    hear(status(2, 9, BOOT + 1))
    expect(roll().before.equals(encodeWhoAreYou(2))).toBe(true)
  })

  it('does not hold presses up: four at most before one roll call, everybody in turn', () => {
    const addresses = Array.from({ length: 10 }, (_, at) => at + 1)
    line = new BusLine({ ...SETTINGS, addresses })
    line.up(now)
    for (const address of addresses) {
      hear(identity(address), status(address))
      line.desire(address, state(9))
    }
    const first = Buffer.concat([1, 2, 3, 4].map((address) => encodeState(address, state(9))))
    const second = Buffer.concat([5, 6, 7, 8].map((address) => encodeState(address, state(9))))
    expect(roll().before.equals(first)).toBe(true)
    expect(roll().before.equals(second)).toBe(true)
  })
})

describe('bad input', () => {
  it('is counted by kind', () => {
    settle()
    hear(Uint8Array.of(0xff, 0xff, 0))
    hear(Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 0))
    hear(status(17), status(0), status(200))
    expect(line.counts).toMatchObject({ noiseBytes: 2, badFrames: 1, strayFrames: 3 })
  })

  it('of the bridge’s own echo is nothing', () => {
    settle()
    const before = { ...line.counts }
    hear(line.transmit(now))
    expect(line.counts).toEqual(before)
  })

  it('of any kind never throws and never ends the asking', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        const noisy = new BusLine(SETTINGS)
        noisy.up(0)
        for (const [at, chunk] of chunks.entries()) {
          noisy.transmit(at)
          noisy.receive(at, chunk)
          expect(noisy.deadline).not.toBeUndefined()
          noisy.giveUp()
        }
      }),
    )
  })
})

describe('a dead line', () => {
  it('is one without a byte for 400 ms', () => {
    settle()
    expect(line.isDead(now + 399)).toBe(false)
    expect(line.isDead(now + 400)).toBe(true)
    line.receive(now + 399, Uint8Array.of(0xff))
    expect(line.isDead(now + 400)).toBe(false)
  })
})
