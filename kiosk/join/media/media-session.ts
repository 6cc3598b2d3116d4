import { Device } from 'mediasoup-client'
import type { Consumer, Producer, ProducerOptions, Transport } from 'mediasoup-client/types'
import type { Feed } from '../../../controller/protocol/media-messages.ts'
import { ask, type Signal } from './signal.ts'

/** What a member shows and says; null where there is no such device, or it is switched off. */
export interface OwnTracks {
  audio: MediaStreamTrack | null
  video: MediaStreamTrack | null
}

/** Something received: `stream` holds its one track. */
export interface ReceivedFeed extends Feed {
  stream: MediaStream
}

export interface MediaSessionParts {
  signal: Signal
  /** Only TCP: for networks, and tests, where UDP does not get through. */
  forceTcp: boolean
  onReceived(): void
  /** A way to the hall works, or does not any more. */
  onConnection(state: 'up' | 'shaky' | 'failed'): void
}

type Kind = keyof OwnTracks

/** Voice: repeats itself for lost packets, and never pauses, so that no word's beginning is cut. */
const voice: ProducerOptions = {
  codecOptions: { opusFec: true, opusDtx: false, opusStereo: false, opusMaxAverageBitrate: 48_000 },
  stopTracks: false,
}

/** A face of 360 lines. Nothing is sent while nobody is to see it: the member's line stays free. */
const face: ProducerOptions = {
  encodings: [{ maxBitrate: 500_000 }],
  codecOptions: { videoGoogleStartBitrate: 300 },
  stopTracks: false,
  disableTrackOnPause: false,
  zeroRtpOnPause: true,
}

/** One stay at the media bridge: from `join` until a transport or the bridge ends. */
export class MediaSession {
  readonly #parts: MediaSessionParts
  readonly #device: Device
  readonly #producers = new Map<Kind, Producer>()
  readonly #consumers = new Map<string, { consumer: Consumer; received: ReceivedFeed }>()
  readonly #states = new Map<Transport, string>()
  #send: Transport | null = null
  #receive: Transport | null = null
  #heard = false
  #closed = false
  #wanted: readonly Feed[] = []
  /** Receiving, publishing: one change after the other. */
  #steps: Promise<void> = Promise.resolve()

  private constructor(parts: MediaSessionParts, device: Device) {
    this.#parts = parts
    this.#device = device
  }

  /** Joins and prepares a way in each direction; rejects when any of it is refused. */
  static async open(parts: MediaSessionParts): Promise<MediaSession> {
    const { rtpCapabilities } = await ask(parts.signal, 'join', {})
    const device = await Device.factory()
    await device.load({ routerRtpCapabilities: rtpCapabilities })
    const session = new MediaSession(parts, device)
    try {
      await session.#openTransports()
      return session
    } catch (error) {
      session.close()
      throw error
    }
  }

  get received(): ReceivedFeed[] {
    return [...this.#consumers.values()].map(({ received }) => received)
  }

  get sending(): Record<Kind, boolean> {
    return { audio: this.#producers.has('audio'), video: this.#producers.has('video') }
  }

  /** Receives exactly these from now on. */
  setFeeds(feeds: readonly Feed[]): void {
    this.#wanted = feeds
    this.#step(() => this.#receiveWanted()).catch(() => this.#failed())
  }

  /** Sends exactly these tracks; a track may take another's place at any time. */
  publish(tracks: OwnTracks): Promise<void> {
    return this.#step(async () => {
      await this.#publish('audio', tracks.audio, voice)
      await this.#publish('video', tracks.video, face)
      // Nothing to send and nothing to receive: then nothing will ever be connected either.
      if ([...this.#states.values()].every((state) => state === 'new'))
        this.#parts.onConnection('up')
    })
  }

  /** The bridge lets nothing through before; this only spares the line. */
  setHeard(heard: boolean): void {
    this.#heard = heard
    const video = this.#producers.get('video')
    if (heard) video?.resume()
    else video?.pause()
  }

  /** Asks the bridge for new paths; for a network that changed under the page. */
  async restartIce(): Promise<void> {
    for (const transport of this.#states.keys()) {
      if (transport.closed) continue
      const { signal } = this.#parts
      const { iceParameters } = await ask(signal, 'restart-ice', { transport: transport.id })
      await transport.restartIce({ iceParameters })
    }
  }

  close(): void {
    this.#closed = true
    this.#send?.close()
    this.#receive?.close()
    this.#producers.clear()
    this.#consumers.clear()
  }

  /** Standard WebRTC figures of what is received and sent, for tests and the diagnosis page. */
  async stats(): Promise<RTCStatsReport[]> {
    const open = [this.#send, this.#receive].flatMap((transport) =>
      transport === null || transport.closed ? [] : transport.getStats(),
    )
    return await Promise.all(open)
  }

  #step(run: () => Promise<void>): Promise<void> {
    const done = this.#steps.then(async () => {
      if (!this.#closed) await run()
    })
    this.#steps = done.catch(() => undefined)
    return done
  }

