import { describe, expect, test } from 'vitest'
import type { Live } from '../../controller/core/live.ts'
import { faultIdOf } from '../../controller/engine/fault-watch.ts'
import { LiveRoom } from '../../controller/engine/live-room.ts'
import type { Scheduler } from '../../controller/engine/ports.ts'
import { START } from '../core/given.ts'
import { openEngine } from './house-engine.ts'

/** Time that goes on when told to. */
class HandTurned implements Scheduler {
  readonly #runs = new Set<() => void>()

  every(_ms: number, run: () => void): () => void {
    this.#runs.add(run)
    return () => this.#runs.delete(run)
  }

  beat(): void {
    for (const run of this.#runs) run()
  }
}

async function openRoom(members = 3, cardMark = (card: string) => card) {
  const { engine, record } = await openEngine({ members })
  const scheduler = new HandTurned()
  const time = { at: START }
  const room = new LiveRoom({
    ...{ engine, clock: { now: () => time.at }, scheduler },
    consolesOf: (bridge) => (bridge === 'bridge-1' ? ['c3'] : []),
    cardMark,
  })
  room.start()
  const faults = () => engine.state.faults.map(({ code, source }) => `${code} ${source.id}`)
  return { engine, record, scheduler, room, time, faults }
}

const talk = (counter: number) => ({
  type: 'press' as const,
  pressId: `boot.${counter}`,
  at: 0,
  key: 'talk' as const,
  ballot: null,
})
const line = (state: 'up' | 'down') => ({
  version: '1',
  lines: [
    {
      id: 'line-1',
      state,
      consoles: 1,
      silent: [],
      frames: 0,
      badFrames: 0,
      noiseBytes: 0,
      strayFrames: 0,
      repeats: 0,
      hangUps: 0,
      rollsGivenUp: 0,
      roundMs: 1,
    },
  ],
})

describe('what consoles say', () => {
  test('becomes commands with the console as their actor, and is decided once', async () => {
    const { engine, room } = await openRoom()
    await room.onConsoleEvent('c1', talk(7))
    await room.onConsoleEvent('c1', talk(7))
    expect(engine.state.floor.queue.map(({ member }) => member)).toEqual(['m1'])
    await room.onConsoleEvent('c1', {
      type: 'card',
      pressId: 'boot.8',
      at: 0,
      card: '00000001',
      inserted: false,
    })
    expect(engine.state.roll.persons.has('m1')).toBe(false)
  })

  test('names a card by its mark, except in a chamber that was recorded with numbers', async () => {
    const cardIn = { type: 'card', pressId: 'boot.8', at: 0, inserted: false } as const
    const marked = async (mark: (card: string) => string) => {
      const { engine, room } = await openRoom(3, mark)
      await room.onConsoleEvent('c1', { ...cardIn, card: '00000001' })
      return engine.state.roll.persons.has('m1') ? 'still here' : 'gone'
    }
    // The house of the test knows numbers: a card that has none there, and one whose mark is another's.
    expect(await marked((card) => `card-${card}${card}`)).toBe('gone')
    expect(await marked(() => '00000002')).toBe('still here')
  })

  test('keeps the bridge’s clock, where there was a bridge', async () => {
    const { engine, room } = await openRoom()
    const actors: unknown[] = []
    engine.onCommitted(({ events }) => actors.push(...events.map(({ cause }) => cause['by'])))
    await room.onConsoleEvent('c1', { ...talk(7), bridgeAt: 4_321 })
    await room.onConsoleEvent('c1', talk(8))
    expect(actors).toEqual([
      { kind: 'console', console: 'c1', pressId: 'boot.7', deviceAt: talk(7).at, bridgeAt: 4_321 },
      { kind: 'console', console: 'c1', pressId: 'boot.8', deviceAt: talk(8).at },
    ])
  })

  test('is timed from the press to the lamp: the median of those that were accepted', async () => {
    const { engine, room, time } = await openRoom()
    const took = [9, 3, 5]
    engine.onCommitted(() => (time.at += took.shift() ?? 0))
    expect(room.live.pressToLampMs).toBeNull()
    for (const counter of [2, 3, 4]) await room.onConsoleEvent('c1', talk(counter))
    await room.onConsoleEvent('c1', talk(4))
    expect(room.live.pressToLampMs).toBe(5)
  })

  test('is shown as it is, with a new object for each change', async () => {
    const { room } = await openRoom()
    const seen: Live[] = []
    const stop = room.onChanged((live) => seen.push(live))
    const reported = { revision: 3, microphone: 'open', firmware: '1', problem: null } as const
    room.onConsoleReported('c1', reported)
    room.onConsoleOnline('c1', true)
    expect(room.live.consoles.get('c1')).toEqual({ online: true, reported })
    expect(new Set(seen).size).toBe(2)
    stop()
    room.onConsoleOnline('c1', false)
    expect(seen).toHaveLength(2)
  })
})

describe('faults of devices', () => {
  test('are raised when something breaks, and resolved when it is back', async () => {
    const { room, scheduler, faults } = await openRoom()
    room.onConsoleOnline('c1', false)
    room.onBridgeOnline('bridge-1', false)
    room.onBridgeReported('bridge-1', line('down'))
    expect(faults()).toEqual([])
    scheduler.beat()
    await expect
      .poll(faults)
      .toEqual(['console-silent c1', 'bridge-lost bridge-1', 'line-down line-1'])
    room.onConsoleOnline('c1', true)
    room.onBridgeOnline('bridge-1', true)
    room.onBridgeReported('bridge-1', line('up'))
    scheduler.beat()
    await expect.poll(faults).toEqual([])
  })

  test('of a bridge stand for all consoles on its cables', async () => {
    const { room, scheduler, faults } = await openRoom()
    room.onConsoleOnline('c2', true)
    room.onConsoleOnline('c3', true)
    room.onBridgeOnline('bridge-1', false)
    scheduler.beat()
    await expect.poll(faults).toEqual(['bridge-lost bridge-1'])
    expect(room.live.consoles.get('c3')?.online).toBe(false)
    expect(room.live.consoles.get('c2')?.online).toBe(true)
  })

  test('are not raised for what came back within a beat, nor twice, nor for strangers', async () => {
    const { engine, room, scheduler, faults } = await openRoom()
    room.onConsoleOnline('c1', false)
    room.onConsoleOnline('c1', true)
    room.onConsoleOnline('c2', false)
    room.onConsoleOnline('stranger', false)
    scheduler.beat()
    await expect.poll(faults).toEqual(['console-silent c2'])
    const { seq } = engine.state
    room.onConsoleOnline('c2', false)
    scheduler.beat()
    await engine.stop()
    expect(engine.state.seq).toBe(seq)
  })

  test('that end while the disk is still writing that they began are resolved', async () => {
    const { record, room, scheduler, faults } = await openRoom()
    const release = record.hold()
    room.onConsoleOnline('c2', false)
    scheduler.beat()
    room.onConsoleOnline('c2', true)
    scheduler.beat()
    release()
    await expect.poll(faults).toEqual(['console-silent c2'])
    scheduler.beat()
    await expect.poll(faults).toEqual([])
  })

  test('come at a bounded rate when everything breaks at once, and all in the end', async () => {
    const { room, scheduler, faults } = await openRoom(60)
    for (let n = 1; n <= 60; n++) room.onConsoleOnline(`c${n}`, false)
    scheduler.beat()
    await expect.poll(() => faults().length).toBe(32)
    for (let n = 33; n <= 60; n++) room.onConsoleOnline(`c${n}`, true)
    for (let beats = 0; beats < 8; beats++) scheduler.beat()
    await expect.poll(() => faults().length).toBe(32)
    for (let n = 1; n <= 32; n++) room.onConsoleOnline(`c${n}`, true)
    scheduler.beat()
    await expect.poll(faults).toEqual([])
  })

  test('wait while the record cannot be written', async () => {
    const { record, room, scheduler, faults } = await openRoom()
    record.failNext = 'lost'
    room.onConsoleOnline('c1', false)
    scheduler.beat()
    await expect.poll(() => room.live.record.healthy).toBe(false)
    await expect
      .poll(() => {
        scheduler.beat()
        return faults()
      })
      .toEqual(['console-silent c1'])
    expect(room.live.record.healthy).toBe(true)
  })

  test('name a client that tries what it may not', async () => {
    const { engine, room, scheduler, faults } = await openRoom()
    const report = {
      topic: 'chamber/v1/console/c2/event',
      code: 'topic-refused',
      detail: 'not its own',
    }
    room.onMisbehaviour({ client: 'c1', ...report })
    room.onMisbehaviour({ client: '', ...report, code: 'NOT A CODE', detail: 'x'.repeat(900) })
    scheduler.beat()
    await expect.poll(faults).toEqual(['topic-refused c1', 'topic-refused unknown'])
    expect(engine.state.faults[0]).toMatchObject({
      source: { kind: 'console', id: 'c1' },
      detail: 'chamber/v1/console/c2/event: not its own',
    })
    expect(engine.state.faults[1]?.detail).toHaveLength(500)
  })
})

test('a fault has an id of its own for each thing, 40 characters at most', () => {
  const console = (id: string) => faultIdOf('console-silent', { kind: 'console', id })
  expect(console('c1')).toBe('console-silent-c1')
  const [one, other] = [console(`${'x'.repeat(39)}1`), console(`${'x'.repeat(39)}2`)]
  expect(one).not.toBe(other)
  expect([one, other].every((id) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(id))).toBe(true)
})

test('people count once however many pages they have open', async () => {
  const { room } = await openRoom()
  room.memberConnected('r1', true)
  room.memberConnected('r1', true)
  room.displayConnected('hall', true)
  room.deskConnected('officer', true)
  room.memberConnected('r1', false)
  expect(room.live).toMatchObject({
    connected: new Set(['r1']),
    displays: new Set(['hall']),
    desks: new Set(['officer']),
  })
  room.memberConnected('r1', false)
  expect(room.live.connected.size).toBe(0)
})
