import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { TransportError, type Link, type Transport, type TransportListener } from './transport.ts'

/**
 * Datagrams to and from one device: `received` gets one at a time, and those of nobody else. Such a
 * way opens whether or not anybody is there; it is lost when the device's computer says that nobody
 * listens. Whether a device answers is for its driver to find out.
 */
export function udpTransport(host: string, port: number): Transport {
  const name = `udp://${host.includes(':') ? `[${host}]` : host}:${port}`
  return { name, open: (listener) => openUdp(name, host, port, listener) }
}

async function openUdp(
  name: string,
  host: string,
  port: number,
  listener: TransportListener,
): Promise<Link> {
  const socket = await connected(host, port).catch((error: unknown) => {
    const why = `${name} cannot be used (${String(error)}): is the address right?`
    throw new TransportError('port-unavailable', why)
  })
  let open = true
  const close = () => {
    if (open) socket.close()
    open = false
  }
  const lose = (error: Error) => {
    if (!open) return
    close()
    listener.gone(new TransportError('port-lost', `${name}: nobody listens (${error.message}).`))
  }
  socket.on('message', (bytes) => {
    if (open) listener.received(bytes)
  })
  socket.on('error', lose)
  return {
    send(bytes) {
      if (open) socket.send(bytes, (error) => error && lose(error))
    },
    async close() {
      close()
    },
  }
}

/** A connected socket takes datagrams of this peer alone, and hears that nobody listens. */
async function connected(host: string, port: number): Promise<Socket> {
  const { address, family } = await lookup(host)
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  return await new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.close()
      reject(error)
    }
    socket.once('error', fail)
    socket.connect(port, address, () => {
      socket.removeListener('error', fail)
      resolve(socket)
    })
  })
}
