import { hidTransport } from './hid.ts'
import { SERIAL_PARITIES, type SerialParity } from './serial-parity.ts'
import { tcpTransport } from './tcp.ts'
import { TransportError, type Transport } from './transport.ts'
import { udpTransport } from './udp.ts'

/**
 * Where a device is, as a chamber's file writes it:
 * `tcp://10.0.0.4:4352` · `udp://10.0.0.5:52381` · `serial:/dev/ttyUSB1?baud=9600&parity=even&bits=7`
 * · `hid:0fd9:0080` or `hid:0fd9:0080/AL12345` · `http://…`, `https://…`, `ws://…`, `wss://…` ·
 * `own:anything`, for a driver that finds its device by itself.
 */
export type DeviceAddress =
  | { way: 'tcp' | 'udp'; host: string; port: number; text: string }
  | { way: 'serial'; path: string; baud: number; parity: SerialParity; bits: 7 | 8; text: string }
  | { way: 'hid'; vendorId: number; productId: number; serial: string | null; text: string }
  | { way: 'http' | 'ws' | 'own'; text: string }

/** What most serial devices leave the factory with. */
const USUAL_BAUD = 9600

/** Null where the text is no address. */
export function parseAddress(text: string): DeviceAddress | null {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.+)$/.exec(text) ?? []
  if (scheme === 'tcp' || scheme === 'udp') return ofNetwork(scheme, text)
  if (scheme === 'serial') return ofSerial(rest, text)
  if (scheme === 'hid') return ofHid(rest, text)
  if (scheme === 'own') return { way: 'own', text: rest }
  if (!URL.canParse(text)) return null
  if (scheme === 'http' || scheme === 'https') return { way: 'http', text }
  return scheme === 'ws' || scheme === 'wss' ? { way: 'ws', text } : null
}

/** The way of bytes to an address. */
export function transportTo(address: DeviceAddress): Transport {
  switch (address.way) {
    case 'tcp':
      return tcpTransport(address.host, address.port)
    case 'udp':
      return udpTransport(address.host, address.port)
    case 'serial':
      return serialTo(address)
    case 'hid': {
      const { vendorId, productId, serial } = address
      return hidTransport({ vendorId, productId, ...(serial === null ? {} : { serial }) })
    }
    default:
      return noTransport(address.text)
  }
}

/** The serial library is native and slow to load: only who has a serial line waits for it. */
function serialTo(address: Extract<DeviceAddress, { way: 'serial' }>): Transport {
  return {
    name: address.path,
    async open(listener) {
      const { serialTransport } = await import('./serial.ts')
      return await serialTransport(address.path, address.baud, address).open(listener)
    },
  }
}

function noTransport(name: string): Transport {
  const why = `${name} is no way of bytes: its driver opens it by itself.`
  return { name, open: () => Promise.reject(new TransportError('port-unavailable', why)) }
}

function ofNetwork(way: 'tcp' | 'udp', text: string): DeviceAddress | null {
  const [, six, four, port] =
    /^[a-z]+:\/\/(?:\[([0-9a-fA-F:]+)\]|([^:/?#]+)):(\d+)$/.exec(text) ?? []
  const host = six ?? four
  const number = Number(port)
  if (host === undefined || !(number >= 1 && number <= 65535)) return null
  return { way, host, port: number, text }
}

function ofSerial(rest: string, text: string): DeviceAddress | null {
  const [path = '', query = ''] = rest.split('?')
  const settings = new URLSearchParams(query)
  const baud = Number(settings.get('baud') ?? USUAL_BAUD)
  const parity = SERIAL_PARITIES.find((it) => it === (settings.get('parity') ?? 'none'))
  const bits = Number(settings.get('bits') ?? 8)
  if (path === '' || !Number.isInteger(baud) || baud < 300 || baud > 921_600) return null
  if (parity === undefined || (bits !== 7 && bits !== 8)) return null
  return { way: 'serial', path, baud, parity, bits, text }
}

function ofHid(rest: string, text: string): DeviceAddress | null {
  const [, vendor, product, serial] =
    /^([0-9a-f]{4}):([0-9a-f]{4})(?:\/(.{1,80}))?$/i.exec(rest) ?? []
  if (vendor === undefined || product === undefined) return null
  const ids = { vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16) }
  return { way: 'hid', ...ids, serial: serial ?? null, text }
}
