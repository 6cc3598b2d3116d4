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

/** Between finding a free port and listening there, somebody else may take it. */
const START_TRIES = 3

export interface Mosquitto {
  url: string
  stop(): Promise<void>
}

/** A Mosquitto of its own, on a free port or a given one, with the files made for a chamber. */
export async function startMosquitto(
  access: Access,
  secrets: Secrets,
  wantedPort?: number,
): Promise<Mosquitto> {
  const dir = await mkdtemp(join(tmpdir(), 'sapha-mosquitto-'))
  await writeMosquittoFiles(access, secrets, dir)
  const chamber = await readFile(join(dir, 'chamber.conf'), 'utf8')
  // As root it would become the user `mosquitto`, who may not enter the folder.
  const user = process.getuid?.() === 0 ? 'user root\n' : ''
  const config = join(dir, 'mosquitto.conf')
  for (let tries = START_TRIES; ; tries -= 1) {
    const port = wantedPort ?? (await freePort())
    await writeFile(config, `listener ${port} 127.0.0.1\n${chamber}${user}`)
    const stop = await run(config, port)
    if (stop !== null)
      return {
        url: `mqtt://127.0.0.1:${port}`,
        stop: async () => {
          await stop()
          await rm(dir, { recursive: true })
        },
      }
    if (tries > 1) continue
    await rm(dir, { recursive: true })
    throw new Error(`${PROGRAM} does not start.`)
  }
}

/** Returns what stops it; null where it ended at once. */
async function run(config: string, port: number): Promise<(() => Promise<void>) | null> {
  const child = spawn(PROGRAM, ['-c', config], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const isUp = await Promise.race([untilListening(port).then(() => true), ended.then(() => false)])
  if (!isUp) return null
  return async () => {
    child.kill()
    await ended
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
