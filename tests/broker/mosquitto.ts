import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Access } from '../../controller/adapters/broker/access.ts'
import { writeMosquittoFiles } from '../../controller/adapters/broker/mosquitto-files.ts'
import type { Secrets } from '../../controller/adapters/secrets/secrets.ts'

/** Debian keeps it where only root's PATH leads. */
const PROGRAM = '/usr/sbin/mosquitto'
const START_TIMEOUT_MS = 5_000

/** A Mosquitto of its own, on a free port or a given one, with the files made for a chamber. */
export async function startMosquitto(
  access: Access,
  secrets: Secrets,
  wantedPort = 0,
): Promise<{ url: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'sapha-mosquitto-'))
  await writeMosquittoFiles(access, secrets, dir)
  const port = wantedPort || (await freePort())
  // As root it would become the user `mosquitto`, who may not enter the folder.
  const user = process.getuid?.() === 0 ? 'user root\n' : ''
  const chamber = await readFile(join(dir, 'chamber.conf'), 'utf8')
  await writeFile(join(dir, 'mosquitto.conf'), `${chamber}listener ${port} 127.0.0.1\n${user}`)
  const child = spawn(PROGRAM, ['-c', join(dir, 'mosquitto.conf')], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  await Promise.race([
    untilListening(port),
    ended.then(() => Promise.reject(new Error(`${PROGRAM} did not start`))),
  ])
  return {
    url: `mqtt://127.0.0.1:${port}`,
    stop: async () => {
      child.kill()
      await ended
      await rm(dir, { recursive: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilListening(port: number): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`Nothing listens on port ${port}.`)
}
