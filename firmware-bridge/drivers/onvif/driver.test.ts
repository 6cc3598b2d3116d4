import { afterEach, describe, expect, it, vi } from 'vitest'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedOnvifCamera, type OnvifHabits } from '../../../tests/simulated/onvif/camera.ts'
import { onvif } from './driver.ts'

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 60_000, interval: 10 })
const ended: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end()
})

const order = { order: 'order-1' }
const degrees = { pan: [-170, 170], tilt: [-30, 90] }
const drive = (pan: number, tilt = 0, zoom = 0) => ({
  view: { kind: 'drive', pan, tilt, zoom } as const,
})
const preset = (number: number) => ({ view: { kind: 'preset', preset: number } as const })

async function connect(habits: OnvifHabits = {}, unit: { secret?: string; options?: object } = {}) {
  const camera = new SimulatedOnvifCamera(habits)
  await camera.start()
  ended.push(() => camera.stop())
  const device = new DrivenDevice(onvif, camera.address, {
    ...{ model: 'generic', options: { degrees } },
    ...unit,
  })
  ended.push(() => device.stop())
  device.start()
  return { camera, device }
}

describe('a camera by ONVIF', { timeout: 120_000 }, () => {
  it('says what it is before anything is desired of it', async () => {
    const { camera, device } = await connect()
    await soon(() => expect(device.report()?.state?.position?.pan).toBe(1700))
    expect(device.online()).toBe(true)
    expect(device.report()).toMatchObject({
      revision: 0,
      identity: { maker: 'Simulated', model: 'Dome', firmware: '1.2' },
      state: { power: 'unknown', preset: null, moving: false },
      problem: null,
    })
    expect(device.report()?.abilities).toContain('position')
    expect(camera.commands).toEqual([])
  })

  it('turns where it is desired to look', async () => {
    const { camera, device } = await connect()
    const revision = device.desire({
      view: { kind: 'position', pan: 8500, tilt: 6000, zoom: 5000 },
    })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(camera.place).toEqual({ x: 0.5, y: 0.5, zoom: 0.5 })
    expect(camera.commands).toEqual(['AbsoluteMove'])
  })

  it('stores where it looks as a preset, and goes there again', async () => {
    const { camera, device } = await connect()
    await soon(() => expect(device.report()?.state?.position?.pan).toBe(1700))
    await device.order({ ...order, type: 'store-preset', preset: 3 })
    expect(camera.presets.get('token-1')?.name).toBe('preset-3')
    const away = device.desire({ view: { kind: 'position', pan: -8500, tilt: 0, zoom: 0 } })
    await soon(() => expect(device.report()?.revision).toBe(away))
    const back = device.desire(preset(3))
    await soon(() => expect(device.report()?.revision).toBe(back))
    expect(camera.place).toEqual({ x: 0.1, y: 0.2, zoom: 0 })
    expect(device.report()?.state?.preset).toBe(3)
    expect(camera.commands).toEqual(['SetPreset token-1', 'AbsoluteMove', 'GotoPreset token-1'])
  })

  it('is driven while somebody holds the key, and stops by itself after', async () => {
    const { camera, device } = await connect()
    await soon(() => expect(device.report()).toBeDefined())
    device.desire(drive(50, -100, 0))
    await soon(() => expect(camera.commands).toContain('ContinuousMove 0.5 -1 0'))
    await soon(() => expect(camera.speed).toEqual({ x: 0, y: 0, zoom: 0 }))
    expect(camera.commands.at(-1)).toBe('Stop')
  })

  it('stands still where its driver is stopped in the middle of a drive', async () => {
    const { camera, device } = await connect()
    await soon(() => expect(device.report()).toBeDefined())
    device.desire(drive(100))
    await soon(() => expect(camera.commands).toContain('ContinuousMove 1 0 0'))
    await device.stop()
    await soon(() => expect(camera.speed.x).toBe(0))
  })

  it('is read at once when it calls out that somebody moved it', async () => {
    const { camera, device } = await connect()
    await soon(() => expect(device.report()?.state?.position?.pan).toBe(1700))
    // Until it is listened to, nobody hears it: it is pushed again.
    let x = 0.2
    await soon(() => {
      camera.push({ x: (x = x === 0.2 ? 0.3 : 0.2), y: 0, zoom: 0 })
      expect(device.report()?.state?.position?.pan).not.toBe(1700)
    })
  })

  it('refuses what it does not have', async () => {
    const { camera, device } = await connect({}, { options: {} })
    device.desire(preset(9))
    await soon(() => expect(device.report()?.problem?.code).toBe('preset-unknown'))
    device.desire({ view: { kind: 'position', pan: 0, tilt: 0, zoom: 0 } })
    await soon(() => expect(device.report()?.problem?.code).toBe('position-unsupported'))
    const identify = device.order({ ...order, type: 'identify' })
    await expect(identify).rejects.toMatchObject({ code: 'order-unsupported' })
    expect(camera.commands).toEqual([])
  })

  it('is made as desired again after its plug was pulled', async () => {
    const { camera, device } = await connect()
    const view = { kind: 'position', pan: 8500, tilt: 6000, zoom: 5000 } as const
    const revision = device.desire({ view })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await camera.stop()
    await soon(() => expect(device.online()).toBe(false))
    camera.place = { x: 0, y: 0, zoom: 0 }
    await camera.start()
    await soon(() => expect(camera.place.x).toBe(0.5))
    expect(device.online()).toBe(true)
    expect(device.health().hangUps).toBe(1)
  })
})

