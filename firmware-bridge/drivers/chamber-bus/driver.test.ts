import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConsoleEvent, ConsoleReported } from '../../../controller/protocol/device-messages.ts'
import {
  TransportError,
  type Transport,
  type TransportListener,
} from '../../transports/transport.ts'
import { ChamberBusDriver } from './driver.ts'
import { frame, FrameReader } from './framing.ts'

const BOOT = [0x5e, 0x1f, 0x00, 0xa3]
const TAGS = ['ballot-a', 'ballot-b']

/** A driver whose only console, with address 12, is the test. */
describe('the driver', () => {
  let bus: TransportListener
  let sent: Uint8Array[]
  let events: ConsoleEvent[]
  let reported: ConsoleReported[]
  let driver: ChamberBusDriver

  beforeEach(async () => {
    sent = []
    events = []
    reported = []
    const transport: Transport = {
      name: 'test',
      async open(listener) {
        bus = listener
        return { send: (bytes) => sent.push(bytes), close: async () => undefined }
      },
    }
    driver = new ChamberBusDriver(
      {
        id: 'line-1',
        baudRate: 115_200,
        slotBits: 8,
        latencyMs: 20,
        consoles: [{ address: 12, console: 'console-1' }],
      },
      transport,
      { tagOf: (ballot) => 1 + TAGS.indexOf(ballot), ballotOf: (tag) => TAGS[tag - 1] ?? null },
      pino({ level: 'silent' }),
    )
    driver.start({
      event: async (_console, event) => void events.push(event),
      reported: (_console, it) => reported.push(it),
      online: () => undefined,
    })
    await vi.waitFor(() => expect(sent).not.toHaveLength(0))
  })
  afterEach(() => driver.stop())

  const say = (type: number, ...payload: number[]) =>
    bus.received(frame(Uint8Array.of(12, type, ...payload)))
  const press = (counter: number, key: number, tag: number) =>
    say(0x82, ...BOOT, 0, counter, key, tag)
  const showBallot = (revision: number, id: string) =>
    driver.desire('console-1', {
      revision,
      aim: {
        microphone: 'closed',
        talk: 'off',
        place: 0,
        present: false,
        ballot: { id, choices: 3, recorded: 0 },
      },
    })
  /** Counters the roll calls so far acknowledged. */
  const acknowledged = () =>
    sent.flatMap((bytes) => {
      const last = new FrameReader().push(bytes).at(-1)
      return last?.type === 'frame' ? [...last.content.subarray(5)] : []
    })

  it('counts a late press for the ballot it was pressed for, or for none', () => {
    showBallot(1, 'ballot-a')
    showBallot(2, 'ballot-b')
    press(1, 0x12, 1)
    press(2, 0x12, 2)
    press(3, 0x12, 77)
    press(4, 0x12, 0)
    expect(events.map((it) => it.type === 'press' && it.ballot)).toEqual([
      'ballot-a',
      'ballot-b',
      null,
      null,
    ])
  })

  it('lets a console forget a press of a key it does not know', async () => {
    press(1, 0x40, 0)
    say(0x81, ...BOOT, 0, 0, 0, 0)
    await vi.waitFor(() => expect(acknowledged()).toEqual([12, 0, 1]))
    expect(events).toEqual([])
    expect(driver.report().strayFrames).toBe(1)
  })

  it('says in words what a console reports as wrong', () => {
    say(0x84, 0, 0, 0, 0, 0, 0, 0, 1, 0x31, 0x2e, 0x34)
    say(0x81, ...BOOT, 0, 0, 1, 1)
    say(0x81, ...BOOT, 0, 0, 0, 200)
    expect(reported).toEqual([
      {
        revision: 0,
        microphone: 'open',
        firmware: '1.4',
        problem: 'The microphone does not follow.',
      },
      {
        revision: 0,
        microphone: 'closed',
        firmware: '1.4',
        problem: 'The console reports problem 200.',
      },
    ])
  })

  it('tells of keys that come up and of voices once the console has said that it can', () => {
    const CAN = [...'1.4.2;uvx'].map((letter) => letter.charCodeAt(0))
    press(1, 0x01, 0)
    say(0x84, 0, 0, 0, 0, 0, 0, 0, 1, ...CAN)
    say(0x81, ...BOOT, 0, 0, 0, 0)
    press(2, 0x01, 0)
    press(3, 0x81, 0)
    press(4, 0x04, 0)
    press(5, 0x84, 0)
    press(6, 0x03, 0)
    press(7, 0x83, 0)
    expect(reported).toMatchObject([{ firmware: '1.4.2', can: ['key-up', 'voice'] }])
    expect(events).toMatchObject([
      { type: 'press', key: 'talk' },
      { type: 'press', key: 'talk', releases: true },
      { type: 'release', key: 'talk' },
      { type: 'voice', on: true },
      { type: 'voice', on: false },
      { type: 'press', key: 'priority', releases: true },
      { type: 'release', key: 'priority' },
    ])
    expect(events[0]).not.toHaveProperty('releases')
  })

  it('tells the revision of the desired state only once the console has applied it', async () => {
    showBallot(70_000, 'ballot-a')
    const shown = 1 + (70_000 % 65_535)
    const status = (revision: number) => say(0x81, ...BOOT, revision >> 8, revision & 0xff, 0, 0)
    status(0)
    status(shown)
    expect(reported.map((it) => it.revision)).toEqual([0, 70_000])
    showBallot(70_001, 'ballot-a')
    status(shown)
    status(shown + 1)
    expect(reported.map((it) => it.revision)).toEqual([0, 70_000, 70_000, 70_001])
  })
})

it('tells of a port that is not there once, and not before it could have come', async () => {
  const told: string[] = []
  let now = 0
  let retry = () => {}
  const absent: Transport = {
    name: 'test',
    open: () => Promise.reject(new TransportError('port-unavailable', 'no such port')),
  }
  const driver = new ChamberBusDriver(
    { id: 'line-1', baudRate: 115_200, slotBits: 8, latencyMs: 20, consoles: [] },
    absent,
    { tagOf: () => 0, ballotOf: () => null },
    pino({ level: 'warn' }, { write: (line: string) => told.push(line) }),
    {
      now: () => now,
      epoch: () => now,
      after: (_ms, run) => {
        retry = run
        return () => undefined
      },
    },
  )
  driver.start({ event: async () => undefined, reported: () => undefined, online: () => undefined })
  for (const at of [0, 1_999, 2_000, 3_000]) {
    now = at
    const before = retry
    retry()
    await vi.waitFor(() => expect(retry).not.toBe(before))
    expect(told).toHaveLength(at < 2_000 ? 0 : 1)
  }
  await driver.stop()
})
