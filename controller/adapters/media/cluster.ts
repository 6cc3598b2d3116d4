import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { createWorker } from 'mediasoup'
import type { Producer, Router, WebRtcServer, Worker } from 'mediasoup/types'
import { routerCodecs } from './codecs.ts'
import type { ListenAddress } from './addresses.ts'

export interface ClusterOptions {
  workerBin: string
  workers: number
  listen: readonly ListenAddress[]
  port: number
}

/** A worker that was asked to end and has not after this long is killed. */
const PATIENCE_MS = 500

/**
 * Media workers, one router each. The first one is the door: all browsers come in through its one
 * UDP and one TCP port. The others carry the hall's sources and outputs, joined to it by pipes
 * (docs/decisions/media-ports.md). It lives and dies as a whole.
 */
export class Cluster {
  readonly door: Router
  readonly doorServer: WebRtcServer
  readonly #workers: readonly Worker[]
  readonly #routers: readonly Router[]
  readonly #pipes = new Map<string, Promise<Producer>>()
  #closed = false

  private constructor(workers: readonly Worker[], routers: readonly Router[], door: WebRtcServer) {
    const [first] = routers
    if (first === undefined) throw new RangeError('A cluster has at least one worker.')
    this.#workers = workers
    this.#routers = routers
    this.door = first
    this.doorServer = door
  }

  /** @param onDied called once, with the worker's pid, when a worker ends by itself */
  static async start(options: ClusterOptions, onDied: (pid: number) => void): Promise<Cluster> {
    const { workerBin } = options
    const starts = Array.from({ length: options.workers }, () =>
      createWorker({ workerBin, logLevel: 'error' }),
    )
    const settled = await Promise.allSettled(starts)
    const workers = settled.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
    try {
      const [first] = await Promise.all(starts)
      if (first === undefined) throw new RangeError('A cluster has at least one worker.')
      const [server, ...routers] = await Promise.all([
        first.createWebRtcServer({ listenInfos: listenInfos(options) }),
        ...workers.map((worker) => worker.createRouter({ mediaCodecs: routerCodecs })),
      ])
      if (workers.some(({ died }) => died)) throw new Error('A worker ended while starting.')
      const cluster = new Cluster(workers, routers, server)
      cluster.#watch(onDied)
      return cluster
    } catch (error) {
      await endWorkers(workers)
      throw error
    }
  }

  /** A worker ended by itself. */
  get dead(): boolean {
    return this.#workers.some(({ died }) => died)
  }

  get pids(): number[] {
    return this.#workers.map(({ pid }) => pid)
  }

  /** The router for the hall's stream of this number: never the door's, where there is another. */
  placeFor(stream: number): Router {
    const others = this.#routers.length - 1
    return this.#routers[others === 0 ? 0 : 1 + (stream % others)] ?? this.door
  }

  /** The producer as `to` knows it, after a pipe where that is another worker's. */
  async bring(producer: Producer, from: Router, to: Router): Promise<Producer> {
    if (from === to) return producer
    const key = `${producer.id} ${to.id}`
    const known = this.#pipes.get(key)
    if (known !== undefined) return known
    const piping = from.pipeToRouter({ producerId: producer.id, router: to }).then((pipe) => {
      if (pipe.pipeProducer === undefined) throw new Error('The pipe carries nothing.')
      return pipe.pipeProducer
    })
    this.#pipes.set(key, piping)
    const forget = () => this.#pipes.delete(key)
    producer.observer.once('close', forget)
    piping.catch(forget)
    return piping
  }

  /** Resolves when all workers are gone and their ports are free again. */
  async close(): Promise<void> {
    this.#closed = true
    await endWorkers(this.#workers)
  }

  #watch(onDied: (pid: number) => void): void {
    for (const worker of this.#workers) {
      worker.once('died', () => {
        if (this.#closed) return
        this.#closed = true
        onDied(worker.pid)
      })
    }
  }
}

/** A port that is free for UDP and for TCP on all these addresses at this moment. */
export async function freePort(listen: readonly ListenAddress[]): Promise<number> {
  // Each try fails only when somebody has the same number in the other protocol.
  for (let tries = 0; tries < 20; tries += 1) {
    const port = await boundPort(listen[0]?.ip ?? '127.0.0.1', 0)
    const free = await Promise.all(listen.map(({ ip }) => boundPort(ip, port ?? 0)))
    if (port !== null && free.every((bound) => bound === port)) return port
  }
  throw new Error('No port is free for both UDP and TCP: name one in media › port.')
}

async function boundPort(ip: string, port: number): Promise<number | null> {
  const server = createServer()
  const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4')
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, ip, resolve)
    })
    const address = server.address()
    const bound = typeof address === 'object' && address !== null ? address.port : port
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject).bind(bound, ip, resolve)
    })
    return bound
  } catch {
    return null
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()))
    socket.close()
  }
}

const listenInfos = ({ listen, port }: ClusterOptions) =>
  listen.flatMap((address) =>
    (['udp', 'tcp'] as const).map((protocol) => ({ ...address, protocol, port })),
  )

async function endWorkers(workers: readonly Worker[]): Promise<void> {
  await Promise.all(
    workers.map(async (worker) => {
      if (worker.subprocessClosed) return
      const gone = new Promise<void>((resolve) => {
        worker.once('subprocessclose', resolve)
      })
      worker.close()
      const kill = setTimeout(() => killed(worker.pid), PATIENCE_MS)
      await gone
      clearTimeout(kill)
    }),
  )
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in this very moment.
  }
}
