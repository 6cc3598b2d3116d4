import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** What every simulated device on the network has: a port, a plug and connections. */
export abstract class TcpDevice {
  /** Answers to nothing while true. */
  mute = false
  connections = 0
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null
  #port = 0

  /** Where it listens: any free port at first, the same one later. */
  get port(): number {
    return this.#port
  }

  async start(): Promise<void> {
    const server = createServer((socket) => {
      this.connections++
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => this.#sockets.delete(socket))
      const say = (bytes: string | Uint8Array) => {
        if (socket.writable) socket.write(bytes)
      }
      const hear = this.serve(say, () => socket.destroy())
      socket.on('data', hear)
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Its plug is pulled. */
  async stop(): Promise<void> {
    this.hangUp()
    const server = this.#server
    this.#server = null
    if (server) await new Promise((done) => server.close(done))
  }

  /** Sends anything to whoever is connected. */
  say(bytes: string | Uint8Array): void {
    for (const socket of this.#sockets) socket.write(bytes)
  }

  /** Ends every connection. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Greets a new connection by `say`, and returns what takes its bytes. */
  protected abstract serve(
    say: (bytes: string | Uint8Array) => void,
    hangUp: () => void,
  ): (bytes: Buffer) => void
}
