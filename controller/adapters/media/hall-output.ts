import type { Consumer, PlainTransport, Producer, Router } from 'mediasoup/types'
import { OPUS_PAYLOAD_TYPE } from './codecs.ts'
import type { Cluster } from './cluster.ts'
import { Ffmpeg } from './ffmpeg.ts'
import { DEFAULT_SLOTS, reasonOf, type HallOutput, type OnTrouble } from './options.ts'
import { rtpInputArguments } from './sdp.ts'

export interface HallOutputParts {
  output: HallOutput
  /** The cluster's place of the first slot; the next slots take the next ones. */
  firstPlace: number
  /** The members who have a slot have changed. */
  onChanged(): void
  onTrouble: OnTrouble
}

interface Slot {
  number: number
  transport: PlainTransport
  router: Router
  /** Who is heard through it: a producer of the door's router. */
  taken: { member: string; producer: Producer; consumer: Consumer } | null
}

/**
 * Where remote speakers are heard in the hall. Each of them takes a free slot: an RTP stream of Opus
 * to a port of its own, which the hall's mixer receives, or ffmpeg plays on an ALSA device.
 */
export class HallOutputs {
  readonly #parts: HallOutputParts
  readonly #players: Ffmpeg[] = []
  /** Of each ALSA player on this machine; kept over clusters, as the player is. */
  readonly #playerPorts: { port: number; rtcpPort: number }[] = []
  #cluster: Cluster | null = null
  #slots: Slot[] = []
  #wanted: ReadonlyMap<string, Producer> = new Map()
  #converging: Promise<void> | null = null
  #stale = false
  #saidFull = false

  constructor(parts: HallOutputParts) {
    this.#parts = parts
  }

  /** The members whose sound goes to the hall now. */
  get heard(): string[] {
    return this.#slots.flatMap(({ taken }) =>
      taken === null || taken.consumer.closed ? [] : [taken.member],
    )
  }

  get pids(): number[] {
    return this.#players.flatMap(({ pid }) => pid ?? [])
  }

  async attach(cluster: Cluster): Promise<void> {
    const { output, firstPlace } = this.#parts
    const numbers = Array.from({ length: output.slots ?? DEFAULT_SLOTS }, (_, at) => at)
    this.#slots = await Promise.all(
      numbers.map(async (number) => {
        const router = cluster.placeFor(firstPlace + number)
        const transport = await this.#openSlot(router, number)
        return { number, transport, router, taken: null }
      }),
    )
    this.#cluster = cluster
  }

  /** The cluster is gone, and all that was in it. */
  detach(): void {
    this.#cluster = null
    this.#slots = []
    this.#wanted = new Map()
  }

  /** Exactly these are to be heard: sound of each member, as the door's router knows it. */
  setSpeakers(speakers: ReadonlyMap<string, Producer>): void {
    this.#wanted = speakers
    this.#stale = true
    this.#converging ??= this.#converge().finally(() => {
      this.#converging = null
    })
  }

  async stop(): Promise<void> {
    this.detach()
    await Promise.all(this.#players.map((player) => player.stop()))
  }

  /** Runs again as long as something was changed meanwhile: at most one run waits at any time. */
  async #converge(): Promise<void> {
    while (this.#stale) {
      this.#stale = false
      this.#release()
      await this.#assign()
      this.#parts.onChanged()
    }
  }

  #release(): void {
    for (const slot of this.#slots) {
      const { taken } = slot
      if (taken === null || this.#wanted.get(taken.member) === taken.producer) continue
      taken.consumer.close()
      slot.taken = null
    }
  }

  async #assign(): Promise<void> {
    const cluster = this.#cluster
    if (cluster === null) return
    for (const [member, producer] of this.#wanted) {
      if (this.#slots.some(({ taken }) => taken?.producer === producer)) continue
      const free = this.#slots.find(({ taken }) => taken === null)
      if (free === undefined) return this.#sayFull()
      try {
        const source = await cluster.bring(producer, cluster.door, free.router)
        const { rtpCapabilities } = free.router
        const consumer = await free.transport.consume({ producerId: source.id, rtpCapabilities })
        free.taken = { member, producer, consumer }
      } catch (error) {
        if (producer.closed || free.transport.closed) continue
        this.#parts.onTrouble({
          code: 'media-stream-failed',
          detail: `${member} could not be put through to the hall: ${reasonOf(error)}`,
        })
      }
    }
    this.#saidFull = false
  }

  /** Once, until all have a slot again. */
  #sayFull(): void {
    if (this.#saidFull) return
    this.#saidFull = true
    this.#parts.onTrouble({
      code: 'hall-output-full',
      detail:
        `${this.#wanted.size} remote members hold the floor and the hall output has ` +
        `${this.#slots.length} slots: raise media › hallOutput › slots.`,
    })
  }

  async #openSlot(router: Router, number: number): Promise<PlainTransport> {
    const { output } = this.#parts
    if (output.kind === 'rtp') {
      const port = output.port + 2 * number
      return await openTransport(router, output.address, { port, rtcpPort: port + 1 })
    }
    const target = (this.#playerPorts[number] ??= await this.#freePorts(router))
    if (this.#players[number] === undefined) this.#play(output.device, number, target.port)
    return await openTransport(router, '127.0.0.1', target)
  }

  #play(device: string, number: number, port: number): void {
    const input = rtpInputArguments({
      ...{ kind: 'audio', address: '127.0.0.1', localOnly: true, port },
      ...{ payloadType: OPUS_PAYLOAD_TYPE, encoding: 'opus/48000/2' },
    })
    const player = new Ffmpeg({
      name: `hall output ${number + 1}`,
      // Nothing is looked into or gathered first: the first word is to be heard at once.
      args: [
        ...['-loglevel', 'error', '-fflags', 'nobuffer', '-analyzeduration', '0'],
        ...['-probesize', '32', ...input, '-f', 'alsa', device],
      ],
      onTrouble: this.#parts.onTrouble,
    })
    this.#players[number] = player
    player.start()
  }

  /** Two ports that are free now: those a transport got that is closed at once. */
  async #freePorts(router: Router): Promise<{ port: number; rtcpPort: number }> {
    const probe = await router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      rtcpMux: false,
    })
    const ports = {
      port: probe.tuple.localPort,
      rtcpPort: probe.rtcpTuple?.localPort ?? probe.tuple.localPort + 1,
    }
    probe.close()
    return ports
  }
}

async function openTransport(
  router: Router,
  ip: string,
  { port, rtcpPort }: { port: number; rtcpPort: number },
): Promise<PlainTransport> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: localSide(ip) },
    rtcpMux: false,
  })
  await transport.connect({ ip, port, rtcpPort })
  return transport
}

/** What stays on this machine leaves from loopback. */
function localSide(ip: string): string {
  if (ip === '127.0.0.1' || ip === '::1') return ip
  return ip.includes(':') ? '::' : '0.0.0.0'
}
