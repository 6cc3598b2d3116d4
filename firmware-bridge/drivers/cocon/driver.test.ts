import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import type { ConsoleAim } from '../../../controller/protocol/device-messages.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedRoomServer } from '../../../tests/simulated/cocon/room-server.ts'
import { cocon } from './driver.ts'

const aim = (change: Partial<ConsoleAim> = {}): ConsoleAim => ({
  ...{ microphone: 'closed', talk: 'off', place: 0, present: true, ballot: null },
  ...change,
})

async function connect(patienceMs = 30_000) {
  const server = new SimulatedRoomServer()
  server.patienceMs = patienceMs
  await server.start()
  atEnd(() => server.stop())
  const seat = (place: string) => ({ model: 'cocon', place })
  const address = `http://127.0.0.1:${server.port}/CoCon`
  const device = new DrivenDevice(cocon, address, seat('1'), seat('7'), seat('chair'))
  atEnd(() => device.stop())
  device.start()
  return { server, device }
}

describe('a seat of a CoCon system', () => {
  it('says what it is first', async () => {
    const { server, device } = await connect()
    server.speakers.add(7)
    await soon(() => expect(device.report('device-2')?.state?.microphone).toBe('open'))
    expect(device.report()?.state?.microphone).toBe('closed')
    expect(device.report()).toMatchObject({ revision: 0, problem: null })
    expect(server.commands).toEqual([])
  })

  it('has its microphone opened and closed, which is no press', async () => {
    const { server, device } = await connect()
    const revision = device.desire(aim({ microphone: 'open', talk: 'on-air' }))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect([...server.speakers]).toEqual([1])
    const closed = device.desire(aim())
    await soon(() => expect(device.report()?.revision).toBe(closed))
    expect(server.commands).toEqual(['On 1', 'Off 1'])
    expect(device.events).toEqual([])
  })

  it('presses when it asks, and stays in the list only while the chamber has it there', async () => {
    const { server, device } = await connect()
    const ready = device.desire(aim())
    await soon(() => expect(device.report()?.revision).toBe(ready))
    server.press(1)
    await soon(() => expect(device.events).toHaveLength(1))
    expect(device.events[0]).toMatchObject({ unit: 'device-1', event: { key: 'talk' } })
    await soon(() => expect([...server.requests]).toEqual([]))
    const asking = device.desire(aim({ talk: 'asking', place: 1 }))
    await soon(() => expect(device.report()?.revision).toBe(asking))
    expect([...server.requests]).toEqual([1])
    expect(device.events).toHaveLength(1)
  })

  it('is heard on after a notification that ended without news', async () => {
    const { server, device } = await connect(20)
    const open = device.desire(aim({ microphone: 'open' }))
    await soon(() => expect(device.report()?.revision).toBe(open))
    server.press(1)
    await soon(() => expect(device.events).toHaveLength(1))
    expect(server.connections).toBe(1)
  })

  it('tells that it does not follow, and which seat is none', async () => {
    const { server, device } = await connect()
    server.deaf = true
    device.desire(aim({ microphone: 'open' }))
    device.desire(aim({ microphone: 'open' }), 'device-3')
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    await soon(() => expect(device.report('device-3')?.problem?.code).toBe('part-unknown'))
  })

  it('comes back after the plug was pulled, and is made as desired again', async () => {
    const { server, device } = await connect()
    const revision = device.desire(aim({ microphone: 'open' }))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await server.stop()
    await soon(() => expect(device.online()).toBe(false))
    expect(device.whyAway()?.code).toMatch(/^port-/)
    server.speakers.clear()
    await server.start()
    await soon(() => expect([...server.speakers]).toEqual([1]))
    expect(device.health().hangUps).toBe(1)
  })

  it('whose server talks nonsense and answers nothing is as desired at last', async () => {
    const { server, device } = await connect()
    await soon(() => expect(device.report()?.state).toBeTruthy())
    server.tell('nonsense')
    server.tell('{"MicrophoneState":1}')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(2))
    server.mute = true
    const revision = device.desire(aim({ microphone: 'open' }))
    await soon(() =>
      expect(device.health().failures + device.health().hangUps).toBeGreaterThanOrEqual(1),
    )
    server.mute = false
    await soon(() => expect(device.report()?.revision).toBe(revision))
  })
})
