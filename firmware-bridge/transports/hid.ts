import type { Device } from 'node-hid'
import { TransportError, type Link, type Transport, type TransportListener } from './transport.ts'

export interface HidAddress {
  vendorId: number
  productId: number
  /** Serial number, where several of a kind are plugged in. */
  serial?: string
}

/** The part of node-hid that is used; another one is given in tests. */
export interface HidLibrary {
  devicesAsync(vendorId: number, productId: number): Promise<Device[]>
  HIDAsync: { open(path: string): Promise<HidDevice> }
}

export interface HidDevice {
  on(event: 'data', listener: (report: Buffer) => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  write(report: Buffer): Promise<number>
  close(): Promise<void>
}

/** Loaded when first used, so that a machine without USB libraries runs a bridge without pads. */
const nodeHid = async (): Promise<HidLibrary> => import('node-hid')

/** A USB HID device; `received` gets its input reports, `send` takes output reports (id first). */
export function hidTransport(address: HidAddress, library = nodeHid): Transport {
  const ids = [address.vendorId, address.productId].map((id) => id.toString(16).padStart(4, '0'))
  const name = `USB ${ids.join(':')}${address.serial ? ` ${address.serial}` : ''}`
  return { name, open: (listener) => openHid(name, address, library, listener) }
}

async function openHid(
  name: string,
  address: HidAddress,
  library: () => Promise<HidLibrary>,
  listener: TransportListener,
): Promise<Link> {
  const { devices, HIDAsync } = await attached(address, library)
  const path = devices.find((it) => !address.serial || it.serialNumber === address.serial)?.path
  if (path === undefined) throw new TransportError('port-unavailable', `${name} is not plugged in.`)
  const device = await HIDAsync.open(path).catch((error: unknown) => {
    const why = `${name} cannot be opened (${String(error)}): may this user read ${path}?`
    throw new TransportError('port-unavailable', why)
  })
  let open = true
  const lose = (error: unknown) => {
    if (!open) return
    open = false
    void device.close().catch(() => undefined)
    listener.gone(new TransportError('port-lost', `${name}: ${String(error)}.`))
  }
  device.on('data', (report: Buffer) => {
    if (open) listener.received(report)
  })
  device.on('error', lose)
  let queue = Promise.resolve()
  return {
    send(bytes) {
      // One after the other: the operating system takes reports of one device in any order it likes.
      queue = queue.then(async () => {
        if (open) await device.write(Buffer.from(bytes)).catch(lose)
      })
    },
    async close() {
      if (!open) return
      open = false
      await device.close().catch(() => undefined)
    },
  }
}

async function attached(address: HidAddress, library: () => Promise<HidLibrary>) {
  try {
    const hid = await library()
    const devices = await hid.devicesAsync(address.vendorId, address.productId)
    return { devices, HIDAsync: hid.HIDAsync }
  } catch (error) {
    throw new TransportError(
      'hid-unavailable',
      `USB pads cannot be used here (${String(error)}): install libusb-1.0-0 and libudev1. Serial lines are not affected.`,
    )
  }
}
