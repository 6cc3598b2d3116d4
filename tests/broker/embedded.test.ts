import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { generate } from 'mqtt-packet'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accessFor } from '../../controller/adapters/broker/access.ts'
import { EmbeddedBroker } from '../../controller/adapters/broker/embedded.ts'
import { MAX_PACKET_BYTES } from '../../controller/adapters/broker/frame-bound.ts'
import type { Misbehaviour } from '../../controller/adapters/broker/misbehaviour.ts'
import { topicOf } from '../../controller/protocol/topics.ts'
import { frozenSubscriber, rawConnection } from './raw-connection.ts'

const onMisbehaviour = vi.fn<(report: Misbehaviour) => void>()
const clients: MqttClient[] = []
let broker: EmbeddedBroker
let url: string

const event = (id: string) => topicOf('console', id, 'event')
const reported = (code: string) => onMisbehaviour.mock.calls.filter(([each]) => each.code === code)

async function client(user: string, options: IClientOptions = {}): Promise<MqttClient> {
  const connected = await mqtt.connectAsync(url, {
    clientId: user,
    username: user,
    password: 'right',
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...options,
  })
  clients.push(connected)
  return connected
}

/** The controller, and all it hears. */
async function listener(): Promise<string[]> {
  const controller = await client('controller')
  const heard: string[] = []
  controller.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`))
  const filters = ['event', 'reported', 'online'].map((leaf) => `chamber/v1/+/+/${leaf}`)
  await controller.subscribeAsync(filters, { qos: 1 })
  return heard
}

function newBroker(): EmbeddedBroker {
  return new EmbeddedBroker({
    access: accessFor({ consoles: ['c1', 'c2'], bridges: [] }),
    isPassword: (_user, password) => password.toString() === 'right',
    onMisbehaviour,
  })
}

beforeEach(async () => {
  onMisbehaviour.mockReset()
  broker = newBroker()
  await broker.start()
  url = `mqtt://127.0.0.1:${await broker.listen('127.0.0.1', 0)}`
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((each) => each.endAsync(true)))
  await broker.stop()
})

describe('what a client tries and may not', () => {
  it('is reported once, however often it is tried, and what it may do goes on', async () => {
    const heard = await listener()
    const c1 = await client('c1')
    for (let n = 0; n < 50; n += 1) await c1.publishAsync(event('c2'), 'no', { qos: 1 })
    await c1.publishAsync(event('c1'), 'yes', { qos: 1 })
    await vi.waitFor(() => expect(heard).toEqual([`${event('c1')} yes`]))
    expect(onMisbehaviour.mock.calls).toEqual([
      [expect.objectContaining({ client: 'c1', topic: event('c2'), code: 'publish-refused' })],
    ])
  })

  it('is refused to a last will too', async () => {
    const heard = await listener()
    const will = { topic: topicOf('console', 'c2', 'online'), payload: Buffer.from('no') }
    const c1 = await client('c1', { will: { ...will, qos: 1, retain: true } })
    c1.stream.destroy()
    await vi.waitFor(() => expect(reported('publish-refused')).toHaveLength(1))
    expect(heard).toEqual([])
  })

  it('is told apart when it is a subscription', async () => {
    const c1 = await client('c1')
    await expect(c1.subscribeAsync('chamber/v1/#', { qos: 1 })).rejects.toMatchObject({
      packet: { granted: [128] },
    })
    await vi.waitFor(() => expect(reported('subscribe-refused')).toHaveLength(1))
  })

  it('ends the connection when it is QoS 2', async () => {
    const c1 = await client('c1')
    const closed = new Promise<void>((resolve) => c1.once('close', () => resolve()))
    c1.publish(event('c1'), 'x', { qos: 2 })
    await closed
    await vi.waitFor(() => expect(reported('qos-2')).toHaveLength(1))
  })

  it('is reported when it is another client id', async () => {
    await expect(client('c1', { clientId: 'c2' })).rejects.toMatchObject({ code: 2 })
    expect(reported('client-id-refused')).toHaveLength(1)
  })

  it('is bounded in length before it is collected', async () => {
    const socket = await rawConnection(url, 'c1', 'right')
    const closed = once(socket, 'close')
    socket.resume()
    // Only the header of a PUBLISH of 128 KiB: what follows is not waited for.
    socket.write(Buffer.from([0x32, 0x80, 0x80, 0x08]))
    await closed
    expect(reported('packet-too-long')).toHaveLength(1)
  })

  it('may be as long as the bound', async () => {
    const heard = await listener()
    const c1 = await client('c1')
    const overhead = 2 + event('c1').length + 2
    const text = 'x'.repeat(MAX_PACKET_BYTES - overhead)
    await c1.publishAsync(event('c1'), text, { qos: 1 })
    await vi.waitFor(() => expect(heard).toEqual([`${event('c1')} ${text}`]))
  })
})

