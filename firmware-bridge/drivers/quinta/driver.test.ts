import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import type { ConsoleAim } from '../../../controller/protocol/device-messages.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedQuinta } from '../../../tests/simulated/quinta/control-unit.ts'
import { quinta } from './driver.ts'

const aim = (change: Partial<ConsoleAim> = {}): ConsoleAim => ({
  ...{ microphone: 'closed', talk: 'off', place: 0, present: true, ballot: null },
  ...change,
})

async function connect(secret?: string) {
  const cu = new SimulatedQuinta([0x21e, 0xa225])
  await cu.start()
  atEnd(() => cu.stop())
  const seat = (place: string) => ({
    ...{ model: 'quinta-cu', place },
    ...(secret === undefined ? {} : { secret }),
  })
  const address = `tcp://127.0.0.1:${cu.port}`
  const device = new DrivenDevice(quinta, address, seat('00021E'), seat('00A225'))
  atEnd(() => device.stop())
  device.start()
  await soon(() => expect(device.online()).toBe(true))
  await soon(() => expect(cu.connections).toBe(1))
  return { cu, device }
}

describe('a microphone unit of a Quinta system', () => {
  it('says what it is first, once the line was opened as the secret file says', async () => {
    const { cu, device } = await connect('login words')
    await soon(() => expect(device.report()?.state?.microphone).toBe('closed'))
    await soon(() => expect(cu.commands).toEqual(['login words']))
    expect(device.report()).toMatchObject({ revision: 0, problem: null })
  })

  it('has its microphone opened and closed, which is no press', async () => {
    const { cu, device } = await connect()
    cu.beat()
    await soon(() => expect(device.health().frames).toBeGreaterThanOrEqual(2))
    const revision = device.desire(aim({ microphone: 'open', talk: 'on-air' }))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect([...cu.open]).toEqual([0x21e])
    const closed = device.desire(aim())
    await soon(() => expect(device.report()?.revision).toBe(closed))
    expect(cu.commands).toEqual(['A 0000021E 1 0139', 'A 0000021E 0 0139'])
    expect(device.events).toEqual([])
  })

  it('presses once when it asks, though it says so four times, and when it closes itself', async () => {
    const { cu, device } = await connect()
    const ready = device.desire(aim())
    await soon(() => expect(device.report()?.revision).toBe(ready))
    cu.press(0x21e)
    await soon(() => expect(device.events).toHaveLength(1))
    expect(device.events[0]).toMatchObject({ unit: 'device-1', event: { key: 'talk' } })
    const open = device.desire(aim({ microphone: 'open' }))
    await soon(() => expect(device.report()?.revision).toBe(open))
    cu.press(0x21e)
    await soon(() => expect(device.events).toHaveLength(2))
    const closed = device.desire(aim())
    await soon(() => expect(device.report()?.revision).toBe(closed))
    expect(cu.commands).toEqual(['A 0000021E 1 0139'])
  })

  it('that was never heard, or does not follow, is told of', async () => {
    const { cu, device } = await connect()
    device.desire(aim({ microphone: 'open' }))
    await soon(() => expect(device.report()?.problem?.code).toBe('unit-away'))
    cu.deaf = true
    cu.beat()
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
  })

  it('comes back after the plug was pulled, and is made as desired again', async () => {
    const { cu, device } = await connect()
    cu.beat()
    const revision = device.desire(aim({ microphone: 'open' }))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await cu.stop()
    await soon(() => expect(device.online()).toBe(false))
    cu.open.clear()
    await cu.start()
    await soon(() => expect([...cu.open]).toEqual([0x21e]))
    expect(device.health().hangUps).toBe(1)
  })

  it('whose control unit talks nonsense is not troubled by it', async () => {
    const { cu, device } = await connect()
    cu.say('\0\xff\r\nQ 0000021E\r\nQ 00FFFFFF 11 0C\r\n>')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(2))
    expect(device.report()?.state?.microphone).toBe('closed')
  })
})
