import { afterEach, describe, expect, it, vi } from 'vitest'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedRouter, type RouterHabits } from '../../../tests/simulated/videohub/router.ts'
import { videohub } from './driver.ts'

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 60_000, interval: 10 })
const ended: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end()
})

const order = { order: 'order-1' }

async function connect(habits: RouterHabits = {}, names: 'number' | 'label' = 'number') {
  const router = new SimulatedRouter(habits)
  await router.start()
  ended.push(() => router.stop())
  const device = new DrivenDevice(videohub, `tcp://127.0.0.1:${router.port}`, {
    model: 'generic',
    options: { names },
  })
  ended.push(() => device.stop())
  device.start()
  return { router, device }
}

describe('a router by the Videohub protocol', { timeout: 120_000 }, () => {
  it.each([{}, { noPreludeEnd: true }])('says what it is first: %j', async (habits) => {
    const { router, device } = await connect(habits)
    await soon(() => expect(device.report()?.state?.routes['3']).toBe('1'))
    expect(device.online()).toBe(true)
    expect(device.report()).toMatchObject({
      revision: 0,
      identity: { maker: 'Blackmagic Design', model: 'Simulated Videohub', serial: '0017' },
      state: {
        routes: { 1: '1', 2: '1', 3: '1' },
        inputs: { 1: 'Camera 1', 4: 'Remote' },
        outputs: { 1: 'Hall left', 3: 'Recorder' },
        locked: [],
      },
      problem: null,
    })
    expect(router.commands).toEqual([])
  })

  it('is switched as desired, all routes in one block, and left alone after', async () => {
    const { router, device } = await connect()
    const revision = device.desire({ routes: { 1: '2', 2: '1', 3: '4' } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(router.routes).toEqual([1, 0, 3])
    expect(router.commands).toEqual(['VIDEO OUTPUT ROUTING:|0 1|2 3'])
    expect(device.reasons()).toEqual(['1 should show 2, 3 should show 4'])
    const again = device.desire({ routes: { 1: '2' } })
    await soon(() => expect(device.report()?.revision).toBe(again))
    expect(router.commands).toHaveLength(1)
  })

  it('is switched back when somebody presses a key on its front', async () => {
    const { router, device } = await connect()
    const revision = device.desire({ routes: { 1: '2' } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    router.press(1, 2)
    await soon(() => expect(device.report()?.state?.routes['2']).toBe('3'))
    router.press(0, 0)
    await soon(() => expect(router.routes).toEqual([1, 2, 0]))
  })

  it('tells that it took the command and did nothing', async () => {
    const { device } = await connect({ deaf: true })
    device.desire({ routes: { 1: '2' } })
    await soon(() => expect(device.report()?.problem?.code).toBe('does-not-follow'))
    expect(device.report()?.state?.routes['1']).toBe('1')
  })

  it('tells what it does not have, and what is locked', async () => {
    const { router, device } = await connect()
    router.locks[2] = 'L'
    router.say('VIDEO OUTPUT LOCKS:\n2 L\n\n')
    device.desire({ routes: { 9: '1' } })
    await soon(() => expect(device.report()?.problem?.code).toBe('output-unknown'))
    device.desire({ routes: { 1: '9' } })
    await soon(() => expect(device.report()?.problem?.code).toBe('input-unknown'))
    device.desire({ routes: { 3: '2' } })
    await soon(() => expect(device.report()?.problem?.code).toBe('route-refused'))
    expect(device.report()?.state?.locked).toEqual(['3'])
    const identify = device.order({ ...order, type: 'identify' })
    await expect(identify).rejects.toMatchObject({ code: 'order-unsupported' })
  })

  it('is away while there is none behind its server, and back when there is', async () => {
    const { router, device } = await connect()
    await soon(() => expect(device.online()).toBe(true))
    router.isPresent = false
    router.sayAll()
    await soon(() => expect(device.whyAway()?.code).toBe('device-absent'))
    router.isPresent = true
    router.sayAll()
    await soon(() => expect(device.online()).toBe(true))
  })

  it('that answers no more is hung up and found again', async () => {
    const { router, device } = await connect()
    const revision = device.desire({ routes: { 1: '2' } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    router.mute = true
    const test = device.order({ ...order, type: 'test' })
    await expect(test).rejects.toMatchObject({ code: 'no-answer' })
    await soon(() => expect(device.health().hangUps).toBeGreaterThan(0))
    router.mute = false
    await soon(() => expect(device.online()).toBe(true))
  })

  it('that talks nonsense is understood after it', async () => {
    const { router, device } = await connect()
    await soon(() => expect(device.online()).toBe(true))
    router.say('NAK\n\nwhat?\nVIDEO OUTPUT ROUTING:\n0 first\n9999 1\nx\n\n')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(2))
    const revision = device.desire({ routes: { 1: '2' } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
  })
})

describe('a router that numbers its ports anew', { timeout: 120_000 }, () => {
  const renumber = (router: SimulatedRouter) => {
    router.inputs = ['New', ...router.inputs]
    router.outputs = ['Foyer', ...router.outputs]
    router.routes = [0, 0, 0, 0]
    router.locks = ['U', 'U', 'U', 'U']
  }

  it('is switched by its labels all the same after it was away', async () => {
    const { router, device } = await connect({}, 'label')
    const routes = { 'Hall left': 'Camera 2' }
    const revision = device.desire({ routes })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(router.routes).toEqual([1, 0, 0])
    await router.stop()
    await soon(() => expect(device.online()).toBe(false))
    renumber(router)
    await router.start()
    await soon(() => expect(router.routes).toEqual([0, 2, 0, 0]))
    await soon(() => expect(device.report()?.state?.routes).toMatchObject(routes))
    expect(Object.keys(device.report()?.state?.outputs ?? {})).toHaveLength(4)
  })

  it('also where it stays connected', async () => {
    const { router, device } = await connect({}, 'label')
    const revision = device.desire({ routes: { Recorder: 'Remote' } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    renumber(router)
    router.sayAll()
    await soon(() => expect(router.routes).toEqual([0, 0, 0, 4]))
  })

  it('has ports without a name of their own called by number', async () => {
    const { router, device } = await connect({}, 'label')
    router.inputs = ['Camera', 'Camera', '', 'Desk']
    router.sayAll()
    await soon(() =>
      expect(Object.keys(device.report()?.state?.inputs ?? {}).toSorted()).toEqual([
        ...['#1', '#2', '#3', 'Desk'],
      ]),
    )
    const revision = device.desire({ routes: { Recorder: '#2' } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    expect(router.routes[2]).toBe(1)
  })
})