describe('a camera with habits', { timeout: 120_000 }, () => {
  it('with a password is turned like any other, and says where it is wrong', async () => {
    const habits = { password: 'pass:word' }
    const right = await connect(habits, { secret: 'operator:pass:word\n' })
    await soon(() => expect(right.device.online()).toBe(true))
    const wrong = await connect(habits, { secret: 'operator:guess' })
    await soon(() => expect(wrong.device.whyAway()?.code).toBe('password-refused'))
  })

  it('that turns nowhere says so', async () => {
    const { device } = await connect({ noPtz: true })
    await soon(() => expect(device.whyAway()?.code).toBe('no-ptz'))
  })

  it('that accepts AbsoluteMove and ignores it is found out', async () => {
    const { camera, device } = await connect({ ignoresAbsoluteMove: true })
    device.desire({ view: { kind: 'position', pan: 8500, tilt: 6000, zoom: 5000 } })
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    expect(camera.commands).toEqual(['AbsoluteMove', 'AbsoluteMove', 'AbsoluteMove'])
  })

  it('that is always at 0 is not believed, and goes to presets all the same', async () => {
    const { camera, device } = await connect({ alwaysAtZero: true })
    camera.presets.set('2', { name: 'x', place: { x: 0.5, y: 0, zoom: 0 }, isListed: true })
    const revision = device.desire(preset(2))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(camera.place.x).toBe(0.5)
    expect(device.report()?.state).toMatchObject({ position: null, preset: 2 })
    expect(device.report()?.abilities).not.toContain('position')
  })

  it('that lists no new presets goes to them all the same', async () => {
    const { camera, device } = await connect({ listsNoNewPresets: true })
    await soon(() => expect(device.report()).toBeDefined())
    await device.order({ ...order, type: 'store-preset', preset: 8 })
    camera.place = { x: -0.5, y: 0, zoom: 0 }
    await device.order({ ...order, type: 'test' })
    const revision = device.desire(preset(8))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(camera.place.x).toBe(0.1)
  })

  it('without events, or with nonsense for answers, comes to its senses', async () => {
    const { camera, device } = await connect({ noEvents: true })
    await soon(() => expect(device.online()).toBe(true))
    for (const nonsense of ['', '<a>', '<Envelope><Body/></Envelope>', 'not xml']) {
      camera.nonsense = nonsense
      const test = device.order({ ...order, type: 'test' })
      await expect(test).rejects.toMatchObject({ name: 'DriverError' })
    }
    camera.nonsense = null
    const revision = device.desire(drive(0))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(device.health().badFrames).toBeGreaterThan(0)
  })
})
