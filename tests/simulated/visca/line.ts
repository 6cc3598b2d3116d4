import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { SerialPort } from 'serialport'
import type { SimulatedCamera } from './camera.ts'

/** Cuts bytes into packets. */
class Packets {
  #bytes: number[] = []

  cut(chunk: Iterable<number>): number[][] {
    const packets: number[][] = []
    for (const byte of chunk) {
      this.#bytes.push(byte)
      if (byte !== 0xff) continue
      packets.push(this.#bytes)
      this.#bytes = []
    }
    return packets
  }
}

/** A daisy chain of cameras on a serial port. */
export class SimulatedChain {
  readonly cameras: readonly SimulatedCamera[]
  /** What the chain answers to Address Set; by the manual the last address plus one. */
  counted: number | null
  addressSets = 0
  readonly #path: string
  #port: SerialPort | null = null

  constructor(path: string, cameras: readonly SimulatedCamera[]) {
    this.#path = path
    this.cameras = cameras
    this.counted = cameras.length + 1
  }

  async start(): Promise<void> {
    const port = new SerialPort({ path: this.#path, baudRate: 9600, lock: false, autoOpen: false })
    this.#port = port
    port.on('error', () => undefined)
    await new Promise<void>((done, fail) => port.open((error) => (error ? fail(error) : done())))
    const packets = new Packets()
    port.on('data', (bytes: Buffer) => {
      for (const packet of packets.cut(bytes)) this.#take(packet)
    })
  }

  async stop(): Promise<void> {
    for (const camera of this.cameras) camera.stop()
    const port = this.#port
    this.#port = null
    if (port?.isOpen) await new Promise<void>((done) => port.close(() => done()))
  }

  say(bytes: readonly number[]): void {
    this.#port?.write(Buffer.from(bytes))
  }

  #take(packet: number[]): void {
    const [head = 0, kind] = packet
    if (head === 0x88) {
      if (kind !== 0x30) return this.say(packet)
      this.addressSets++
      if (this.counted !== null) this.say([0x88, 0x30, this.counted, 0xff])
      return
    }
    const camera = this.cameras.find((it) => it.address === (head & 7))
    camera?.take(packet, (reply) => this.say(reply))
  }
}

/** A camera on the network: TCP, or UDP with Sony's header or without. */
export class SimulatedNetworkCamera {
  readonly camera: SimulatedCamera
  readonly #way: 'tcp' | 'udp' | 'udp-header'
  #server: Server | null = null
  #datagrams: Datagrams | null = null
  #port = 0
  readonly #sockets = new Set<Socket>()
  /** Sequence numbers it received, and how often it was told to count from 0. */
  readonly sequences: number[] = []
  resets = 0
  #peer: { port: number; address: string } | null = null

  constructor(camera: SimulatedCamera, way: 'tcp' | 'udp' | 'udp-header') {
    this.camera = camera
    this.#way = way
  }

  get port(): number {
    return this.#port
  }

  async start(): Promise<void> {
    if (this.#way === 'tcp') {
      const server = createServer((socket) => this.#serve(socket))
      this.#server = server
      server.listen(this.#port, '127.0.0.1')
      await once(server, 'listening')
      this.#port = (server.address() as AddressInfo).port
      return
    }
    const datagrams = createSocket('udp4')
    this.#datagrams = datagrams
    datagrams.on('message', (bytes, peer) => {
      this.#peer = peer
      this.#datagram(bytes)
    })
    datagrams.bind(this.#port, '127.0.0.1')
    await once(datagrams, 'listening')
    this.#port = datagrams.address().port
  }

  /** Its plug is pulled. */
  async stop(): Promise<void> {
    this.camera.stop()
    for (const socket of this.#sockets) socket.destroy()
    const { promise, resolve } = Promise.withResolvers<void>()
    if (this.#server) this.#server.close(() => resolve())
    else if (this.#datagrams) this.#datagrams.close(() => resolve())
    else resolve()
    this.#server = null
    this.#datagrams = null
    await promise
  }

  /** Bytes to whoever spoke to it last. */
  say(bytes: Uint8Array): void {
    for (const socket of this.#sockets) socket.write(bytes)
    if (this.#peer) this.#datagrams?.send(bytes, this.#peer.port, this.#peer.address)
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    const packets = new Packets()
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('data', (bytes) => {
      for (const packet of packets.cut(bytes))
        this.camera.take(packet, (reply) => socket.writable && socket.write(Buffer.from(reply)))
    })
  }

  #datagram(bytes: Buffer): void {
    if (this.#way === 'udp')
      return this.camera.take([...bytes], (reply) => this.say(Buffer.from(reply)))
    const type = bytes.readUInt16BE(0)
    const sequence = bytes.readUInt32BE(4)
    const payload = [...bytes.subarray(8)]
    const answer = (kind: number, reply: readonly number[]) => {
      const head = Buffer.alloc(8)
      head.writeUInt16BE(kind, 0)
      head.writeUInt16BE(reply.length, 2)
      head.writeUInt32BE(sequence, 4)
      this.say(Buffer.concat([head, Buffer.from(reply)]))
    }
    if (type === 0x0200) {
      this.resets++
      return answer(0x0201, [0x01])
    }
    this.sequences.push(sequence)
    this.camera.take(payload, (reply) => answer(0x0111, reply))
  }
}
