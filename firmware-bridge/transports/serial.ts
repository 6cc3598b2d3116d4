import { SerialPort } from 'serialport'
import type { SerialParity } from './serial-parity.ts'
import { TransportError, type Link, type Transport, type TransportListener } from './transport.ts'

/** Half a second of a line at 115,200 baud: a port that far behind takes no bytes any more. */
const MAX_QUEUED_BYTES = 5760
const OPEN_TIMEOUT_MS = 2000
const CLOSE_TIMEOUT_MS = 500

interface CharacterShape {
  parity: SerialParity
  bits: 7 | 8
}

/** A serial port, or a pseudo-terminal: 1 stop bit, and 8 bits without parity where nothing is said. */
export function serialTransport(
  path: string,
  baudRate: number,
  shape: CharacterShape = { parity: 'none', bits: 8 },
): Transport {
  return {
    name: path,
    open: (listener) => {
      const settings = { path, baudRate, parity: shape.parity, dataBits: shape.bits }
      return openSerial(new SerialPort({ ...settings, autoOpen: false }), listener)
    },
  }
}

async function openSerial(port: SerialPort, listener: TransportListener): Promise<Link> {
  const { path } = port
  let open = true
  const leave = () => {
    open = false
    return closed(port)
  }
  const lose = (code: TransportError['code'], why: string) => {
    if (!open) return
    void leave()
    listener.gone(new TransportError(code, `${path}: ${why}. It is opened again by itself.`))
  }
  port.on('data', (bytes: Buffer) => {
    if (open) listener.received(bytes)
  })
  port.on('close', () => lose('port-lost', 'the line hung up'))
  port.on('error', (error) => lose('port-lost', error.message))
  await opened(port)
  return {
    send(bytes) {
      if (!open) return
      if (port.writableLength > MAX_QUEUED_BYTES) lose('port-stuck', 'the port takes no more bytes')
      else port.write(bytes)
    },
    close: leave,
  }
}

function opened(port: SerialPort): Promise<void> {
  return new Promise((resolve, reject) => {
    let late = false
    const fail = (why: string) =>
      reject(
        new TransportError(
          'port-unavailable',
          `${port.path} cannot be opened (${why}): is the adapter plugged in, and may this user use it (group dialout)?`,
        ),
      )
    const timeout = setTimeout(() => {
      late = true
      fail(`no answer in ${OPEN_TIMEOUT_MS} ms`)
    }, OPEN_TIMEOUT_MS)
    port.open((error) => {
      clearTimeout(timeout)
      if (late) void closed(port)
      else if (error) fail(error.message)
      else resolve()
    })
  })
}

/** Closes without waiting longer than half a second for a driver that hangs. */
function closed(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    if (!port.isOpen) return resolve()
    const timeout = setTimeout(resolve, CLOSE_TIMEOUT_MS)
    port.close(() => {
      clearTimeout(timeout)
      resolve()
    })
  })
}
