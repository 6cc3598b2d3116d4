import { EventEmitter } from 'node:events'
import type { HidDevice, HidLibrary } from '../../firmware-bridge/transports/hid.ts'

/** A pad as node-hid would show it; it keeps the reports it is sent. */
export class FakePad
  extends EventEmitter<{ data: [Buffer]; error: [unknown] }>
  implements HidDevice
{
  written = Buffer.alloc(0)
  plugged = true

  async write(report: Buffer): Promise<number> {
    if (!this.plugged) throw new Error('Cannot write to hid device')
    this.written = Buffer.concat([this.written, report])
    return report.length
  }

  async close(): Promise<void> {
    this.removeAllListeners()
  }

  /** Somebody pulls it out. */
  pull(): void {
    this.plugged = false
    if (this.listenerCount('error') > 0)
      this.emit('error', new Error('could not read from HID device'))
    this.removeAllListeners()
  }

  plug(): void {
    this.plugged = true
  }
}

/** node-hid on a machine where this pad, with the serial number A1, is all there is. */
export const padLibrary = (pad: FakePad): HidLibrary => ({
  async devicesAsync(vendorId, productId) {
    const device = { vendorId, productId, path: '/dev/hidraw0', release: 1, interface: 0 }
    return pad.plugged ? [{ ...device, serialNumber: 'A1' }] : []
  },
  HIDAsync: { open: async () => pad },
})
