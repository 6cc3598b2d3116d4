import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { MqttGateway } from '../../controller/adapters/devices/gateway.ts'
import { Secrets } from '../../controller/adapters/secrets/secrets.ts'
import type { DeviceHandlers } from '../../controller/engine/ports.ts'
import type { ConsoleAim } from '../../controller/protocol/device-messages.ts'
import { topicOf } from '../../controller/protocol/topics.ts'
import { frozenSubscriber } from '../broker/raw-connection.ts'
import { MqttConsole } from '../simulated/consoles/mqtt-console.ts'

export const contractSecrets = new Secrets(Buffer.alloc(32, 11))
export const contractPrincipals = {
  consoles: ['c1', 'c2', 'c3', 'c4'],
  bridges: [{ id: 'b1', consoles: ['w1'] }],
}
const known = {
  consoles: new Set(['c1', 'c2', 'c3', 'c4', 'w1']),
  bridges: new Set(['b1']),
  devices: new Map(),
}

export interface RunningBroker {
  url: string
  stop(): Promise<void>
}

const aim: ConsoleAim = { microphone: 'closed', talk: 'off', place: 0, present: true, ballot: null }
const password = (user: string) => contractSecrets.secretFor('mqtt', user)

function spiedHandlers() {
  return {
    onConsoleEvent: vi.fn<DeviceHandlers['onConsoleEvent']>(async () => {}),
    onConsoleReported: vi.fn<DeviceHandlers['onConsoleReported']>(),
    onConsoleOnline: vi.fn<DeviceHandlers['onConsoleOnline']>(),
    onBridgeReported: vi.fn<DeviceHandlers['onBridgeReported']>(),
    onBridgeOnline: vi.fn<DeviceHandlers['onBridgeOnline']>(),
    onMisbehaviour: vi.fn<DeviceHandlers['onMisbehaviour']>(),
  }
}

