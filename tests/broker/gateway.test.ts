import { afterEach, expect, it, vi } from 'vitest'
import { accessFor } from '../../controller/adapters/broker/access.ts'
import { MqttGateway } from '../../controller/adapters/devices/gateway.ts'
import { MqttDevices } from '../../controller/adapters/devices/devices.ts'
import { Secrets } from '../../controller/adapters/secrets/secrets.ts'
import type { DeviceHandlers } from '../../controller/engine/ports.ts'
import type { ConsoleAim } from '../../controller/protocol/device-messages.ts'
import { MqttConsole } from '../simulated/consoles/mqtt-console.ts'
import { startMosquitto } from './mosquitto.ts'

const secrets = new Secrets(Buffer.alloc(32, 3))
const principals = { consoles: ['c1', 'c2'], bridges: [] }
const aim: ConsoleAim = { microphone: 'closed', talk: 'off', place: 0, present: true, ballot: null }
const handlers: DeviceHandlers = {
  onConsoleEvent: vi.fn(async () => {}),
  onConsoleReported: vi.fn(),
  onConsoleOnline: vi.fn(),
  onBridgeReported: vi.fn(),
  onBridgeOnline: vi.fn(),
  onMisbehaviour: vi.fn(),
}

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop()
})

function devicesAt(broker: string): MqttDevices {
  const devices = new MqttDevices({ broker, host: '127.0.0.1', port: 0, principals, secrets })
  running.push(devices)
  return devices
}

it('puts everything desired right again after its broker was restarted', async () => {
  const access = accessFor(principals)
  const first = await startMosquitto(access, secrets)
  running.push(first)
  const devices = devicesAt(first.url)
  await devices.start(handlers)
  devices.desireConsole('c1', { ...aim, place: 1 }, 1)
  devices.desireConsole('c2', { ...aim, place: 2 }, 1)
  await vi.waitFor(() => expect(devices.pending).toBe(0))

  await first.stop()
  running.splice(running.indexOf(first), 1)
  devices.desireConsole('c2', { ...aim, place: 3 }, 2)
  const { port } = new URL(first.url)
  running.push(await startMosquitto(access, secrets, Number(port)))
  for (const [id, place] of [
    ['c1', 1],
    ['c2', 3],
  ] as const) {
    const password = secrets.secretFor('mqtt', id)
    const console = new MqttConsole({ id, password, url: first.url })
    running.push(console)
    await console.start()
    await console.until((shown) => shown.place === place)
  }
  await vi.waitFor(() => expect(devices.pending).toBe(0))
})

it('says that the broker does not know it', async () => {
  const mosquitto = await startMosquitto(accessFor(principals), new Secrets(Buffer.alloc(32, 4)))
  running.push(mosquitto)
  await expect(devicesAt(mosquitto.url).start(handlers)).rejects.toMatchObject({
    code: 'broker-login-refused',
  })
})

it('says that there is no broker', async () => {
  const gateway = new MqttGateway({
    url: 'mqtt://127.0.0.1:1', // nobody may listen there
    password: '',
    known: { consoles: new Set(), bridges: new Set(), devices: new Map() },
    startTimeoutMs: 300,
  })
  await expect(gateway.start(handlers)).rejects.toMatchObject({ code: 'broker-unreachable' })
})

it('leaves nothing behind when the port is taken', async () => {
  const devices = devicesAt('embedded')
  await devices.start(handlers)
  const second = new MqttDevices({
    broker: 'embedded',
    host: '127.0.0.1',
    port: devices.port ?? 0,
    principals,
    secrets,
  })
  await expect(second.start(handlers)).rejects.toMatchObject({ code: 'mqtt-port-in-use' })
})
