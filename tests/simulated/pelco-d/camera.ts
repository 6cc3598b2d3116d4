import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/**
 * A Pelco-D camera behind a converter from network to RS-485, written from cameras' manuals. It drops
 * what has a bad sum in silence, and says nothing.
 */
export class SimulatedPelcoCamera {
  readonly address: number
  /** Percent-like speeds, 0 to 63 and signed; zoom is -1, 0 or 1. */
  drive = { pan: 0, tilt: 0, zoom: 0 }
  preset: number | null = null
  readonly stored: number[] = []
  /** Good frames for it, in hexadecimal. */
  readonly frames: string[] = []
  /** Drops the next so many frames, as noise on the line does. */
  deafFor = 0
  #server: Server | null = null
  #port = 0
  readonly #sockets = new Set<Socket>()

  constructor(address = 1) {
    this.address = address
  }

  get port(): number {
    return this.#port
  }

  async start(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket))
    this.#server = server
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    const server = this.#server
    this.#server = null
    if (server) await new Promise((done) => server.close(done))
  }

  say(bytes: readonly number[]): void {
    for (const socket of this.#sockets) socket.write(Buffer.from(bytes))
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    let bytes: number[] = []
    socket.on('data', (chunk) => {
      bytes.push(...chunk)
      while (bytes.length >= 7) {
        const [sync, ...rest] = bytes.slice(0, 7)
        const sum = rest.slice(0, 5).reduce((total, byte) => total + byte, 0) % 256
        if (sync !== 0xff || sum !== rest[5]) {
          bytes = bytes.slice(1)
          continue
        }
        bytes = bytes.slice(7)
        if (this.deafFor > 0) this.deafFor--
        else if (rest[0] === this.address) this.#obey(rest)
      }
    })
  }

  #obey([address = 0, one = 0, two = 0, first = 0, second = 0, sum = 0]: number[]): void {
    this.frames.push(Buffer.from([255, address, one, two, first, second, sum]).toString('hex'))
    if (two === 3) this.stored.push(second)
    else if (two === 7) {
      this.preset = second
      this.drive = { pan: 0, tilt: 0, zoom: 0 }
    } else if (two % 2 === 0) {
      const way = (more: number, less: number) => (two & more ? 1 : two & less ? -1 : 0)
      const pan = way(2, 4) === 0 ? 0 : first * way(2, 4)
      const tilt = way(8, 16) === 0 ? 0 : second * way(8, 16)
      this.drive = { pan, tilt, zoom: way(32, 64) }
    }
  }
}
