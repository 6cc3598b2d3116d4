import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedCore, type CoreHabits } from '../../../tests/simulated/qrc/core.ts'
import { qrc } from './driver.ts'

const options = {
  user: 'chamber',
  channels: {
    'seat-1': { component: 'Seats', mute: 'input.1.mute', gain: 'input.1.gain', level: 'meter.1' },
    hall: { mute: 'HallMute', gain: 'HallGain' },
  },
  sends: [{ from: 'seat-1', to: 'remote', component: 'Mix', mute: 'input.1.output.2.mute' }],
}

async function connect(habits: CoreHabits = {}, secret?: string) {
  const core = new SimulatedCore(
    {
      'Seats.input.1.mute': true,
      'Seats.input.1.gain': -20,
      'Seats.meter.1': -60.04,
      HallMute: false,
      HallGain: 0,
      'Mix.input.1.output.2.mute': true,
    },
    habits,
  )
  await core.start()
  atEnd(() => core.stop())
  const device = new DrivenDevice(qrc, `tcp://127.0.0.1:${core.port}`, {
    ...{ model: 'core', options },
    ...(secret === undefined ? {} : { secret }),
  })
  atEnd(() => device.stop())
  device.start()
  return { core, device }
}

describe('a Q-SYS Core', () => {
  it.each([false, true])(
    'says what it is before anything is desired of it (%s)',
    async (numbers) => {
      const { core, device } = await connect({ numbers })
      await soon(() => expect(device.report()?.state).toBeTruthy())
      expect(device.report()).toMatchObject({
        ...{ revision: 0, problem: null, identity: { maker: 'QSC', model: 'Core 110f' } },
        state: {
          channels: { 'seat-1': { muted: true, gain: -200 }, hall: { muted: false, gain: 0 } },
          sends: [{ from: 'seat-1', to: 'remote', on: false }],
        },
      })
      expect(device.online()).toBe(true)
      expect(core.commands).toEqual([])
    },
  )

  it('is set as desired, and told only what is different', async () => {
    const { core, device } = await connect()
    const revision = device.desire({
      channels: { 'seat-1': { muted: false, gain: -55 }, hall: { muted: false } },
      sends: [{ from: 'seat-1', to: 'remote', on: true }],
    })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(core.commands).toEqual([
      'Seats.input.1.mute=false',
      'Seats.input.1.gain=-5.5',
      'Mix.input.1.output.2.mute=false',
    ])
    expect(device.reasons()).toContain('seat-1 should be at -5.5 dB')
  })

  it('is set again when somebody changes it, and tells levels by itself', async () => {
    const { core, device } = await connect()
    const revision = device.desire({ channels: { hall: { muted: true } } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    core.turn('HallMute', false)
    await soon(() => expect(core.controls.get('HallMute')).toBe(true))
    core.turn('Seats.meter.1', -12.34)
    await soon(() =>
      expect(device.events.at(-1)?.event).toMatchObject({ levels: { 'seat-1': -123 } }),
    )
  })

  it('tells that it took the commands and did nothing', async () => {
    const { device } = await connect({ deaf: true })
    device.desire({ channels: { hall: { muted: true } } })
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    expect(device.report()?.state?.channels.hall?.muted).toBe(false)
  })

  it('tells which channel no control was named for, and which its design does not have', async () => {
    const { core, device } = await connect()
    device.desire({ channels: { balcony: { muted: true } } })
    await soon(() => expect(device.report()?.problem?.code).toBe('part-unknown'))
    core.controls.delete('HallGain')
    await expect(device.order({ type: 'test', order: 'order-1' })).rejects.toMatchObject({
      code: 'part-unknown',
    })
  })

  it('comes back after its plug was pulled, and is made as desired again', async () => {
    const { core, device } = await connect()
    const revision = device.desire({ channels: { hall: { muted: true } } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await core.stop()
    await soon(() => expect(device.online()).toBe(false))
    core.controls.set('HallMute', false)
    await core.start()
    await soon(() => expect(core.controls.get('HallMute')).toBe(true))
    expect(device.health().hangUps).toBe(1)
  })
})

describe('a Core with habits', () => {
  it('that wants a password gets it', async () => {
    const { core, device } = await connect({ password: 'secret' }, 'secret')
    await soon(() => expect(device.report()?.state).toBeTruthy())
    expect(core.logons).toEqual(['{"User":"chamber","Password":"secret"}'])
  })

  it('that refuses the password says so', async () => {
    const { device } = await connect({ password: 'secret' }, 'wrong')
    await soon(() => expect(device.report()?.problem?.code).toBe('password-refused'))
  })

  it('whose design does not run says so', async () => {
    const { core, device } = await connect()
    await soon(() => expect(device.report()?.state).toBeTruthy())
    core.state = 'Idle'
    await expect(device.order({ type: 'test', order: 'order-1' })).rejects.toMatchObject({
      code: 'not-now',
    })
  })

  it('that talks nonsense and answers nothing is as desired at last', async () => {
    const { core, device } = await connect()
    await soon(() => expect(device.report()?.state).toBeTruthy())
    core.say('nonsense\0{"id":99999,"result":1}\0')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(2))
    core.mute = true
    const revision = device.desire({ channels: { hall: { muted: true } } })
    await soon(() => expect(device.report()?.problem?.code).toBe('no-answer'))
    core.mute = false
    await soon(() => expect(device.report()?.revision).toBe(revision))
  })
})
