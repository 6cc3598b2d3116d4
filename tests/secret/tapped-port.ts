import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A port before another one that keeps every byte of both directions, as a wiretap would. */
export class TappedPort {
  readonly #target: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #heard: { chunks: Buffer[] }[] = []
  port = 0

  constructor(target: number) {
    this.#target = target
    this.#server = createServer((socket) => this.#join(socket))
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    this.port = address.port
  }

  /** What went through, one stream for each connection and direction. */
  streams(): Buffer[] {
    return this.#heard.map(({ chunks }) => Buffer.concat(chunks))
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(socket: Socket): void {
    const behind = connect({ port: this.#target, host: '127.0.0.1', noDelay: true })
    this.#pass(socket, behind)
    this.#pass(behind, socket)
  }

  #pass(from: Socket, to: Socket): void {
    const stream = { chunks: [] as Buffer[] }
    this.#heard.push(stream)
    this.#sockets.add(from)
    from.on('data', (chunk: Buffer) => {
      stream.chunks.push(chunk)
      to.write(chunk)
    })
    from.on('error', () => to.destroy())
    from.on('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
  }
}