/** What the product needs of a broker, whichever it is. */
export function brokerContract(name: string, startBroker: () => Promise<RunningBroker>): void {
  describe(`${name} as the chamber's broker`, () => {
    let broker: RunningBroker
    let gateway: MqttGateway
    let handlers: ReturnType<typeof spiedHandlers>
    const opened: { stop(): Promise<void> }[] = []

    beforeAll(async () => {
      broker = await startBroker()
    })
    afterAll(() => broker.stop())
    beforeEach(async () => {
      handlers = spiedHandlers()
      gateway = await startGateway()
    })
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.stop()))
      await gateway.stop()
    })

    async function startGateway(): Promise<MqttGateway> {
      const started = new MqttGateway({
        url: broker.url,
        password: password('controller'),
        known,
      })
      await started.start(handlers)
      return started
    }

    async function join(id: string): Promise<MqttConsole> {
      const console = new MqttConsole({ id, password: password(id), url: broker.url })
      opened.push(console)
      await console.start()
      return console
    }

    /** A client that is free to do what no console does. */
    async function client(user: string, options: IClientOptions = {}): Promise<MqttClient> {
      const connected = await mqtt.connectAsync(broker.url, {
        clientId: user,
        username: user,
        password: password(user),
        protocolVersion: 4,
        reconnectPeriod: 0,
        ...options,
      })
      opened.push({ stop: () => connected.endAsync(true) })
      return connected
    }

    it.each([
      ['a wrong password', { password: password('c2') }],
      ['no password', { username: 'c1', password: '' }],
      ['no user', { username: undefined, password: undefined }],
      ['a user of no chamber', { username: 'c99', password: password('c99') }],
    ])('refuses %s', async (_what, options) => {
      const refused = client('c1', options as IClientOptions)
      await expect(refused).rejects.toMatchObject({ code: expect.any(Number) as number })
    })

    it('lets a device speak for nobody else, and keeps it connected', async () => {
      const c1 = await client('c1')
      await c1.publishAsync(topicOf('console', 'c2', 'event'), pressed('x.1'), { qos: 1 })
      await c1.publishAsync(topicOf('console', 'c2', 'online'), '{"online":true}', { retain: true })
      await c1.publishAsync(topicOf('console', 'c1', 'event'), pressed('x.2'), { qos: 1 })
      await vi.waitFor(() => expect(handlers.onConsoleEvent).toHaveBeenCalled())
      expect(handlers.onConsoleEvent.mock.calls.map(([id]) => id)).toEqual(['c1'])
      expect(handlers.onConsoleOnline).not.toHaveBeenCalledWith('c2', true)
    })

    it('gives a device nothing but its own desired state', async () => {
      const c1 = await client('c1')
      const heard: string[] = []
      c1.on('message', (topic) => heard.push(topic))
      for (const filter of [
        '#',
        'chamber/v1/console/+/desired',
        topicOf('console', 'c2', 'desired'),
      ])
        await c1.subscribeAsync(filter, { qos: 1 }).catch(() => {}) // refused is as good
      await c1.subscribeAsync(topicOf('console', 'c1', 'desired'), { qos: 1 })
      gateway.desireConsole('c2', aim, 1)
      gateway.desireConsole('c1', aim, 1)
      await vi.waitFor(() => expect(heard).toContain(topicOf('console', 'c1', 'desired')))
      expect(new Set(heard)).toEqual(new Set([topicOf('console', 'c1', 'desired')]))
    })

    it('lets a bridge speak and hear for the consoles on its cable', async () => {
      const bridge = await client('b1')
      const heard = new Promise((resolve) => bridge.once('message', resolve))
      await bridge.subscribeAsync(topicOf('console', 'w1', 'desired'), { qos: 1 })
      await bridge.publishAsync(topicOf('console', 'w1', 'event'), pressed('w.1'), { qos: 1 })
      await vi.waitFor(() => expect(handlers.onConsoleEvent).toHaveBeenCalled())
      expect(handlers.onConsoleEvent.mock.calls[0]?.[0]).toBe('w1')
      gateway.desireConsole('w1', aim, 1)
      expect(await heard).toBe(topicOf('console', 'w1', 'desired'))
    })

    it('keeps the newest desired state for a console that comes later', async () => {
      for (const place of [1, 2, 3]) gateway.desireConsole('c3', { ...aim, place }, place)
      await vi.waitFor(() => expect(gateway.pending).toBe(0))
      const c3 = await join('c3')
      await c3.until((shown) => shown.place === 3)
      expect(c3.revision).toBe(3)
    })

    it('tells by the last will that a console is gone, and believes no will about another', async () => {
      const c1 = await client('c1', {
        will: {
          topic: topicOf('console', 'c2', 'online'),
          payload: Buffer.from('{"online":false}'),
          retain: true,
          qos: 1,
        },
      })
      const c4 = await join('c4')
      await vi.waitFor(() => expect(handlers.onConsoleOnline).toHaveBeenCalledWith('c4', true))
      c1.stream.destroy()
      await c4.kill()
      await vi.waitFor(() => expect(handlers.onConsoleOnline).toHaveBeenCalledWith('c4', false))
      expect(handlers.onConsoleOnline).not.toHaveBeenCalledWith('c2', false)
    })

    it('has one connection a user: the newer takes over', async () => {
      const older = await client('c1')
      const closed = new Promise((resolve) => older.once('close', () => resolve(null)))
      await client('c1')
      await closed
    })

    it('delivers an event that was not decided when the controller went away', async () => {
      const c1 = await join('c1')
      handlers.onConsoleEvent.mockImplementationOnce(() => new Promise(() => {}))
      const press = c1.press('talk')
      await vi.waitFor(() => expect(handlers.onConsoleEvent).toHaveBeenCalledTimes(1))
      await gateway.stop()
      gateway = await startGateway()
      c1.breakConnection()
      await vi.waitFor(() => expect(handlers.onConsoleEvent).toHaveBeenCalledTimes(2))
      const [first, second] = handlers.onConsoleEvent.mock.calls.map(([, event]) => event.pressId)
      expect(second).toBe(first)
      await press
    })

    // Once more on a machine too busy to be on time; a broker that waits for the frozen one never is.
    it(
      'delays nobody for a subscriber that stops reading',
      { retry: 2, timeout: 20_000 },
      async () => {
        const desired = topicOf('console', 'c1', 'desired')
        const frozen = await frozenSubscriber(broker.url, 'c1', password('c1'), desired)
        const others = await Promise.all(['c2', 'c3', 'c4'].map((id) => join(id)))
        await gateway.stop() // the test is the controller here, to send what it never would
        const controller = await client('controller')
        const delays: number[] = []
        for (let round = 1; round <= 60; round += 1) {
          for (let i = 0; i < 5; i += 1)
            controller.publish(desired, LARGE, { qos: 1, retain: true })
          const revision = Date.now() * 100 + round
          const text = JSON.stringify({ revision, aim: { ...aim, place: round } })
          const sentAt = performance.now()
          const arrived = others.map((other) => other.until((shown) => shown.place === round))
          for (const { id } of others)
            controller.publish(topicOf('console', id, 'desired'), text, { qos: 1, retain: true })
          await Promise.all(arrived)
          delays.push(performance.now() - sentAt)
        }
        expect(Math.max(...delays)).toBeLessThan(250)
        frozen.destroy()
        await controller.publishAsync(desired, '', { retain: true, qos: 1 })
      },
    )
  })
}

/** Nearly as long as a packet may be. */
const LARGE = 'x'.repeat(60_000)

function pressed(pressId: string): string {
  return JSON.stringify({ type: 'press', pressId, at: 0, key: 'talk', ballot: null })
}
