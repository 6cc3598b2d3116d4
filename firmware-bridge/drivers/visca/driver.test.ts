import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { PtyCable } from '../../../tests/simulated/line/pty.ts'
import { SimulatedCamera, type CameraHabits } from '../../../tests/simulated/visca/camera.ts'
import { SimulatedChain, SimulatedNetworkCamera } from '../../../tests/simulated/visca/line.ts'
import { visca } from './driver.ts'

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 60_000, interval: 10 })
const ended: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end()
})

const order = { order: 'order-1' }
type Way = 'tcp' | 'udp' | 'udp-header'
async function connect(habits: CameraHabits = {}, way: Way = 'udp-header', model?: string) {
  const camera = new SimulatedCamera(1, habits)
  const network = new SimulatedNetworkCamera(camera, way)
  await network.start()
  ended.push(() => network.stop())
  const scheme = way === 'tcp' ? 'tcp' : 'udp'
  const device = new DrivenDevice(visca, `${scheme}://127.0.0.1:${network.port}`, {
    model: model ?? (way === 'udp' ? 'steps-14-no-header' : 'steps-14'),
  })
  ended.push(() => device.stop())
  device.start()
  return { camera, network, device }
}

const drive = (pan: number, tilt = 0, zoom = 0) => ({
  view: { kind: 'drive', pan, tilt, zoom } as const,
})
const preset = (number: number) => ({ view: { kind: 'preset', preset: number } as const })

/** On a busy machine an answer may be late, and the command said again. */
const told = ({ commands }: SimulatedCamera) => [...new Set(commands)]

