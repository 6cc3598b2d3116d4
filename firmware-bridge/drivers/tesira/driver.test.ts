import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedTesira, type TesiraHabits } from '../../../tests/simulated/tesira/server.ts'
import { tesira } from './driver.ts'

const options = {
  channels: {
    'seat-1': { block: 'Row A', channel: 1, meter: { block: 'Meter1', channel: 1 } },
    hall: { block: 'Level1', channel: 2 },
  },
  sends: [{ from: 'seat-1', to: 'remote', block: 'Mixer1', input: 1, output: 2 }],
}

async function connect(habits: TesiraHabits = {}) {
  const server = new SimulatedTesira(
    {
      ...{ 'Row A level 1': -20, 'Row A mute 1': true, 'Meter1 level 1': -60 },
      ...{ 'Level1 level 2': 0, 'Level1 mute 2': false },
      ...{ 'Mixer1 crosspointLevelState 1 2': false, 'Mixer1 crosspointLevel 1 2': -6 },
    },
    habits,
  )
  await server.start()
  atEnd(() => server.stop())
  const device = new DrivenDevice(tesira, `tcp://127.0.0.1:${server.port}`, {
    ...{ model: 'server', options },
  })
  atEnd(() => device.stop())
  device.start()
  return { server, device }
}

describe('a Tesira', () => {
  it('says what it is, having refused every telnet option', async () => {
    const { server, device } = await connect()
    await soon(() => expect(device.report()?.state).toBeTruthy())
    expect(device.report()).toMatchObject({
      ...{ revision: 0, problem: null },
      identity: { maker: 'Biamp', firmware: '3.16.0.1', serial: '01234567' },
      state: {
        channels: { 'seat-1': { muted: true, gain: -200 }, hall: { muted: false, gain: 0 } },
        sends: [{ from: 'seat-1', to: 'remote', on: false, gain: -60 }],
      },
    })
    expect(server.telnet.join('')).toBe('fffc18fffc20fffe03')
    expect(server.commands).toEqual([])
  })

  it.each([false, true])('is set as desired (echo: %s)', async (echo) => {
    const { server, device } = await connect({ echo })
    const revision = device.desire({
      channels: { 'seat-1': { muted: false, gain: -55 }, hall: { muted: false } },
      sends: [{ from: 'seat-1', to: 'remote', on: true }],
    })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(server.commands).toEqual([
      ...['Row A mute 1=false', 'Row A level 1=-5.5', 'Mixer1 crosspointLevelState 1 2=true'],
    ])
    expect(device.health().badFrames).toBe(0)
  })

  it('is set again when somebody changes it, and tells levels by itself', async () => {
    const { server, device } = await connect()
    const revision = device.desire({ channels: { hall: { muted: true } } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    server.turn('Level1 mute 2', false)
    await soon(() => expect(server.controls.get('Level1 mute 2')).toBe(true))
    server.turn('Meter1 level 1', -12.34)
    await soon(() =>
      expect(device.events.at(-1)?.event).toMatchObject({ levels: { 'seat-1': -123 } }),
    )
  })

  it('tells that it took the commands and did nothing', async () => {
    const { device } = await connect({ deaf: true })
    device.desire({ channels: { hall: { muted: true } } })
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
  })

  it('tells which block its design does not have', async () => {
    const { server, device } = await connect()
    server.controls.delete('Level1 mute 2')
    await soon(() => expect(device.report()?.problem?.code).toBe('part-unknown'))
    expect(device.online()).toBe(true)
  })

  it('comes back after its plug was pulled, and is made as desired again', async () => {
    const { server, device } = await connect()
    const revision = device.desire({ channels: { hall: { muted: true } } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await server.stop()
    await soon(() => expect(device.online()).toBe(false))
    server.controls.set('Level1 mute 2', false)
    server.telnet.length = 0
    await server.start()
    await soon(() => expect(server.controls.get('Level1 mute 2')).toBe(true))
    expect(device.health().hangUps).toBe(1)
  })

  it('that talks nonsense and answers nothing is as desired at last', async () => {
    const { server, device } = await connect()
    await soon(() => expect(device.report()?.state).toBeTruthy())
    server.say('nonsense\r\n+OK\r\n! "publishToken":"x" "value":1\r\n')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(3))
    server.mute = true
    const revision = device.desire({ channels: { hall: { muted: true } } })
    await soon(() => expect(device.report()?.problem?.code).toBe('no-answer'))
    server.mute = false
    await soon(() => expect(device.report()?.revision).toBe(revision))
  })

  it('that is none is hung up on', async () => {
    const { device } = await connect({ silent: true })
    await soon(() => expect(device.whyAway()?.text).toMatch(/did not say/))
  })
})
