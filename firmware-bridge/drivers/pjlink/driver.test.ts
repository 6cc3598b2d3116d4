import { afterEach, describe, expect, it, vi } from 'vitest'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import {
  SimulatedProjector,
  type ProjectorHabits,
} from '../../../tests/simulated/pjlink/projector.ts'
import { pjlink } from './driver.ts'

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 8000, interval: 10 })
const ended: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end()
})

async function connect(
  habits: ProjectorHabits = {},
  unit: { model?: string; secret?: string } = {},
) {
  const projector = new SimulatedProjector(habits)
  await projector.start()
  ended.push(() => projector.stop())
  const device = new DrivenDevice(pjlink, `tcp://127.0.0.1:${projector.port}`, {
    ...unit,
    model: unit.model ?? 'generic',
  })
  ended.push(() => device.stop())
  device.start()
  return { projector, device }
}

describe('a projector by PJLink', () => {
  it('says what it is before anything is desired of it', async () => {
    const { projector, device } = await connect()
    await soon(() => expect(device.report()?.state?.power).toBe('standby'))
    expect(device.online()).toBe(true)
    expect(device.report()).toMatchObject({
      revision: 0,
      identity: { maker: 'Simulated', model: 'Projector', firmware: '2.5', serial: '00017' },
      state: {
        lampHours: [1234],
        inputs: ['rgb-1', 'video-1', 'digital-1', 'digital-2', 'network-1'],
      },
      problem: null,
    })
    expect(projector.commands).toEqual([])
    expect(device.health()).toMatchObject({ failures: expect.any(Number) as number, badFrames: 0 })
  })

  it('is switched on, awaited and set, and said to be as desired when it is', async () => {
    const { projector, device } = await connect()
    const revision = device.desire({
      power: 'on',
      input: 'digital-2',
      picture: 'muted',
      frozen: true,
    })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(projector).toMatchObject({ power: 'on', input: '32', videoMuted: true, frozen: true })
    expect(projector.audioMuted).toBe(false)
    expect(projector.commands).toEqual(['POWR 1', 'INPT 32', 'AVMT 11', 'FREZ 1'])
    expect(device.reasons()[1]).toBe('it should show digital-2, not rgb-1')
    expect(device.report()?.abilities).toContain('frozen')
  })

  it('is left alone where it is as desired already', async () => {
    const { projector, device } = await connect()
    projector.power = 'on'
    projector.input = '31'
    const revision = device.desire({ power: 'on', input: 'digital-1' })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(projector.commands).toEqual([])
  })

  it('tells that it took the commands and did nothing', async () => {
    const { projector, device } = await connect({ deaf: true })
    projector.power = 'on'
    device.desire({ input: 'digital-2' })
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    expect(device.report()?.state?.input).toBe('rgb-1')
  })

  it('tells which input it does not have', async () => {
    const { projector, device } = await connect()
    projector.power = 'on'
    device.desire({ input: 'digital-9' })
    await soon(() => expect(device.report()?.problem?.code).toBe('parameter-refused'))
    expect(device.online()).toBe(true)
  })

  it('comes back after its plug was pulled, and is made as desired again', async () => {
    const { projector, device } = await connect()
    const revision = device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await projector.stop()
    await soon(() => expect(device.online()).toBe(false))
    expect(device.whyAway()?.code).toMatch(/^port-/)
    projector.power = 'standby'
    await projector.start()
    await soon(() => expect(projector.power).toBe('on'))
    expect(device.health().hangUps).toBe(1)
  })
})

describe('a projector with habits', () => {
  it.each([
    ['a password', { password: 'secret' }, {}],
    [
      'a password for each command',
      { password: 'secret', digestAlways: true },
      { model: 'digest-always' },
    ],
    ['line feeds and a prompt', { lineFeeds: true, prompt: 'ok>' }, {}],
    ['class 1 only', { level: '1' as const }, {}],
  ])('with %s is switched on like any other', async (_, habits, unit) => {
    const { projector, device } = await connect(habits, { ...unit, secret: 'secret' })
    const revision = device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(projector.power).toBe('on')
  })

  it('that refuses the password says so', async () => {
    const { device } = await connect({ password: 'secret' }, { secret: 'wrong' })
    device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.problem?.code).toBe('password-refused'))
  })

  it('that mutes both at once is told so by its model', async () => {
    const { projector, device } = await connect({}, { model: 'mutes-together' })
    projector.power = 'on'
    const revision = device.desire({ picture: 'muted' })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(projector.commands).toEqual(['AVMT 31'])
  })

  it('that talks nonsense, answers nothing and then comes to its senses, is as desired at last', async () => {
    const { projector, device } = await connect()
    await soon(() => expect(device.report()?.state?.power).toBe('standby'))
    projector.say(Uint8Array.of(0, 255, 37, 13, 13, 10))
    projector.say('%1POWR=1\r%1INPT=ERR2\r')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(3))
    projector.mute = true
    const revision = device.desire({ power: 'on' })
    await soon(() => expect(device.report()?.problem?.code).toBe('no-answer'))
    projector.mute = false
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(device.report()?.problem).toBeNull()
  })
})
