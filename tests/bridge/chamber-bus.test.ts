import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { topicOf } from '../../controller/protocol/topics.ts'
import { BridgedLine, consoleName } from './bridged-line.ts'

/** The same patience for everything: what is asked for takes milliseconds on an idle machine. */
const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 5000, interval: 5 })

describe('a bridge on a line of eight consoles', () => {
  let room: BridgedLine

  beforeEach(async () => {
    room = await BridgedLine.start(8)
    await soon(() => expect(room.everyoneOnline()).toBe(true))
  })
  afterEach(async () => {
    await room.stop()
    expect(room.broken).toEqual([])
  })

  const eventsOf = (address: number) =>
    room.events.filter((it) => it.console === consoleName(address)).map((it) => it.event)
  const everyoneOffline = () =>
    soon(() => expect([...room.online.values()]).toEqual(room.addresses.map(() => false)))
  const pressed = (address: number) => soon(() => expect(eventsOf(address)).toHaveLength(1))

  it('brings a press to the broker once, by its boot number and counter', async () => {
    room.line.press(3, 'talk')
    room.line.press(3, 'present')
    await soon(() => expect(eventsOf(3)).toHaveLength(2))
    const boot = room.line.console(3).boot.toString(16).padStart(8, '0')
    expect(eventsOf(3)).toMatchObject([
      { type: 'press', key: 'talk', pressId: `${boot}.1`, ballot: null },
      { type: 'press', key: 'present', pressId: `${boot}.2`, ballot: null },
    ])
    for (const event of eventsOf(3)) expect(event).toMatchObject({ bridgeAt: event.at })
  })

  it('brings cards', async () => {
    room.line.insertCard(5, 'A22B91C05580')
    room.line.removeCard(5)
    await soon(() => expect(eventsOf(5)).toHaveLength(2))
    expect(eventsOf(5)).toMatchObject([
      { type: 'card', card: 'A22B91C05580', inserted: true },
      { type: 'card', card: 'A22B91C05580', inserted: false },
    ])
  })

  it('makes a console show what is desired, and says so with the revision', async () => {
    await room.desire(2, 70_000, { microphone: 'open', talk: 'on-air', present: true, place: 0 })
    await soon(() =>
      expect(room.reported.get(consoleName(2))).toEqual({
        revision: 70_000,
        microphone: 'open',
        firmware: 'simulated-1',
        problem: null,
      }),
    )
    expect(room.line.console(2).shown).toMatchObject({
      microphone: true,
      talk: 'on-air',
      present: true,
    })
  })

  it('keeps a late press with the ballot it was pressed for', async () => {
    const ballot = { id: 'ballot-a', choices: 4, recorded: 0 }
    await room.desire(1, 1, { ballot })
    await soon(() => expect(room.line.console(1).shown.choices).toBe(4))
    const first = room.line.console(1).shown.tag
    room.line.press(1, 'choice-2')
    await pressed(1)
    await room.desire(1, 2, { ballot: { ...ballot, id: 'ballot-b' } })
    await soon(() => expect(room.line.console(1).shown.tag).not.toBe(first))
    room.line.press(1, 'choice-1')
    await soon(() => expect(eventsOf(1)).toHaveLength(2))
    expect(eventsOf(1)).toMatchObject([
      { key: 'choice-2', ballot: 'ballot-a' },
      { key: 'choice-1', ballot: 'ballot-b' },
    ])
  })

  it('gives a console that restarts its state again', async () => {
    await room.desire(4, 9, { talk: 'next', place: 1 })
    await soon(() => expect(room.line.console(4).shown.talk).toBe('next'))
    room.line.console(4).restart(77)
    expect(room.line.console(4).shown.talk).toBe('off')
    await soon(() => expect(room.line.console(4).shown.talk).toBe('next'))
  })

  it('loses no press to noise, half frames and spoilt bytes, and counts them', async () => {
    for (const address of room.addresses) {
      room.line.noise(Uint8Array.of(0xff, address, 0x55, 0, 0x13))
      room.line.spoilNext((bytes) =>
        address % 2 ? bytes.subarray(0, 7) : bytes.map((it, at) => (at === 5 ? it ^ 1 : it)),
      )
      room.line.press(address, 'talk')
      await pressed(address)
    }
    await soon(() => {
      const [line] = room.bridgeReported?.lines ?? []
      expect(line?.badFrames).toBeGreaterThanOrEqual(4)
      expect(line?.noiseBytes).toBeGreaterThanOrEqual(8)
      expect(line?.silent).toEqual([])
    })
    expect(room.events).toHaveLength(8)
  })

  it('tells that a console is silent, holds nobody up for it, and has it back at once', async () => {
    room.line.console(6).dead = true
    await soon(() => expect(room.online.get(consoleName(6))).toBe(false))
    await soon(() => expect(room.bridgeReported?.lines[0]?.silent).toEqual([consoleName(6)]))
    room.line.press(7, 'talk')
    await pressed(7)
    room.line.console(6).dead = false
    await soon(() => expect(room.online.get(consoleName(6))).toBe(true))
  })

  it('notices a pulled cable and is back when the cable is', async () => {
    await room.pull()
    await everyoneOffline()
    await soon(() =>
      expect(room.bridgeReported?.lines[0]).toMatchObject({ state: 'down', hangUps: 1 }),
    )
    room.line.press(1, 'talk')
    await room.plug()
    await soon(() => expect(room.everyoneOnline()).toBe(true))
    await pressed(1)
  })

  it('notices a line on which nothing answers although its port is fine', async () => {
    await room.line.stop()
    await everyoneOffline()
    await room.line.start()
    await soon(() => expect(room.everyoneOnline()).toBe(true))
    await soon(() => expect(room.bridgeReported?.lines[0]?.hangUps).toBeGreaterThan(0))
  })

  it('leaves presses with the consoles while there is no broker', async () => {
    await room.stopBroker()
    room.line.press(1, 'talk')
    room.line.press(2, 'talk')
    const heard = room.lineReport()?.frames ?? 0
    await soon(() => expect(room.lineReport()?.frames).toBeGreaterThan(heard + 50))
    expect(room.events).toEqual([])
    await room.startBroker()
    await pressed(1)
    await pressed(2)
    await soon(() => expect(room.everyoneOnline()).toBe(true))
    expect(room.bridgeOnline).toBe(true)
  })

  it('keeps to the highest revision, and leaves what it does not understand', async () => {
    await room.desire(1, 5, { talk: 'next' })
    await soon(() => expect(room.line.console(1).shown.talk).toBe('next'))
    await room.desire(1, 4, { talk: 'on-air' })
    const topic = topicOf('console', consoleName(1), 'desired')
    for (const wrong of ['', '{', '[]', '{"revision":9,"aim":{}}', '"'.repeat(10_000)])
      await room.say(topic, wrong)
    await room.desire(1, 6, { talk: 'asking', place: 2 })
    await soon(() => expect(room.line.console(1).shown).toMatchObject({ talk: 'asking', place: 2 }))
  })

  it('follows a controller whose revisions begin again, once the connection is a new one', async () => {
    await room.desire(1, 500, { talk: 'next' })
    await soon(() => expect(room.line.console(1).shown.talk).toBe('next'))
    await room.stopBroker()
    await room.startBroker()
    await room.desire(1, 1, { talk: 'asking', place: 1 })
    await soon(() => expect(room.line.console(1).shown.talk).toBe('asking'))
  })

  it('knows the ballot of a press that was made while it was away', async () => {
    await room.desire(1, 1, { ballot: { id: 'ballot-a', choices: 3, recorded: 0 } })
    await soon(() => expect(room.line.console(1).shown.choices).toBe(3))
    await room.stopBridge()
    await soon(() => expect(room.bridgeOnline).toBe(false))
    await everyoneOffline()
    room.line.press(1, 'choice-3')
    room.startBridge()
    await pressed(1)
    expect(eventsOf(1)).toMatchObject([{ key: 'choice-3', ballot: 'ballot-a' }])
  })
})
