import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mqtt, { type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadChamber } from '../../config/load.ts'
import { principalsOf } from '../../config/principals.ts'
import { accessFor } from '../../controller/adapters/broker/access.ts'
import { EmbeddedBroker } from '../../controller/adapters/broker/embedded.ts'
import { CONTROLLER_USER, credentialPath } from '../../controller/protocol/credentials.ts'
import { SimulatedLine } from '../simulated/line/line.ts'
import { PtyCable } from '../simulated/line/pty.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const DEMO = join(root, 'config/chambers/demo.yaml')
const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 8000, interval: 10 })

describe('the bridge as a process, with the demo’s file', () => {
  let data: string
  let cable: PtyCable
  let line: SimulatedLine
  let broker: EmbeddedBroker
  let port: number
  let controller: MqttClient
  let bridge: ChildProcess | null
  let news: unknown[]
  const heard = new Map<string, string>()

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'sapha-process-'))
    bridge = null
    news = []
    heard.clear()
    cable = new PtyCable(join(data, 'ttys/line-1'))
    await cable.start()
    const addresses = Array.from({ length: 24 }, (_, at) => at + 1)
    line = new SimulatedLine({ port: cable.consoleEnd, addresses })
    await line.start()
    const { file } = await loadChamber(DEMO)
    broker = new EmbeddedBroker({
      access: accessFor(principalsOf(file)),
      isPassword: (user, password) => password.toString() === `secret of ${user}`,
      onMisbehaviour: () => undefined,
    })
    await broker.start()
    port = await broker.listen('127.0.0.1', 0)
    controller = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      clientId: CONTROLLER_USER,
      username: CONTROLLER_USER,
      password: `secret of ${CONTROLLER_USER}`,
    })
    controller.on('message', (topic, payload) => heard.set(topic, payload.toString()))
    await controller.subscribeAsync('chamber/v1/+/+/+', { qos: 1 })
  })
  afterEach(async () => {
    if (bridge?.exitCode === null && bridge.signalCode === null) {
      bridge.kill('SIGKILL')
      await once(bridge, 'exit')
    }
    controller.end(true)
    await broker.stop()
    await line.stop()
    await cable.stop()
    await rm(data, { recursive: true })
  })

  function start(...more: string[]): ChildProcess {
    const options = ['--config', DEMO, '--data', data, '--mqtt-port', `${port}`, ...more]
    bridge = spawn(process.execPath, [join(root, 'firmware-bridge/main.ts'), ...options], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    bridge.on('message', (message) => news.push(message))
    return bridge
  }

  async function writeSecret(): Promise<void> {
    const path = join(data, credentialPath('bridge-1'))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, 'secret of bridge-1')
  }

  it('is ready, works as soon as its secret is written, and leaves in order', async () => {
    const child = start('--http-port', '0')
    await soon(() => expect(news).toEqual([{ type: 'ready' }]))
    await writeSecret()
    await soon(() => expect(heard.get('chamber/v1/console/console-A1-01/online')).toContain('true'))
    line.press(1, 'talk')
    await soon(() => expect(heard.get('chamber/v1/console/console-A1-01/event')).toContain('talk'))
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    await soon(() => expect(heard.get('chamber/v1/bridge/bridge-1/online')).toContain('false'))
    expect(heard.get('chamber/v1/console/console-A1-01/online')).toContain('false')
  })

  it('is known to be gone when it is killed', async () => {
    await writeSecret()
    const child = start()
    await soon(() => expect(heard.get('chamber/v1/bridge/bridge-1/online')).toContain('true'))
    child.kill('SIGKILL')
    await soon(() => expect(heard.get('chamber/v1/bridge/bridge-1/online')).toContain('false'))
  })

  it('names the bridges there are when it is asked to be another', async () => {
    const child = start('--bridge', 'bridge-9')
    expect(await once(child, 'exit')).toEqual([1, null])
    expect(news).toEqual([
      expect.objectContaining({ type: 'failed', code: 'config-contradicts-itself' }),
    ])
  })
})
