import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedLg, type LgHabits } from '../../../tests/simulated/lg-rs232/display.ts'
import { lgRs232 } from './driver.ts'

async function connect(habits: LgHabits = {}, ids = [1]) {
  const line = new SimulatedLg(ids, habits)
  await line.start()
  atEnd(() => line.stop())
  const [first = 1, ...others] = ids
  const unit = (id: number) => ({ model: 'generic', place: String(id) })
  const device = new DrivenDevice(
    lgRs232,
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

describe('an LG display', () => {
  it('says what it is before anything is desired of it', async () => {
    const { line, device, display } = await connect()
    await soon(() => expect(device.report()?.state?.power).toBe('standby'))
    expect(device.online()).toBe(true)
    display.ka = 1
    await device.order({ type: 'test', order: 'order-1' })
    expect(device.report()?.state).toMatchObject({
      ...{ power: 'on', input: 'hdmi-1', picture: 'shown', sound: 'on', volume: 20 },
    })
    expect(device.report()?.identity).toMatchObject({ maker: 'LG' })
    expect(line.commands).toEqual([])
  })

  it('is switched on and set, and said to be as desired when it is', async () => {
    const { line, device } = await connect()
    const revision = device.desire({
      ...{ power: 'on', input: 'hdmi-2', picture: 'muted', sound: 'muted', volume: 35 },
    })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(line.commands).toEqual(['ka 01 01', 'xb 01 91', 'kd 01 01', 'ke 01 00', 'kf 01 23'])
    expect(device.reasons()[1]).toBe('it should show hdmi-2, not hdmi-1')
  })

  it('is left alone where it is as desired already', async () => {
    const { line, device, display } = await connect()
    display.ka = 1
    const revision = device.desire({ power: 'on', input: 'hdmi-1' })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(line.commands).toEqual([])
  })

  it('tells that it took the commands and did nothing, and what it refuses', async () => {
    const { device } = await connect({ deaf: true })
    device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    const refusing = await connect({ refuses: 'xb' })
    refusing.display.ka = 1
    refusing.device.desire({ input: 'hdmi-2' })
    await soon(() => expect(refusing.device.report()?.problem?.code).toBe('command-refused'))
  })

  it('tells which input its model does not have', async () => {
    const { device, display } = await connect()
    display.ka = 1
    device.desire({ input: 'scart-9' })
    await soon(() => expect(device.report()?.problem?.code).toBe('part-unknown'))
  })

  it('shares its line with others, of which one may be away', async () => {
    const { line, device } = await connect({}, [1, 2])
    const revision = device.desire({ power: 'on' }, 'device-2')
    await soon(() => expect(device.report('device-2')?.revision).toBe(revision))
    expect(line.displays.get(1)?.ka).toBe(0)
    expect(line.displays.get(2)?.ka).toBe(1)
  })

  it('comes back after its plug was pulled, and is made as desired again', async () => {
    const { line, device, display } = await connect()
    const revision = device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await line.stop()
    await soon(() => expect(device.online()).toBe(false))
    display.ka = 0
    await line.start()
    await soon(() => expect(display.ka).toBe(1))
    expect(device.health().hangUps).toBe(1)
  })

  it('that talks nonsense and answers nothing is as desired at last', async () => {
    const { line, device } = await connect()
    await soon(() => expect(device.report()?.state?.power).toBe('standby'))
    line.say('??xa 07 OK01x')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(2))
    line.mute = true
    const revision = device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.problem?.code).toBe('no-answer'))
    line.mute = false
    await soon(() => expect(device.report()?.revision).toBe(revision))
  })
})
