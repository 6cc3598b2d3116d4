import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { expect, it } from 'vitest'
import { hidTransport, type HidLibrary } from '../../firmware-bridge/transports/hid.ts'
import { serialTransport } from '../../firmware-bridge/transports/serial.ts'
import { PtyCable } from '../simulated/line/pty.ts'
import { FakePad, padLibrary } from './fake-pad.ts'
import { describeTransport, type Peer } from './transport-contract.ts'

describeTransport('a serial port', async (): Promise<Peer> => {
  const folder = await mkdtemp(join(tmpdir(), 'sapha-serial-'))
  const cable = new PtyCable(join(folder, 'line'))
  let received = Buffer.alloc(0)
  let far: SerialPort
  const plug = async () => {
    await cable.start()
    far = new SerialPort({ path: cable.consoleEnd, baudRate: 115_200 })
    far.on('data', (bytes: Buffer) => (received = Buffer.concat([received, bytes])))
    far.on('error', () => undefined)
    await once(far, 'open')
  }
  const pull = async () => {
    if (far.isOpen) await new Promise<void>((done) => far.close(() => done()))
    await cable.stop()
  }
  await plug()
  return {
    transport: serialTransport(cable.bridgeEnd, 115_200),
    send: (bytes) => far.write(bytes),
    received: () => received,
    pull,
    plug,
    async close() {
      await pull()
      await rm(folder, { recursive: true })
    },
  }
})

describeTransport('a HID device', async (): Promise<Peer> => {
  const pad = new FakePad()
  return {
    transport: hidTransport({ vendorId: 1, productId: 2, serial: 'A1' }, async () =>
      padLibrary(pad),
    ),
    send: (bytes) => pad.emit('data', Buffer.from(bytes)),
    received: () => pad.written,
    pull: async () => pad.pull(),
    plug: async () => pad.plug(),
    async close() {},
  }
})

const listener = { received: () => undefined, gone: () => undefined }

it('a pad with another serial number is not ours', async () => {
  const library = async () => padLibrary(new FakePad())
  const transport = hidTransport({ vendorId: 1, productId: 2, serial: 'B2' }, library)
  await expect(transport.open(listener)).rejects.toMatchObject({ code: 'port-unavailable' })
})

it('a machine whose USB libraries are missing says what to install', async () => {
  const broken = async (): Promise<HidLibrary> => {
    throw new Error('libusb-1.0.so.0: cannot open shared object file')
  }
  await expect(
    hidTransport({ vendorId: 1, productId: 2 }, broken).open(listener),
  ).rejects.toMatchObject({
    code: 'hid-unavailable',
    message: expect.stringContaining('install libusb-1.0-0') as string,
  })
})

it('the real library finds no pad on a machine without one', async () => {
  const nothing = { vendorId: 0xfffe, productId: 0xfffe }
  await expect(hidTransport(nothing).open(listener)).rejects.toMatchObject({
    code: 'port-unavailable',
  })
})
