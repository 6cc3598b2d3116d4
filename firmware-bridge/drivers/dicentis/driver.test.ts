import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import type { ConsoleAim } from '../../../controller/protocol/device-messages.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedDicentis } from '../../../tests/simulated/dicentis/server.ts'
import { dicentis } from './driver.ts'

const aim = (change: Partial<ConsoleAim> = {}): ConsoleAim => ({
  ...{ microphone: 'closed', talk: 'off', place: 0, present: true, ballot: null },
  ...change,
})

async function connect(secret = 'secret') {
  const server = new SimulatedDicentis(['Seat 1', 'Seat 2'])
  await server.start()
  atEnd(() => server.stop())
  const seat = (place: string) => ({
    ...{ model: 'dicentis', place, secret, options: { user: 'chamber' } },
  })
  const address = `ws://127.0.0.1:${server.port}/Dicentis/API`
  const device = new DrivenDevice(dicentis, address, seat('Seat 1'), seat('id-2'), seat('Seat 9'))
  atEnd(() => device.stop())
  device.start()
  return { server, device }
}

describe('a seat of a DICENTIS system', () => {
  it('says what it is first', async () => {
    const { server, device } = await connect()
    server.open.add('id-2')
    await soon(() => expect(device.report('device-2')?.state?.microphone).toBe('open'))
    expect(device.report()?.state?.microphone).toBe('closed')
    expect(device.report()).toMatchObject({ revision: 0, problem: null })
    expect(device.online()).toBe(true)
    expect(server.commands).toEqual([])
  })

  it('has its microphone opened and closed, which is no press', async () => {
    const { server, device } = await connect()
    const revision = device.desire(aim({ microphone: 'open', talk: 'on-air' }))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect([...server.open]).toEqual(['id-1'])
    const closed = device.desire(aim())
    await soon(() => expect(device.report()?.revision).toBe(closed))
    expect(server.commands).toEqual(['grantspeech id-1', 'removespeech id-1'])
    expect(device.events).toEqual([])
  })

  it('presses when it enters the list, and when it closes its own microphone', async () => {
    const { server, device } = await connect()
    const ready = device.desire(aim())
    await soon(() => expect(device.report()?.revision).toBe(ready))
    server.waiting.add('id-1')
    await soon(() => expect(device.events).toHaveLength(1))
    expect(device.events[0]).toMatchObject({ unit: 'device-1', event: { key: 'talk' } })
    const open = device.desire(aim({ microphone: 'open' }))
    await soon(() => expect(device.report()?.revision).toBe(open))
    server.open.delete('id-1')
    await soon(() => expect(device.events).toHaveLength(2))
    const closed = device.desire(aim())
    await soon(() => expect(device.report()?.revision).toBe(closed))
    expect(server.commands).toEqual(['grantspeech id-1'])
  })

  it('tells that it does not follow, and that there is no such seat', async () => {
    const { server, device } = await connect()
    server.deaf = true
    device.desire(aim({ microphone: 'open' }))
    device.desire(aim({ microphone: 'open' }), 'device-3')
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    await soon(() => expect(device.report('device-3')?.problem?.code).toBe('part-unknown'))
  })

  it('whose server refuses the password says so', async () => {
    const { device } = await connect('wrong')
    await soon(() => expect(device.whyAway()?.code).toBe('password-refused'))
  })

  it('comes back after the plug was pulled, and is made as desired again', async () => {
    const { server, device } = await connect()
    const revision = device.desire(aim({ microphone: 'open' }))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await server.stop()
    await soon(() => expect(device.online()).toBe(false))
    expect(device.whyAway()?.code).toMatch(/^port-/)
    server.open.clear()
    await server.start()
    await soon(() => expect([...server.open]).toEqual(['id-1']))
    expect(device.health().hangUps).toBe(1)
  })

  it('whose server talks nonsense and answers nothing is as desired at last', async () => {
    const { server, device } = await connect()
    await soon(() => expect(device.report()?.state).toBeTruthy())
    server.say('nonsense')
    server.say('{"operation":"getseats"}')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(2))
    server.mute = true
    await soon(() => expect(device.health().failures).toBeGreaterThanOrEqual(1))
    const revision = device.desire(aim({ microphone: 'open' }))
    server.mute = false
    await soon(() => expect(device.report()?.revision).toBe(revision))
  })
})
