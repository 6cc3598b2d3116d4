import { connect, type Socket } from 'node:net'
import { TransportError, type Link, type Transport, type TransportListener } from './transport.ts'

/** A device in the house answers in milliseconds; one that is being started may take a second. */
const CONNECT_TIMEOUT_MS = 2000
/** A device that far behind what it is sent reads nothing any more. */
const MAX_QUEUED_BYTES = 65_536
/** A device that was switched off is noticed after some minutes, even by a driver that only listens. */
const KEEP_ALIVE_MS = 15_000

/** A TCP connection to a device. */
export function tcpTransport(host: string, port: number): Transport {
  const name = `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`
  return { name, open: (listener) => openTcp(name, host, port, listener) }
}

async function openTcp(
  name: string,
  host: string,
  port: number,
  listener: TransportListener,
): Promise<Link> {
  const socket = connect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
  })
  await connected(socket, name)
  let open = true
  const lose = (code: TransportError['code'], why: string) => {
    if (!open) return
    open = false
    socket.destroy()
    listener.gone(new TransportError(code, `${name}: ${why}. It is connected again by itself.`))
  }
  socket.on('data', (bytes: Buffer) => {
    if (open) listener.received(bytes)
  })
  socket.on('error', (error) => lose('port-lost', error.message))
  socket.on('close', () => lose('port-lost', 'the device closed the connection'))
  return {
    send(bytes) {
      if (!open) return
      if (socket.writableLength > MAX_QUEUED_BYTES) lose('port-stuck', 'it takes no more bytes')
      else socket.write(bytes)
    },
    async close() {
      open = false
      socket.destroy()
    },
  }
}

function connected(socket: Socket, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      socket.destroy()
      const text = `${name} cannot be reached (${why}): is the device on, and at this address?`
      reject(new TransportError('port-unavailable', text))
    }
    const timeout = setTimeout(
      () => fail(`no answer in ${CONNECT_TIMEOUT_MS} ms`),
      CONNECT_TIMEOUT_MS,
    )
    socket.once('connect', () => {
      clearTimeout(timeout)
      socket.removeListener('error', onError)
      resolve()
    })
    const onError = (error: Error) => {
      clearTimeout(timeout)
      fail(error.message)
    }
    socket.once('error', onError)
  })
}
