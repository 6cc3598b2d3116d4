import type { PlainTransport, Producer, Router, RtpParameters } from 'mediasoup/types'
import type { Feed } from '../../protocol/media-messages.ts'
import type { Cluster } from './cluster.ts'
import { Ffmpeg } from './ffmpeg.ts'
import { reasonOf, type OnTrouble } from './options.ts'
import type { RtpTarget } from './source-arguments.ts'

export interface HallSourceParts {
  feed: 'hall-sound' | 'hall-picture'
  kind: Feed['kind']
  /** Which of the cluster's places it takes. */
  place: number
  ffmpegArguments(target: RtpTarget): string[]
  /** The stream's format: known beforehand, or told by a line ffmpeg says; else null. */
  format(line: string | null): RtpParameters | null | 'unsupported'
  onChanged(): void
  onTrouble: OnTrouble
}

/** How often it is looked at whether anything still arrives. */
const WATCH_MS = 1000

/**
 * The hall's sound or picture: ffmpeg sends it as plain RTP to two ports of this machine, where a
 * transport of the cluster takes it in. ffmpeg goes on when the cluster dies and finds the next one
 * at the same ports; the transport is made anew when ffmpeg is, for numbers and times begin again.
 */
export class HallSource {
  readonly #parts: HallSourceParts
  readonly #name: string
  #cluster: Cluster | null = null
  #target: RtpTarget | null = null
  #ffmpeg: Ffmpeg | null = null
  #format: RtpParameters | null = null
  #transport: PlainTransport | null = null
  #origin: Producer | null = null
  #producer: Producer | null = null
  #bytes = 0
  #flowing = false
  #watch: NodeJS.Timeout | null = null
  /** One step after the other: a restart of ffmpeg and one of the cluster may coincide. */
  #steps: Promise<void> = Promise.resolve()

  constructor(parts: HallSourceParts) {
    this.#parts = parts
    this.#name = parts.feed.replace('-', ' ')
  }

  /** As the door's router knows it; null while there is none. */
  get producer(): Producer | null {
    return this.#producer?.closed === false ? this.#producer : null
  }

  get feed(): HallSourceParts['feed'] {
    return this.#parts.feed
  }

  /** Whether packets arrived within the last second. */
  get flowing(): boolean {
    return this.#flowing
  }

  get pid(): number | null {
    return this.#ffmpeg?.pid ?? null
  }

  /** Takes its place in a new cluster; rejects when the cluster dies meanwhile. */
  async attach(cluster: Cluster): Promise<void> {
    this.#cluster = cluster
    this.#watch ??= setInterval(() => void this.#look(), WATCH_MS)
    await this.#step(() => this.#renew())
  }

  /** The cluster is gone, and all that was in it. */
  detach(): void {
    this.#cluster = null
    this.#transport = null
    this.#origin = null
    this.#producer = null
    this.#setFlowing(false)
  }

  async stop(): Promise<void> {
    if (this.#watch !== null) clearInterval(this.#watch)
    this.#watch = null
    this.detach()
    await this.#steps
    await this.#ffmpeg?.stop()
  }

  #step(run: () => Promise<void>): Promise<void> {
    const done = this.#steps.then(run)
    this.#steps = done.catch(() => undefined)
    return done
  }

  async #renew(): Promise<void> {
    const cluster = this.#cluster
    if (cluster === null) return
    this.#transport?.close()
    const router = cluster.placeFor(this.#parts.place)
    const transport = await openTransport(router, this.#target).catch(async (error: unknown) => {
      // Should somebody else have taken the ports meanwhile, the next attempt takes others.
      this.#target = null
      await this.#ffmpeg?.stop()
      this.#ffmpeg = null
      throw error
    })
    this.#transport = transport
    this.#target ??= {
      port: transport.tuple.localPort,
      rtcpPort: transport.rtcpTuple?.localPort ?? 0,
    }
    if (this.#ffmpeg === null) this.#startFfmpeg(this.#target)
    await this.#produce()
  }

  #startFfmpeg(target: RtpTarget): void {
    let runs = 0
    this.#format = this.#formatFrom(null)
    this.#ffmpeg = new Ffmpeg({
      name: this.#name,
      args: this.#parts.ffmpegArguments(target),
      onStarted: () => {
        runs += 1
        // The first run sends to the transport that was opened for it.
        if (runs > 1) this.#attempt(() => this.#renew())
      },
      onLine: (line) => {
        if (this.#format !== null) return
        this.#format = this.#formatFrom(line)
        if (this.#format !== null) this.#attempt(() => this.#produce())
      },
      onTrouble: (trouble) => {
        this.#format = this.#formatFrom(null)
        this.#parts.onTrouble(trouble)
      },
    })
    this.#ffmpeg.start()
  }

  #formatFrom(line: string | null): RtpParameters | null {
    const format = this.#parts.format(line)
    if (format !== 'unsupported') return format
    this.#parts.onTrouble({
      code: 'picture-format-unsupported',
      detail:
        `Browsers cannot show the ${this.#name} (${line?.trim() ?? ''}). ` +
        'Set the camera to H.264, baseline, main or high profile, without B-frames.',
    })
    return null
  }

  async #produce(): Promise<void> {
    const [cluster, transport, format] = [this.#cluster, this.#transport, this.#format]
    if (cluster === null || transport === null || format === null) return
    this.#origin?.close()
    const { kind, place } = this.#parts
    const origin = await transport.produce({ kind, rtpParameters: format })
    this.#origin = origin
    this.#bytes = 0
    this.#producer = await cluster.bring(origin, cluster.placeFor(place), cluster.door)
    this.#producer.observer.once('close', () => this.#parts.onChanged())
    this.#parts.onChanged()
  }

  #attempt(run: () => Promise<void>): void {
    this.#step(run).catch((error: unknown) => {
      // A cluster that died says so itself.
      if (this.#transport?.closed === true || this.#cluster === null) return
      this.#parts.onTrouble({
        code: 'media-stream-failed',
        detail: `The ${this.#name} could not be taken in: ${reasonOf(error)}`,
      })
    })
  }

  async #look(): Promise<void> {
    const origin = this.#origin
    if (origin === null) return
    const stats = await origin.getStats().catch(() => [])
    const bytes = stats.reduce((sum, { byteCount }) => sum + byteCount, 0)
    if (origin !== this.#origin) return
    this.#setFlowing(bytes > this.#bytes)
    this.#bytes = bytes
  }

  #setFlowing(flowing: boolean): void {
    if (flowing === this.#flowing) return
    this.#flowing = flowing
    this.#parts.onChanged()
  }
}

/** Takes RTP from whichever local sender is first; loopback alone, so nobody else can be. */
function openTransport(router: Router, ports: RtpTarget | null): Promise<PlainTransport> {
  const listen = { protocol: 'udp', ip: '127.0.0.1' } as const
  return router.createPlainTransport({
    listenInfo: { ...listen, ...(ports && { port: ports.port }) },
    rtcpListenInfo: { ...listen, ...(ports && { port: ports.rtcpPort }) },
    rtcpMux: false,
    comedia: true,
  })
}
