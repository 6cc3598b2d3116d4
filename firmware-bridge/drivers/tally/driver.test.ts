import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import { SimulatedUmd } from '../../../tests/simulated/tally/display.ts'
import { tally } from './driver.ts'

const options = { lamps: { chair: 1, hall: 254 }, screen: 3 }

async function connect() {
  const umd = new SimulatedUmd()
  await umd.start()
  atEnd(() => umd.stop())
  const device = new DrivenDevice(tally, `tcp://127.0.0.1:${umd.port}`, {
    ...{ model: 'tsl-5.0', options },
  })
  atEnd(() => device.stop())
  device.start()
  return { umd, device }
}

describe('lamps by TSL UMD', () => {
  it('are lit as desired, each with its reason, and only what is different', async () => {
    const { umd, device } = await connect()
    const revision = device.desire({
      lamps: { chair: { colour: 'red', text: 'ประธาน' }, hall: { colour: 'amber' } },
    })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await soon(() => expect(umd.shown.size).toBe(2))
    const red = { right: 1, label: 1, left: 1, brightness: 3, screen: 3 }
    expect(umd.shown.get(1)).toEqual({ index: 1, text: 'ประธาน', ...red })
    expect(umd.shown.get(254)).toMatchObject({ text: 'hall', right: 3 })
    expect(device.reasons()).toEqual(['chair should be red', 'hall should be amber'])
    expect(device.report()?.state?.lamps).toEqual({
      chair: { colour: 'red', text: 'ประธาน' },
      hall: { colour: 'amber' },
    })
    const dark = device.desire({ lamps: { hall: { colour: 'off' } } })
    await soon(() => expect(device.report()?.revision).toBe(dark))
    await soon(() => expect(umd.shown.get(254)?.right).toBe(0))
    expect(device.reasons()).toHaveLength(3)
  })

  it('are told again when asked to, for nothing says that they heard it', async () => {
    const { umd, device } = await connect()
    const revision = device.desire({ lamps: { chair: { colour: 'green' } } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    umd.shown.clear()
    await device.order({ type: 'test', order: 'order-1' })
    await soon(() => expect(umd.shown.get(1)?.right).toBe(2))
  })

  it('tell which lamp or colour there is not', async () => {
    const { device } = await connect()
    device.desire({ lamps: { chair: { colour: 'blue' } } })
    await soon(() => expect(device.report()?.problem?.code).toBe('colour-unsupported'))
    device.desire({ lamps: { balcony: { colour: 'red' } } })
    await soon(() => expect(device.report()?.problem?.code).toBe('part-unknown'))
  })

  it('are lit again after the plug was pulled', async () => {
    const { umd, device } = await connect()
    const revision = device.desire({ lamps: { chair: { colour: 'red' } } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await umd.stop()
    await soon(() => expect(device.online()).toBe(false))
    umd.shown.clear()
    await umd.start()
    await soon(() => expect(umd.shown.get(1)?.right).toBe(1))
    expect(device.health().hangUps).toBe(1)
  })

  it('that send something are not listened to, and it is counted', async () => {
    const { umd, device } = await connect()
    await soon(() => expect(device.online()).toBe(true))
    umd.say('hello')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(1))
  })

  it.each([
    ['tsl-3.1', '8131' + Buffer.from('chair           ').toString('hex')],
    ['relay-lcus', 'a00101a2'],
  ])('by %s are told in one datagram each', async (model, hex) => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    atEnd(async () => void (await new Promise<void>((done) => socket.close(done))))
    const heard: string[] = []
    socket.on('message', (bytes) => heard.push(bytes.toString('hex')))
    const address = `udp://127.0.0.1:${socket.address().port}`
    const device = new DrivenDevice(tally, address, { model, options })
    atEnd(() => device.stop())
    device.start()
    const revision = device.desire({ lamps: { chair: { colour: 'red' } } })
    await soon(() => expect(device.report()?.revision).toBe(revision))
    await soon(() => expect(heard).toContain(hex))
  })
})
