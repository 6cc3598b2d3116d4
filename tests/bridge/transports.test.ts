import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { SerialPort } from 'serialport'
import { expect, it, vi } from 'vitest'
import { hidTransport, type HidLibrary } from '../../firmware-bridge/transports/hid.ts'
import { serialTransport } from '../../firmware-bridge/transports/serial.ts'
import { tcpTransport } from '../../firmware-bridge/transports/tcp.ts'
import { udpTransport } from '../../firmware-bridge/transports/udp.ts'
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

describeTransport('a TCP connection', async (): Promise<Peer> => {
  let received = Buffer.alloc(0)
  let server: Server
  let port = 0
  const sockets = new Set<Socket>()
  const plug = async () => {
    server = createServer((socket) => {
      sockets.add(socket)
      socket.on('data', (bytes) => (received = Buffer.concat([received, bytes])))
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  const pull = async () => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await new Promise((done) => server.close(done))
  }
  await plug()
  return {
    transport: tcpTransport('127.0.0.1', port),
    send: (bytes) => sockets.forEach((socket) => socket.write(bytes)),
    received: () => received,
    pull,
    plug,
    close: pull,
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

it('datagrams go to one device and come from it alone, one at a time', async () => {
  const [device, stranger] = [createSocket('udp4'), createSocket('udp4')]
  device.bind(0, '127.0.0.1')
  await once(device, 'listening')
  const heard: { text: string; port: number }[] = []
  device.on('message', (bytes, { port }) => heard.push({ text: bytes.toString(), port }))
  const received: string[] = []
  const gone: string[] = []
  const link = await udpTransport('127.0.0.1', device.address().port).open({
    received: (bytes) => received.push(Buffer.from(bytes).toString()),
    gone: (error) => gone.push(error.code),
  })
  link.send(Buffer.from('one'))
  link.send(Buffer.from('two'))
  await vi.waitFor(() => expect(heard.map((it) => it.text)).toEqual(['one', 'two']))
  const port = heard[0]?.port ?? 0
  stranger.send('stranger', port, '127.0.0.1')
  device.send('first', port, '127.0.0.1')
  device.send('second', port, '127.0.0.1')
  await vi.waitFor(() => expect(received).toEqual(['first', 'second']))
  // Its computer says that nobody listens any more: the way is lost, once.
  await closed(device)
  await vi.waitFor(() => {
    link.send(Buffer.from('three'))
    expect(gone).toEqual(['port-lost'])
  })
  await link.close()
  expect(gone).toHaveLength(1)
  await closed(stranger)
})

const closed = (socket: UdpSocket) => new Promise<void>((done) => socket.close(done))