describe('a camera by VISCA', { timeout: 120_000 }, () => {
  it('says what it is before anything is desired of it', async () => {
    const { camera, network, device } = await connect()
    camera.place = { pan: 144, tilt: -288, zoom: 0x2000 }
    camera.focus = 'manual'
    await soon(() => expect(device.report()?.state?.position?.pan).toBe(1000))
    expect(device.online()).toBe(true)
    expect(device.report()).toMatchObject({
      revision: 0,
      identity: { maker: 'Sony', model: '0513', firmware: '0102' },
      state: {
        ...{ power: 'on', preset: null, moving: false, focus: 'manual' },
        position: { pan: 1000, tilt: -2000, zoom: 5000 },
      },
      problem: null,
    })
    expect(camera.commands).toEqual([])
    expect(network.resets).toBe(1)
    expect(network.sequences[0]).toBe(1)
    expect(network.sequences).toEqual(network.sequences.map((_, at) => at + 1))
  })

  it.each(['tcp', 'udp', 'udp-header'] as const)('by %s is turned as desired', async (way) => {
    const { camera, device } = await connect({}, way)
    const revision = device.desire({
      ...{ power: 'on', focus: 'manual' },
      view: { kind: 'position', pan: 4500, tilt: -1000, zoom: 2500 },
    })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(camera.place).toEqual({ pan: 648, tilt: -144, zoom: 0x1000 })
    expect(camera.focus).toBe('manual')
    expect(told(camera)).toEqual([
      '01 04 38 03',
      '01 06 02 18 14 00 02 08 08 0f 0f 07 00',
      '01 04 47 01 00 00 00',
    ])
    expect(device.report()?.state).toMatchObject({ moving: false, preset: null })
  })

  it('stores where it looks as a preset, goes there again, and shows it until it is moved', async () => {
    const { camera, device } = await connect()
    camera.place = { pan: 100, tilt: 50, zoom: 700 }
    await soon(() => expect(device.report()?.state?.position?.zoom).toBe(427))
    await device.order({ ...order, type: 'store-preset', preset: 3 })
    expect(camera.presets.get(3)).toEqual({ pan: 100, tilt: 50, zoom: 700 })
    camera.place = { pan: -900, tilt: 0, zoom: 0 }
    await device.order({ ...order, type: 'test' })
    expect(device.report()?.state?.preset).toBeNull()
    const revision = device.desire(preset(3))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(camera.place).toEqual({ pan: 100, tilt: 50, zoom: 700 })
    expect(device.report()?.state?.preset).toBe(3)
    camera.place = { pan: 500, tilt: 50, zoom: 700 }
    await device.order({ ...order, type: 'test' })
    // Somebody moved it: it is told again.
    await soon(() => expect(camera.place.pan).toBe(100))
    expect(camera.commands.filter((it) => it === '01 04 3f 02 03').length).toBeGreaterThan(1)
  })

  it('is driven while somebody holds the key, and stops by itself after', async () => {
    const { camera, device } = await connect()
    await soon(() => expect(device.report()).toBeDefined())
    device.desire(drive(50, -100))
    await soon(() => expect(camera.commands).toContain('01 06 01 0c 14 02 02'))
    device.desire(drive(50, -100, 100))
    await soon(() => expect(camera.commands).toContain('01 04 07 27'))
    await soon(() => expect(camera.drive).toEqual({ pan: 0, tilt: 0, zoom: 0 }))
    await soon(() => expect(device.report()?.state?.moving).toBe(false))
  })

  it('stands still where its driver is stopped in the middle of a drive', async () => {
    const { camera, device } = await connect()
    await soon(() => expect(device.report()).toBeDefined())
    device.desire(drive(100))
    await soon(() => expect(camera.commands).toContain('01 06 01 18 01 02 03'))
    await device.stop()
    await soon(() => expect(camera.drive.pan).toBe(0))
  })

  it('tells that it took the commands and did nothing', async () => {
    const { device } = await connect({ deaf: true })
    device.desire({ view: { kind: 'position', pan: 4500, tilt: 0, zoom: 0 } })
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    expect(device.report()?.state?.position?.pan).toBe(0)
  })

  it('refuses what it does not have', async () => {
    const { camera, device } = await connect({}, 'udp-header', 'generic')
    device.desire(preset(16))
    await soon(() => expect(device.report()?.problem?.code).toBe('preset-unknown'))
    device.desire({ view: { kind: 'position', pan: 0, tilt: 0, zoom: 0 } })
    await soon(() => expect(device.report()?.problem?.code).toBe('position-unsupported'))
    const identify = device.order({ ...order, type: 'identify' })
    await expect(identify).rejects.toMatchObject({ code: 'order-unsupported' })
    expect(camera.commands).toEqual([])
  })

  it('turns no further than it can', async () => {
    const { camera, device } = await connect()
    device.desire({ view: { kind: 'position', pan: 18_000, tilt: 0, zoom: 0 } })
    await soon(() => expect(device.report()?.problem?.code).toBe('position-out-of-range'))
    expect(camera.commands).toEqual([])
  })

  it('is left in standby where it should be, and its view waits', async () => {
    const { camera, device } = await connect()
    camera.power = 'standby'
    const revision = device.desire({ power: 'standby', ...preset(1) })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(camera.commands).toEqual([])
    const later = device.desire({ power: 'on', ...preset(1) })
    await soon(() => expect(device.report()?.revision).toBe(later))
    expect(told(camera)).toEqual(['01 04 00 02', '01 04 3f 02 01'])
  })
})

describe('a camera that is away', { timeout: 120_000 }, () => {
  it.each(['tcp', 'udp-header'] as const)(
    'by %s is made as desired when it is back',
    async (way) => {
      const { camera, network, device } = await connect({}, way)
      const revision = device.desire({ power: 'on' })
      await soon(() => expect(device.report()?.revision).toBe(revision))
      await network.stop()
      await device.order({ ...order, type: 'test' }).catch(() => undefined)
      await soon(() => expect(device.online()).toBe(false))
      camera.power = 'standby'
      await network.start()
      await soon(() => expect(camera.power).toBe('on'))
      expect(device.online()).toBe(true)
      expect(device.health().hangUps).toBe(1)
    },
  )

  it('is not driven for a key that was pressed while it was away', async () => {
    const { camera, device } = await connect()
    camera.mute = true
    await soon(() => expect(device.online()).toBe(false))
    expect(device.whyAway()?.code).toBe('no-answer')
    device.desire(drive(100))
    camera.mute = false
    await soon(() => expect(camera.commands).toContain('01 06 01 01 01 03 03'))
    expect(camera.commands).not.toContain('01 06 01 18 01 02 03')
  })
})