describe('a client that comes again and again', () => {
  it('takes over its older connection, which is reported', async () => {
    const older = await client('c1')
    const closed = new Promise<void>((resolve) => older.once('close', () => resolve()))
    await client('c1')
    await closed
    expect(reported('client-taken-over')).toHaveLength(1)
  })

  it('is let in only so often', async () => {
    const tries = Array.from({ length: 30 }, () => client('c1').catch((error: unknown) => error))
    const outcomes = await Promise.all(tries)
    const refused = outcomes.filter((outcome) => outcome instanceof Error)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]).toMatchObject({ code: 3 })
    expect(reported('connects-too-often')).toHaveLength(1)
    await client('c2')
  })
})

it('a client that floods is cut to a rate, and reported', async () => {
  const heard = await listener()
  const c1 = await client('c1')
  const sent = Array.from({ length: 8000 }, (_, n) =>
    c1.publishAsync(event('c1'), String(n), { qos: 1 }),
  )
  await Promise.all(sent)
  expect(reported('publishes-too-fast')).toHaveLength(1)
  expect(heard.length).toBeLessThan(8000)
})

it('messages of one client stay in order and complete, retained or not', async () => {
  const heard = await listener()
  const socket = await rawConnection(url, 'c1', 'right')
  const packet = (leaf: 'event' | 'reported', n: number) =>
    generate({
      cmd: 'publish',
      topic: topicOf('console', 'c1', leaf),
      payload: String(n),
      qos: 1,
      messageId: n,
      retain: leaf === 'reported',
      dup: false,
    })
  const sequence = Array.from({ length: 40 }, (_, n) => packet(n % 2 ? 'event' : 'reported', n + 1))
  socket.write(Buffer.concat(sequence))
  await vi.waitFor(() => expect(heard).toHaveLength(40))
  expect(heard.map((text) => Number(text.split(' ')[1]))).toEqual(
    Array.from({ length: 40 }, (_, n) => n + 1),
  )
  socket.destroy()
})

it(
  'drops a subscriber that has stopped reading after 2 s, and says so',
  { timeout: 20_000 },
  async () => {
    const desired = topicOf('console', 'c1', 'desired')
    const controller = await client('controller')
    const frozen = await frozenSubscriber(url, 'c1', 'right', desired)
    const text = 'x'.repeat(60_000)
    // Slowly: the connection's buffers fill, but not to the bound at which it would be cut at once.
    while (reported('stopped-reading').length === 0) {
      await controller.publishAsync(desired, text, { qos: 1 })
      await delay(40)
    }
    expect(onMisbehaviour).toHaveBeenCalledWith(
      expect.objectContaining({ client: 'c1', detail: expect.stringContaining('2 s') as string }),
    )
    frozen.destroy()
  },
)

it('drops one that is far behind at once', async () => {
  const desired = topicOf('console', 'c1', 'desired')
  const controller = await client('controller')
  const frozen = await frozenSubscriber(url, 'c1', 'right', desired)
  const text = 'x'.repeat(60_000)
  const startedAt = performance.now()
  while (reported('stopped-reading').length === 0) {
    await controller.publishAsync(desired, text, { qos: 1 })
    expect(performance.now() - startedAt).toBeLessThan(8_000)
  }
  frozen.destroy()
})

it('says who has its port', async () => {
  const other = newBroker()
  await other.start()
  const taken = Number(new URL(url).port)
  await expect(other.listen('127.0.0.1', taken)).rejects.toMatchObject({ code: 'mqtt-port-in-use' })
  await other.stop()
})
