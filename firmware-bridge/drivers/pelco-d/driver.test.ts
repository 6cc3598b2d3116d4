import { afterEach, describe, expect, it, vi } from 'vitest'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedPelcoCamera } from '../../../tests/simulated/pelco-d/camera.ts'
import { pelcoD } from './driver.ts'

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 60_000, interval: 10 })
const ended: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end()
})

const order = { order: 'order-1' }
const drive = (pan: number, tilt = 0, zoom = 0) => ({
  view: { kind: 'drive', pan, tilt, zoom } as const,
})
const preset = (number: number) => ({ view: { kind: 'preset', preset: number } as const })

async function connect(model = 'generic') {
  const camera = new SimulatedPelcoCamera(3)
  await camera.start()
  ended.push(() => camera.stop())
  const unit = { place: '3', model }
  const device = new DrivenDevice(pelcoD, `tcp://127.0.0.1:${camera.port}`, unit)
  ended.push(() => device.stop())
  device.start()
  await soon(() => expect(device.online()).toBe(true))
  return { camera, device }
}

describe('a camera by Pelco-D', { timeout: 120_000 }, () => {
  it('is told nothing before anything is desired of it, and nothing is known of it', async () => {
    const { camera, device } = await connect()
    await soon(() => expect(device.report()?.state?.power).toBe('unknown'))
    expect(device.report()).toMatchObject({
      ...{ revision: 0, problem: null },
      state: { preset: null, position: null, moving: null },
    })
    expect(camera.frames).toEqual([])
  })

  it('goes to a preset, said twice', async () => {
    const { camera, device } = await connect()
    const revision = device.desire(preset(5))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(device.report()?.state?.preset).toBe(5)
    await soon(() => expect(camera.frames).toEqual(['ff03000700050f', 'ff03000700050f']))
  })

  it('is driven while somebody holds the key, hears it again and again, and stops by itself', async () => {
    const { camera, device } = await connect()
    camera.deafFor = 2
    device.desire(drive(100, -100))
    await soon(() => expect(camera.deafFor).toBe(0))
    device.desire(drive(100, -100))
    await soon(() => expect(camera.frames).toContain('ff0300123f3f93'))
    await soon(() => expect(camera.drive).toEqual({ pan: 0, tilt: 0, zoom: 0 }))
    await soon(() => expect(device.report()?.state?.moving).toBe(false))
  })

  it('stands still where its driver is stopped in the middle of a drive', async () => {
    const { camera, device } = await connect()
    device.desire(drive(0, 0, 100))
    await soon(() => expect(camera.frames).toHaveLength(2))
    await device.stop()
    await soon(() => expect(camera.drive.zoom).toBe(0))
  })

  it('stores a preset', async () => {
    const { camera, device } = await connect()
    await device.order({ ...order, type: 'store-preset', preset: 7 })
    await soon(() => expect(camera.stored).toEqual([7, 7]))
    expect(device.report()?.state?.preset).toBeNull()
  })

  it('refuses what it cannot do', async () => {
    const { camera, device } = await connect('presets-254')
    device.desire({ view: { kind: 'position', pan: 0, tilt: 0, zoom: 0 } })
    await soon(() => expect(device.report()?.problem?.code).toBe('position-unsupported'))
    for (const number of [0, 33, 34]) {
      const store = device.order({ ...order, type: 'store-preset', preset: number })
      await expect(store).rejects.toMatchObject({ code: 'preset-unknown' })
    }
    const identify = device.order({ ...order, type: 'identify' })
    await expect(identify).rejects.toMatchObject({ code: 'order-unsupported' })
    expect(camera.frames).toEqual([])
  })

  it('is told again what is desired after its plug was pulled', async () => {
    const { camera, device } = await connect()
    const revision = device.desire(preset(5))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await camera.stop()
    await soon(() => expect(device.online()).toBe(false))
    expect(device.whyAway()?.code).toMatch(/^port-/)
    camera.preset = null
    await camera.start()
    await soon(() => expect(camera.preset).toBe(5))
    expect(device.health().hangUps).toBe(1)
  })

  it('counts nonsense on the line', async () => {
    const { camera, device } = await connect()
    await soon(() => {
      camera.say([255, 1, 2, 3, 4, 5, 6])
      expect(device.health().badFrames).toBeGreaterThan(0)
    })
  })
})