describe('a camera with habits', { timeout: 120_000 }, () => {
  it.each([
    ['no ACK', { noAck: true }],
    ['no answer to commands', { silentCommands: true }],
    ['a completion before the movement', { hastyCompletion: true }],
    ['few inquiries', { fewInquiries: true }],
  ])('with %s arrives at its preset like any other', async (_, habits) => {
    const { camera, device } = await connect(habits)
    camera.presets.set(2, { pan: 300, tilt: 20, zoom: 900 })
    const revision = device.desire(preset(2))
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(camera.place.pan).toBe(300)
    expect(told(camera)).toEqual(['01 04 3f 02 02'])
    expect(device.report()?.state).toMatchObject({ preset: 2, moving: false })
    expect(device.report()?.problem).toBeNull()
  })

  it('that is busy with two commands is freed for the newest', async () => {
    const { camera, device } = await connect({ moveMs: 60_000 })
    camera.presets.set(2, { pan: 300, tilt: 20, zoom: 900 })
    await soon(() => expect(device.report()).toBeDefined())
    device.desire(preset(2))
    await soon(() => expect(device.report()?.state?.moving).toBe(true))
    await device.order({ ...order, type: 'test' })
    camera.busy = 1
    device.desire(drive(-100))
    await soon(() => expect(camera.commands).toContain('01 06 01 01 01 03 03'))
    await soon(() => expect(camera.drive.pan).toBe(0))
    expect(camera.commands).toContainEqual(expect.stringMatching(/^cancel [12]$/))
    expect(camera.commands.filter((it) => it === '01 06 01 18 01 01 03')).toHaveLength(2)
  })

  it('that talks nonsense is understood after it', async () => {
    const { network, device } = await connect()
    await soon(() => expect(device.report()).toBeDefined())
    network.say(Uint8Array.of(1, 17, 0, 3, 0, 0, 255, 7, 0x90, 0x50, 0xff, 9))
    network.say(Uint8Array.of(0xff, 0xff))
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(2))
    const revision = device.desire({ focus: 'manual' })
    await soon(() => expect(device.report()?.revision).toBe(revision))
  })
})

describe('a daisy chain', { timeout: 120_000 }, () => {
  async function chain(counted?: number | null) {
    const folder = await mkdtemp(join(tmpdir(), 'visca-'))
    ended.push(() => rm(folder, { recursive: true, force: true }))
    const cable = new PtyCable(join(folder, 'line'))
    await cable.start()
    ended.push(() => cable.stop())
    const cameras = [new SimulatedCamera(1), new SimulatedCamera(2)] as const
    const line = new SimulatedChain(cable.consoleEnd, cameras)
    if (counted !== undefined) line.counted = counted
    await line.start()
    ended.push(() => line.stop())
    const unit = (place: string) => ({ place, model: 'steps-14' })
    const address = `serial:${cable.bridgeEnd}?baud=9600`
    const device = new DrivenDevice(visca, address, unit('1'), unit('2'), unit('3'))
    ended.push(() => device.stop())
    device.start()
    return { cameras, line, device }
  }

  it.each([
    ['rightly', undefined],
    ['wrongly', 1],
    ['not at all', null],
  ])('that answers Address Set %s has each camera at its place', async (_, counted) => {
    const { cameras, line, device } = await chain(counted)
    const first = device.desire({ focus: 'manual' }, 'device-1')
    const second = device.desire(
      { view: { kind: 'position', pan: 900, tilt: 0, zoom: 0 } },
      'device-2',
    )
    await soon(() => expect(device.report('device-1')?.revision).toBe(first))
    await soon(() => expect(device.report('device-2')?.revision).toBe(second))
    expect(cameras[0].focus).toBe('manual')
    expect(cameras[1].focus).toBe('auto')
    expect(cameras[1].place.pan).toBe(130)
    expect(line.addressSets).toBe(1)
    await soon(() => expect(device.online('device-3')).toBe(false))
    expect(device.whyAway('device-3')?.code).toBe('no-answer')
  })

  it('gets new addresses when it says that it changed', async () => {
    const { line, device } = await chain()
    await soon(() => expect(device.online('device-2')).toBe(true))
    await soon(() => {
      line.say([0xa0, 0x38, 0xff])
      expect(line.addressSets).toBe(2)
    })
  })
})
