import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Debian keeps it where only root's PATH leads. */
const PROGRAM = '/usr/sbin/mosquitto'

/**
 * Debian's Mosquitto as the limit to be measured against: nobody asks it for passwords or rules, and
 * it stores nothing.
 */
export async function startEchoBroker(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sapha-echo-'))
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const file = join(folder, 'mosquitto.conf')
  const settings = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'set_tcp_nodelay true',
    'persistence false',
    'max_queued_messages 0',
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ]
  await writeFile(file, settings.join('\n'))
  const broker = spawn(PROGRAM, ['-c', file, '-v'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(broker, 'exit')
  await running(broker.stderr)
  return {
    url: `mqtt://127.0.0.1:${port}`,
    async stop() {
      broker.kill()
      await exited
      await rm(folder, { recursive: true })
    },
  }
}

function running(log: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    log.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-2000)
      if (said.includes('running')) resolve()
    })
    log.on('end', () => reject(new Error(`Mosquitto did not start: ${said}`)))
  })
}
