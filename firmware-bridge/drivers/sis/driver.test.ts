import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedSwitcher, type SwitcherHabits } from '../../../tests/simulated/sis/switcher.ts'
import { sis } from './driver.ts'

const options = { inputs: { chair: 1, hall: 2, slides: 9 }, outputs: { screen: 3, remote: 5 } }

async function connect(habits: SwitcherHabits = {}, secret?: string) {
  const switcher = new SimulatedSwitcher(habits)
  await switcher.start()
  atEnd(() => switcher.stop())
  const device = new DrivenDevice(sis, `tcp://127.0.0.1:${switcher.port}`, {
    ...{ model: 'matrix', options },
    ...(secret === undefined ? {} : { secret }),
  })
  atEnd(() => device.stop())
  device.start()
  return { switcher, device }
}

describe('an Extron switcher', () => {
  it.each([false, true])('says what it is first (two digits: %s)', async (twoDigits) => {
    const { switcher, device } = await connect({ twoDigits })
    switcher.ties.set(5, 7)
    await soon(() => expect(device.report()?.state).toBeTruthy())
    expect(device.report()).toMatchObject({
      ...{ revision: 0, problem: null },
      identity: { maker: 'Extron', model: '60-1493-01', firmware: '1.04' },
      state: { routes: { screen: 'chair', remote: '7' }, locked: [] },
    })
    expect(switcher.commands).toEqual([])
  })

  it('is tied as desired, and told only what is different', async () => {
    const { switcher, device } = await connect()
    const revision = device.desire({ routes: { screen: 'hall', remote: 'chair' } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(switcher.commands).toEqual(['2*3!'])
    expect(device.reasons()).toEqual(['screen should show hall, not chair'])
  })

  it('is tied again when somebody ties it at its panel', async () => {
    const { switcher, device } = await connect()
    const revision = device.desire({ routes: { screen: 'hall' } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    switcher.tie(1, 3)
    await soon(() => expect(switcher.ties.get(3)).toBe(2))
  })

  it('tells that it took the commands and did nothing, and what it does not have', async () => {
    const { device } = await connect({ deaf: true })
    device.desire({ routes: { screen: 'hall' } })
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    const other = await connect()
    other.device.desire({ routes: { screen: 'slides' } })
    await soon(() => expect(other.device.report()?.problem?.text).toBe('It has no such input.'))
    other.device.desire({ routes: { balcony: 'hall' } })
    await soon(() => expect(other.device.report()?.problem?.text).toMatch(/balcony/))
  })

  it('gets its password, or says that it wants one', async () => {
    const { device } = await connect({ password: 'secret' }, 'secret\n')
    await soon(() => expect(device.report()?.state).toBeTruthy())
    const other = await connect({ password: 'secret' })
    await soon(() => expect(other.device.whyAway()?.text).toMatch(/password/))
  })

  it('comes back after its plug was pulled, and is made as desired again', async () => {
    const { switcher, device } = await connect()
    const revision = device.desire({ routes: { screen: 'hall' } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await switcher.stop()
    await soon(() => expect(device.online()).toBe(false))
    switcher.ties.set(3, 1)
    await switcher.start()
    await soon(() => expect(switcher.ties.get(3)).toBe(2))
    expect(device.health().hangUps).toBe(1)
  })

  it('that talks nonsense and answers nothing is as desired at last', async () => {
    const { switcher, device } = await connect()
    await soon(() => expect(device.report()?.state).toBeTruthy())
    switcher.say('\0\xff\r\nE13\r\nhello\r\n')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(3))
    switcher.mute = true
    const revision = device.desire({ routes: { screen: 'hall' } })
    await soon(() => expect(device.report()?.problem?.code).toBe('no-answer'))
    switcher.mute = false
    await soon(() => expect(device.report()?.revision).toBe(revision))
  })
})