  #failed(): void {
    if (!this.#closed) this.#parts.onConnection('failed')
  }

  async #openTransports(): Promise<void> {
    const { signal } = this.#parts
    const rtpCapabilities = this.#device.recvRtpCapabilities
    const [receive, send] = await Promise.all([
      ask(signal, 'create-transport', {
        direction: 'receive',
        rtpCapabilities: {
          codecs: rtpCapabilities.codecs ?? [],
          headerExtensions: rtpCapabilities.headerExtensions ?? [],
        },
      }),
      ask(signal, 'create-transport', { direction: 'send' }),
    ])
    this.#receive = this.#device.createRecvTransport(this.#passable(receive))
    this.#send = this.#device.createSendTransport(this.#passable(send))
    for (const transport of [this.#receive, this.#send]) this.#serve(transport)
    this.#send.on('produce', ({ kind, rtpParameters }, done, fail) => {
      const { headerExtensions = [], encodings = [], rtcp = {}, ...rest } = rtpParameters
      ask(signal, 'produce', {
        kind,
        rtpParameters: { ...rest, headerExtensions, encodings, rtcp },
      }).then(done, fail)
    })
  }

  #passable<T extends { iceCandidates: { protocol: 'udp' | 'tcp' }[] }>(options: T): T {
    if (!this.#parts.forceTcp) return options
    const tcpOnly = options.iceCandidates.filter(({ protocol }) => protocol === 'tcp')
    return { ...options, iceCandidates: tcpOnly }
  }

  #serve(transport: Transport): void {
    this.#states.set(transport, 'new')
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      const { signal } = this.#parts
      ask(signal, 'connect-transport', { transport: transport.id, dtlsParameters }).then(done, fail)
    })
    transport.on('connectionstatechange', (state) => {
      this.#states.set(transport, state)
      if (this.#closed) return
      const states = [...this.#states.values()]
      if (states.includes('failed') || states.includes('closed')) this.#failed()
      else if (states.includes('disconnected')) this.#parts.onConnection('shaky')
      else if (state === 'connected') this.#parts.onConnection('up')
    })
  }

  async #publish(kind: Kind, own: MediaStreamTrack | null, how: ProducerOptions): Promise<void> {
    // A device that was pulled out leaves a track that has ended.
    const track = own?.readyState === 'live' ? own : null
    const producer = this.#producers.get(kind)
    if (producer !== undefined) return await producer.replaceTrack({ track })
    if (track === null || this.#send === null || !this.#device.canProduce(kind)) return
    const made = await this.#send.produce({ ...how, track })
    this.#producers.set(kind, made)
    if (kind === 'video' && !this.#heard) made.pause()
  }

  async #receiveWanted(): Promise<void> {
    const wanted = new Set(this.#wanted.map(({ id }) => id))
    for (const [id, { consumer }] of this.#consumers) {
      if (wanted.has(id)) continue
      consumer.close()
      this.#consumers.delete(id)
    }
    for (const feed of this.#wanted) {
      if (!this.#consumers.has(feed.id)) await this.#receiveFeed(feed)
    }
    this.#parts.onReceived()
  }

  async #receiveFeed(feed: Feed): Promise<void> {
    const { signal } = this.#parts
    try {
      const offer = await ask(signal, 'consume', { feed: feed.id })
      if (offer === null) return
      // Streams of one name are kept in step: the hall's sound and picture, a speaker's both.
      const streamId = feed.member ?? 'hall'
      const consumer = await this.#receive?.consume({ ...offer, producerId: feed.id, streamId })
      if (consumer === undefined) return
      const stream = new MediaStream([consumer.track])
      this.#consumers.set(feed.id, { consumer, received: { ...feed, stream } })
      await ask(signal, 'resume-consumer', { consumer: offer.id })
    } catch (error) {
      // What ended meanwhile is not in the list any more.
      if (this.#wanted.some(({ id }) => id === feed.id)) throw error
    }
  }
}
