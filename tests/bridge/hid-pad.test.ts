import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConsoleAim, ConsoleEvent } from '../../controller/protocol/device-messages.ts'
import { HidPadDriver } from '../../firmware-bridge/drivers/hid-pad/driver.ts'
import { plainPad } from '../../firmware-bridge/drivers/hid-pad/pads/plain-pad.ts'
import { hidTransport } from '../../firmware-bridge/transports/hid.ts'
import { nothingToShow } from './bridged-line.ts'
import { FakePad, padLibrary } from './fake-pad.ts'

const TALK = 0x01
const CHOICE_1 = 0x04
const CHOICE_4 = 0x20

describe('a pad at the bridge’s own computer', () => {
  let pad: FakePad
  let driver: HidPadDriver
  let events: ConsoleEvent[]
  let broker: 'there' | 'away'
  const online: boolean[] = []
  const revisions: number[] = []

  const desire = (revision: number, aim: Partial<ConsoleAim>) =>
    driver.desire('console-H1', { revision, aim: { ...nothingToShow, ...aim } })
  const press = (mask: number) => {
    pad.emit('data', Buffer.of(mask))
    pad.emit('data', Buffer.of(0))
  }

  beforeEach(async () => {
    pad = new FakePad()
    events = []
    broker = 'there'
    online.length = 0
    revisions.length = 0
    const transport = hidTransport(plainPad, async () => padLibrary(pad))
    driver = new HidPadDriver('console-H1', plainPad, transport, pino({ level: 'silent' }))
    driver.start({
      async event(_console, event) {
        if (broker === 'away') throw new Error('away')
        events.push(event)
      },
      reported: (_console, { revision }) => revisions.push(revision),
      online: (_console, is) => online.push(is),
    })
    await vi.waitFor(() => expect(online).toEqual([false, true]))
  })
  afterEach(() => driver.stop())

  it('reports each key once when it goes down, not while it is held', async () => {
    pad.emit('data', Buffer.of(TALK))
    pad.emit('data', Buffer.of(TALK))
    pad.emit('data', Buffer.of(0))
    press(TALK)
    await vi.waitFor(() => expect(events).toHaveLength(2))
    expect(events).toMatchObject([
      { type: 'press', key: 'talk', ballot: null },
      { type: 'press', key: 'talk', ballot: null },
    ])
    expect(new Set(events.map((it) => it.pressId)).size).toBe(2)
  })

  it('shows what is desired and says so', async () => {
    desire(7, { talk: 'asking', present: true })
    await vi.waitFor(() => expect([...pad.written.subarray(-3)]).toEqual([0, 0b10010, 0]))
    expect(revisions).toEqual([7])
  })

  it('takes choices of the ballot it shows only, with its id', async () => {
    press(CHOICE_1)
    desire(1, { ballot: { id: 'ballot-a', choices: 3, recorded: 0 } })
    press(CHOICE_4)
    press(CHOICE_1)
    await vi.waitFor(() => expect(events).toHaveLength(1))
    expect(events).toMatchObject([{ key: 'choice-1', ballot: 'ballot-a' }])
  })

  it('keeps presses while there is no broker, but not a choice for a ballot that is over', async () => {
    broker = 'away'
    desire(1, { ballot: { id: 'ballot-a', choices: 3, recorded: 0 } })
    press(CHOICE_1)
    press(TALK)
    desire(2, { ballot: { id: 'ballot-b', choices: 3, recorded: 0 } })
    broker = 'there'
    await vi.waitFor(() => expect(events).toHaveLength(1))
    expect(events).toMatchObject([{ key: 'talk', ballot: 'ballot-a' }])
  })

  it('is offline when it is pulled out, and shows everything again when it is back', async () => {
    desire(3, { present: true })
    pad.pull()
    await vi.waitFor(() => expect(online.at(-1)).toBe(false))
    pad.written = Buffer.alloc(0)
    pad.plug()
    await vi.waitFor(() => expect(online.at(-1)).toBe(true), { timeout: 5000 })
    await vi.waitFor(() => expect([...pad.written]).toEqual([0, 0b10000, 0]))
    expect(driver.report()).toMatchObject({ state: 'up', silent: [], hangUps: 1 })
  })
})
