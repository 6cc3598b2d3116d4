import { createServer, type AddressInfo, type Server } from 'node:net'
import { Aedes, type Client } from 'aedes'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConsoleEvent } from '../../controller/protocol/device-messages.ts'
import type { ConsoleDriver } from '../../firmware-bridge/drivers/console-driver.ts'
import { Gateway } from '../../firmware-bridge/gateway.ts'

const press: ConsoleEvent = {
  type: 'press',
  pressId: '5e1f00a3.1',
  at: 0,
  key: 'talk',
  ballot: null,
}
/** A driver without consoles: here the gateway is told everything by the test. */
const driver: ConsoleDriver = {
  consoles: [],
  start: () => undefined,
  stop: async () => undefined,
  desire: () => undefined,
  report: () => ({
    id: 'line-1',
    state: 'up',
    consoles: 0,
    silent: [],
    frames: 0,
    badFrames: 0,
    strayFrames: 0,
    noiseBytes: 0,
    repeats: 0,
    rollsGivenUp: 0,
    hangUps: 0,
    roundMs: 0,
  }),
}

describe('a gateway', () => {
  let broker: Aedes
  let server: Server
  let gateway: Gateway
  /** Events are held back, unacknowledged, while this is true. */
  let holding: boolean
  let seen: string[]
  /** Every connection there was. */
  let clients: Client[]

  beforeEach(async () => {
    holding = false
    seen = []
    clients = []
    broker = await Aedes.createBroker({
      authorizePublish: (_client, packet, done) => {
        seen.push(packet.topic)
        if (!holding || !packet.topic.endsWith('/event')) done(null)
      },
    })
    broker.on('clientReady', (client) => clients.push(client))
    server = createServer(broker.handle)
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as AddressInfo
    gateway = new Gateway(
      { id: 'bridge-1', url: `mqtt://127.0.0.1:${port}`, secret: () => 'x', version: 'test' },
      [driver],
      pino({ level: 'silent' }),
    )
    gateway.start()
  })
  afterEach(async () => {
    await gateway.stop()
    await new Promise<void>((closed) => broker.close(closed))
    server.close()
  })

  const connected = (times = 1) => vi.waitFor(() => expect(clients).toHaveLength(times))
  const eventsSeen = () => seen.filter((it) => it.endsWith('/event')).length

  it('refuses an event while there is no broker, so that the console keeps it', async () => {
    await expect(gateway.event('console-1', press)).rejects.toMatchObject({ code: 'broker-away' })
  })

  it('promises an event only when the broker has acknowledged it', async () => {
    await connected()
    await expect(gateway.event('console-1', press)).resolves.toBeUndefined()
    expect(eventsSeen()).toBe(1)
  })

  it('gives an event back that nobody acknowledges, and goes on', async () => {
    await connected()
    holding = true
    await expect(gateway.event('console-1', press)).rejects.toThrow()
    holding = false
    await expect(gateway.event('console-1', press)).resolves.toBeUndefined()
    expect(eventsSeen()).toBe(2)
  })

  it('gives events back when the connection goes, and does not send them again itself', async () => {
    await connected()
    holding = true
    const lost = gateway.event('console-1', press)
    await vi.waitFor(() => expect(eventsSeen()).toBe(1))
    seen = []
    clients[0]?.close()
    await expect(lost).rejects.toThrow()
    holding = false
    await connected(2)
    await vi.waitFor(() => gateway.event('console-2', press))
    expect(eventsSeen()).toBe(1)
  })

  it('tells again on a new connection what is so now', async () => {
    await connected()
    gateway.online('console-1', true)
    await vi.waitFor(() => expect(seen).toContain('chamber/v1/console/console-1/online'))
    seen = []
    clients[0]?.close()
    await vi.waitFor(() => expect(seen).toContain('chamber/v1/console/console-1/online'))
  })
})
