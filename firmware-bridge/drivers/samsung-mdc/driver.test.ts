import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedMdc, type MdcHabits } from '../../../tests/simulated/samsung-mdc/display.ts'
import { samsungMdc } from './driver.ts'

async function connect(habits: MdcHabits = {}, ids = [1]) {
  const line = new SimulatedMdc(ids, habits)
  await line.start()
  atEnd(() => line.stop())
  const [first = 1, ...others] = ids
  const unit = (id: number) => ({ model: 'generic', place: String(id) })
  const device = new DrivenDevice(
    samsungMdc,
    `tcp://127.0.0.1:${line.port}`,
    unit(first),
    ...others.map(unit),
  )
  atEnd(() => device.stop())
  device.start()
  const display = line.displays.get(first)
  if (display === undefined) throw new RangeError('no display')
  return { line, device, display }
}

describe('a Samsung display', () => {
  it('says what it is before anything is desired of it', async () => {
    const { line, device, display } = await connect()
    await soon(() => expect(device.report()?.state?.power).toBe('standby'))
    expect(device.online()).toBe(true)
    display.power = 1
    await device.order({ type: 'test', order: 'order-1' })
    expect(device.report()?.state).toMatchObject({
      ...{ power: 'on', input: 'hdmi-1', picture: 'shown', sound: 'on', volume: 20 },
    })
    expect(device.report()?.identity).toMatchObject({
      maker: 'Samsung',
      model: 'QM55',
      firmware: 'T-1000.2',
      serial: '0123ABC',
    })
    expect(line.commands).toEqual([])
  })

  it('is switched on and set, and said to be as desired when it is', async () => {
    const { line, device } = await connect()
    const revision = device.desire({
      ...{ power: 'on', input: 'hdmi-2', picture: 'muted', sound: 'muted', volume: 35 },
    })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(line.commands).toEqual(['11010101', '14010123', 'f9010101', '13010101', '12010123'])
    expect(device.reasons()[1]).toBe('it should show hdmi-2, not hdmi-1')
  })

  it('is left alone where it is as desired already', async () => {
    const { line, device, display } = await connect()
    display.power = 1
    const revision = device.desire({ power: 'on', input: 'hdmi-1' })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(line.commands).toEqual([])
  })

  it('tells that it took the commands and did nothing, and what it refuses', async () => {
    const { device } = await connect({ deaf: true })
    device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    const refusing = await connect({ refuses: 0x14 })
    refusing.display.power = 1
    refusing.device.desire({ input: 'hdmi-2' })
    await soon(() => expect(refusing.device.report()?.problem?.code).toBe('command-refused'))
  })

  it('tells which input its model does not have', async () => {
    const { device, display } = await connect()
    display.power = 1
    device.desire({ input: 'scart-9' })
    await soon(() => expect(device.report()?.problem?.code).toBe('part-unknown'))
  })

  it('shares its line with others, of which one may be away', async () => {
    const { line, device } = await connect({}, [1, 2])
    const revision = device.desire({ power: 'on' }, 'device-2')
    await soon(() => expect(device.report('device-2')?.revision).toBe(revision))
    expect(line.displays.get(1)?.power).toBe(0)
    expect(line.displays.get(2)?.power).toBe(1)
  })

  it('comes back after its plug was pulled, and is made as desired again', async () => {
    const { line, device, display } = await connect()
    const revision = device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await line.stop()
    await soon(() => expect(device.online()).toBe(false))
    display.power = 0
    await line.start()
    await soon(() => expect(display.power).toBe(1))
    expect(device.health().hangUps).toBe(1)
  })

  it('that talks nonsense and answers nothing is as desired at last', async () => {
    const { line, device } = await connect()
    await soon(() => expect(device.report()?.state?.power).toBe('standby'))
    line.say(Uint8Array.of(1, 0xaa, 0xff, 1, 3, 0x41, 0x11, 1, 0x56))
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(2))
    line.mute = true
    const revision = device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.problem?.code).toBe('no-answer'))
    line.mute = false
    await soon(() => expect(device.report()?.revision).toBe(revision))
  })
})
