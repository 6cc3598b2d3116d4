import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ServerCertificate } from '../engine/ports.ts'
import type { App } from './app.ts'

export interface ListenConfig {
  /** Address screens connect to over TLS: '0.0.0.0', '::' or one of the machine's own. */
  host: string
  /** 0: any free port. */
  port: number
  /** Port of plain HTTP on 127.0.0.1; 0: any free one; null: none. */
  loopbackPort: number | null
}

export class ListenError extends Error {
  readonly code: 'port-in-use' | 'cannot-listen'
  constructor(code: ListenError['code'], message: string) {
    super(message)
    this.name = 'ListenError'
    this.code = code
  }
}

/** One second longer than browsers keep an idle connection, so that they close it and not we. */
const KEEP_ALIVE_MS = 65_000
/** A request of 1 MiB over a slow line; a client that is slower holds a connection for nothing. */
const REQUEST_MS = 30_000
const TIMES = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  requestTimeout: REQUEST_MS,
  headersTimeout: 10_000,
}
/** Screens (screens.ts) and as many connections for their files. */
const MAX_CONNECTIONS = 8_000
/** After a restart 750 screens connect within one second; Node's own 511 would make some wait 1 s. */
const BACKLOG = 4_000

/** The doors to an app: TLS for everybody, plain HTTP for this machine only. */
export class Listeners {
  readonly #tls: https.Server
  readonly #plain: http.Server
  readonly #config: ListenConfig

  constructor(app: App, config: ListenConfig) {
    this.#config = config
    this.#tls = https.createServer({ ...TIMES, minVersion: 'TLSv1.2' })
    this.#plain = http.createServer(TIMES)
    for (const server of [this.#tls, this.#plain]) {
      server.maxConnections = MAX_CONNECTIONS
      server.on('request', (request, response) => {
        app.routing(request, response)
      })
      // The app's own server never listens; upgrades reach the WebSocket plugin through it.
      server.on('upgrade', (request, socket, head) => {
        app.server.emit('upgrade', request, socket, head)
      })
    }
  }

  /** Also while it listens: connections made from then on get the new certificate. */
  present(certificate: ServerCertificate): void {
    const { cert, key } = certificate
    this.#tls.setSecureContext({ cert, key, minVersion: 'TLSv1.2' })
  }

  async start(): Promise<{ port: number; loopbackPort: number | null }> {
    const { host, port, loopbackPort } = this.#config
    const tlsPort = await listen(this.#tls, port, host)
    if (loopbackPort === null) return { port: tlsPort, loopbackPort: null }
    return { port: tlsPort, loopbackPort: await listen(this.#plain, loopbackPort, '127.0.0.1') }
  }

  async stop(): Promise<void> {
    await Promise.all([close(this.#tls), close(this.#plain)])
  }
}

async function listen(server: http.Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program: stop it, or choose another with --http-port.`
          : `Cannot listen on ${host}, port ${port} (${error.code ?? error.message}).`
      reject(
        new ListenError(error.code === 'EADDRINUSE' ? 'port-in-use' : 'cannot-listen', sentence),
      )
    })
    server.listen({ port, host, backlog: BACKLOG }, resolve)
  })
  return (server.address() as AddressInfo).port
}

async function close(server: http.Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
