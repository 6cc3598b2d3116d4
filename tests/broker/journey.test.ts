import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MqttDevices } from '../../controller/adapters/devices/devices.ts'
import { Secrets } from '../../controller/adapters/secrets/secrets.ts'
import type { DeviceHandlers } from '../../controller/engine/ports.ts'
import type { ConsoleAim } from '../../controller/protocol/device-messages.ts'
import { MqttConsole } from '../simulated/consoles/mqtt-console.ts'

const secrets = new Secrets(Buffer.alloc(32, 7))
const aim: ConsoleAim = { microphone: 'closed', talk: 'off', place: 0, present: true, ballot: null }

const handlers = {
  onConsoleEvent: vi.fn<DeviceHandlers['onConsoleEvent']>(),
  onConsoleReported: vi.fn<DeviceHandlers['onConsoleReported']>(),
  onConsoleOnline: vi.fn<DeviceHandlers['onConsoleOnline']>(),
  onBridgeReported: vi.fn<DeviceHandlers['onBridgeReported']>(),
  onBridgeOnline: vi.fn<DeviceHandlers['onBridgeOnline']>(),
  onMisbehaviour: vi.fn<DeviceHandlers['onMisbehaviour']>(),
}

let devices: MqttDevices
const consoles: MqttConsole[] = []

async function join(id: string): Promise<MqttConsole> {
  const console = new MqttConsole({
    id,
    password: secrets.secretFor('mqtt', id),
    url: `mqtt://127.0.0.1:${devices.port}`,
  })
  consoles.push(console)
  await console.start()
  return console
}

beforeEach(async () => {
  vi.resetAllMocks()
  handlers.onConsoleEvent.mockResolvedValue()
  devices = new MqttDevices({
    broker: 'embedded',
    host: '127.0.0.1',
    port: 0,
    principals: { consoles: ['c1', 'c2'], bridges: [{ id: 'b1', consoles: ['c3'] }] },
    secrets,
  })
  await devices.start(handlers)
})
afterEach(async () => {
  await Promise.all(consoles.splice(0).map((console) => console.stop()))
  await devices.stop()
})

describe('a press', () => {
  it('reaches the controller, and a lamp comes back', async () => {
    const console = await join('c1')
    await vi.waitFor(() => expect(handlers.onConsoleOnline).toHaveBeenCalledWith('c1', true))
    const pressId = await console.press('talk')
    await vi.waitFor(() =>
      expect(handlers.onConsoleEvent).toHaveBeenCalledWith(
        'c1',
        expect.objectContaining({ type: 'press', key: 'talk', pressId, ballot: null }),
      ),
    )
    devices.desireConsole('c1', { ...aim, talk: 'asking', place: 1 }, 5)
    expect((await console.until((shown) => shown.talk === 'asking')).place).toBe(1)
    await vi.waitFor(() =>
      expect(handlers.onConsoleReported).toHaveBeenCalledWith(
        'c1',
        expect.objectContaining({ revision: 5, microphone: 'closed' }),
      ),
    )
    await vi.waitFor(() => expect(devices.pending).toBe(0))
  })

  it('does not wait for another that is still being decided', async () => {
    const console = await join('c1')
    const decide: (() => void)[] = []
    handlers.onConsoleEvent.mockImplementation(
      () => new Promise<void>((resolve) => decide.push(resolve)),
    )
    const presses = [console.press('talk'), console.press('talk'), console.press('talk')]
    await vi.waitFor(() => expect(decide).toHaveLength(3))
    for (const resolve of decide) resolve()
    await Promise.all(presses)
  })

  it('is acknowledged when it is decided, and not before', async () => {
    const console = await join('c1')
    let decide: (() => void) | undefined
    handlers.onConsoleEvent.mockImplementation(
      () => new Promise<void>((resolve) => (decide = resolve)),
    )
    let isAcknowledged = false
    const press = console.press('talk').then(() => (isAcknowledged = true))
    await vi.waitFor(() => expect(decide).toBeDefined())
    // Anything acknowledged on receipt would come before what is desired after it.
    devices.desireConsole('c1', { ...aim, place: 9 }, 9)
    await console.until((shown) => shown.place === 9)
    expect(isAcknowledged).toBe(false)
    decide?.()
    await press
  })
})

describe('what is desired', () => {
  it('waits, retained, for a console that comes later', async () => {
    devices.desireConsole('c1', { ...aim, talk: 'next' }, 1)
    devices.desireConsole('c1', { ...aim, talk: 'on-air' }, 2)
    const console = await join('c1')
    await console.until((shown) => shown.talk === 'on-air')
    expect(console.revision).toBe(2)
  })

  it('is delivered in order, whatever is retained beside it', async () => {
    const console = await join('c1')
    const revisions: number[] = []
    console.onAim((_aim, revision) => revisions.push(revision))
    for (let revision = 1; revision <= 50; revision += 1)
      devices.desireConsole('c1', { ...aim, place: revision }, revision)
    await console.until((shown) => shown.place === 50)
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
  })
})

it('a console that is unplugged is offline by its last will', async () => {
  const console = await join('c2')
  await vi.waitFor(() => expect(handlers.onConsoleOnline).toHaveBeenCalledWith('c2', true))
  await console.kill()
  await vi.waitFor(() => expect(handlers.onConsoleOnline).toHaveBeenCalledWith('c2', false))
})

it('a message that is not of the contract is reported', async () => {
  const console = await join('c1')
  await console.send({ type: 'press', pressId: 'no', at: 0, key: 'talk', ballot: null })
  await vi.waitFor(() =>
    expect(handlers.onMisbehaviour).toHaveBeenCalledWith(
      expect.objectContaining({ client: 'c1', code: 'message-malformed' }),
    ),
  )
  expect(handlers.onConsoleEvent).not.toHaveBeenCalled()
})
