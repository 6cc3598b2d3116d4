import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SimulatedLine } from './line.ts'
import { PtyCable } from './pty.ts'
import { crc16, FrameEar, wrap } from './wire.ts'

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** Bytes copied from docs/chamber-bus.md. */
const ROLL_CALL_CLOSER_7 = hex('00 01 07 01 40 07 08 62 8A 00')
const STATE_302 = hex('00 06 0C 02 01 2E 08 01 05 05 42 BA 50 00')
const PRESS_CHOICE_2 = hex('00 05 0C 82 5E 1F 02 A3 06 03 12 05 3F 27 00')

describe('the page of the bus', () => {
  it('gives this check value', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0x29b1)
  })

  it('frames its examples byte for byte', () => {
    const payload = hex('5E 1F 00 A3 00 03 12 05')
    expect(wrap({ address: 12, type: 0x82, payload })).toEqual(PRESS_CHOICE_2)
    const [heard] = new FrameEar().hear(STATE_302)
    expect(heard?.frame).toEqual({ address: 12, type: 2, payload: hex('01 2E 08 00 00 05 42') })
  })

  it('lets noise pass and hears the frame behind it', () => {
    const ear = new FrameEar()
    expect(ear.hear(hex('FF 3C 00 05'))).toEqual([])
    expect(ear.hear(STATE_302)).toHaveLength(1)
  })
})

describe('a simulated line on a pseudo-terminal', () => {
  let folder: string
  let cable: PtyCable
  let line: SimulatedLine
  let bridge: SerialPort

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sapha-line-'))
    cable = new PtyCable(join(folder, 'line'))
    await cable.start()
    line = new SimulatedLine({
      port: cable.consoleEnd,
      addresses: [7, 12],
      bootOf: () => 0x5e1f00a3,
    })
    await line.start()
    bridge = new SerialPort({ path: cable.bridgeEnd, baudRate: 115_200, lock: false })
    await once(bridge, 'open')
  })
  afterEach(async () => {
    await new Promise<void>((closed) => bridge.close(() => closed()))
    await line.stop()
    await cable.stop()
    await rm(folder, { recursive: true })
  })

  /** Frames heard after a roll call until the closer's status has come. */
  async function roll(bytes: Uint8Array, closer: number) {
    const ear = new FrameEar()
    const frames: { address: number; type: number; payload: Uint8Array }[] = []
    const over = new Promise<void>((done) => {
      bridge.on('data', (data: Buffer) => {
        frames.push(...ear.hear(data).map(({ frame }) => frame))
        const last = frames.at(-1)
        if (last?.address === closer && last.type === 0x81) done()
      })
    })
    bridge.write(bytes)
    await over
    bridge.removeAllListeners('data')
    return frames
  }

  it('answers the first roll call with everybody’s status, the closer last', async () => {
    const frames = await roll(ROLL_CALL_CLOSER_7, 7)
    expect(frames.map(({ address, type }) => [address, type])).toContainEqual([12, 0x81])
    expect(frames.at(-1)?.address).toBe(7)
  })

  it('shows a state, sends a press under its tag, and forgets it when acknowledged', async () => {
    await roll(ROLL_CALL_CLOSER_7, 7)
    bridge.write(STATE_302)
    await roll(ROLL_CALL_CLOSER_7, 7)
    expect(line.console(12).shown).toMatchObject({ revision: 302, tag: 5, choices: 4, recorded: 2 })

    line.press(12, 'talk')
    line.press(12, 'present')
    expect(line.press(12, 'choice-5')).toBeNull()
    const counter = line.press(12, 'choice-2')
    expect(counter).toBe(3)
    const presses = async (call: Uint8Array, closer: number) =>
      (await roll(call, closer))
        .filter(({ type }) => type === 0x82)
        .map(({ payload }) => payload[5])
    expect(await presses(ROLL_CALL_CLOSER_7, 7)).toEqual([1])
    expect(await presses(ROLL_CALL_CLOSER_7, 7)).toEqual([])
  })

  it('repeats an unacknowledged press after four roll calls and not after its acknowledgement', async () => {
    line.press(12, 'talk')
    const counters: (number | undefined)[] = []
    for (let call = 0; call < 9; call++)
      for (const { type, payload } of await roll(ROLL_CALL_CLOSER_7, 7))
        if (type === 0x82) counters.push(payload[5])
    expect(counters).toEqual([1, 1, 1])
    const acknowledgement = wrap({ address: 0, type: 1, payload: hex('40 07 08 0C 00 01') })
    const acknowledged = once(line.console(12), 'acknowledged')
    await roll(acknowledgement, 7)
    expect(await acknowledged).toEqual([1])
    for (let call = 0; call < 5; call++)
      expect(await roll(ROLL_CALL_CLOSER_7, 7)).not.toContainEqual(
        expect.objectContaining({ type: 0x82 }),
      )
  })
})
