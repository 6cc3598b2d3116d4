import { WebSocket, type RawData } from 'ws'
import { TransportError, type Link, type Transport } from '../../transports/transport.ts'

/** As the public module asks for it; the server refuses a connection without. */
const SUBPROTOCOL = 'DICENTIS_1_0'
const OPEN_MS = 2000
/** A list of 4,096 seats fits. */
const MAX_MESSAGE = 4 * 1024 * 1024

/** The way to a DICENTIS server: each message whole, in order. */
export function dicentisSocket(url: string, anyCertificate: boolean): Transport {
  return {
    name: url,
    open: (listener) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(url, SUBPROTOCOL, {
          ...{ handshakeTimeout: OPEN_MS, maxPayload: MAX_MESSAGE, perMessageDeflate: false },
          rejectUnauthorized: !anyCertificate,
        })
        let isOpen = false
        let isClosed = false
        let why = 'the server ended the connection'
        socket.on('error', (error) => (why = error.message))
        socket.on('open', () => {
          isOpen = true
          resolve(linkOf(socket, () => (isClosed = true)))
        })
        socket.on('message', (data) => {
          if (!isClosed) listener.received(bytesOf(data))
        })
        socket.on('close', () => {
          const text = `${url}: ${why}`
          if (!isOpen) reject(new TransportError('port-unavailable', text))
          else if (!isClosed) listener.gone(new TransportError('port-lost', text))
        })
      }),
  }
}

function linkOf(socket: WebSocket, closed: () => void): Link {
  return {
    send: (bytes) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes, { binary: false })
    },
    close: () => {
      closed()
      socket.terminate()
      return Promise.resolve()
    },
  }
}

const bytesOf = (data: RawData): Uint8Array =>
  Array.isArray(data)
    ? Buffer.concat(data)
    : data instanceof ArrayBuffer
      ? new Uint8Array(data)
      : data
