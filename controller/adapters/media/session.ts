import { Compile } from 'typebox/compile'
import type { Consumer, Producer, Router, Transport, WebRtcTransport } from 'mediasoup/types'
import type { MemberId } from '../../protocol/ids.ts'
import type { Feed, MediaRequest } from '../../protocol/media-messages.ts'
import {
  HeaderExtensionUri,
  type MediaKind,
  type RtpCapabilities,
  type RtpParameters,
} from '../../protocol/rtp.ts'
import type { Cluster } from './cluster.ts'
import { reasonOf, type OnTrouble } from './options.ts'
import { MediaRefusal } from './refusal.ts'
import { answer, type Answers } from './signalling.ts'

export interface SessionParts {
  member: MemberId
  screen: string
  cluster: Cluster
  /** A producer came or went. */
  onProducersChanged(): void
  send(event: 'feeds' | 'heard', data: unknown): void
  onTrouble: OnTrouble
}

const isPageExtension = Compile(HeaderExtensionUri)

/** A picture of 360 lines and a voice; what a page sends above it is slowed down. */
const MAX_INCOMING_BPS = 1_500_000
/** Where the estimate of a page's line begins: a hall picture and its sound. */
const INITIAL_OUTGOING_BPS = 1_000_000
/** A page that was silent this long is gone: its camera light must not stay lit for nobody. */
const ICE_CONSENT_TIMEOUT_S = 20

type Direction = MediaRequest<'create-transport'>['direction']

/** One page of one admitted member: at most a transport each way and a producer of each kind. */
export class Session {
  readonly member: MemberId
  readonly screen: string
  readonly producers = new Map<MediaKind, Producer>()
  readonly #parts: SessionParts
  readonly #transports = new Map<Direction, WebRtcTransport>()
  readonly #consumers = new Map<string, Consumer>()
  #capabilities: RtpCapabilities | null = null
  /** Null until first told, which the page then always is. */
  #feeds: readonly Feed[] | null = null
  #heard: boolean | null = null
  #closed = false
  /** Calls are carried out in order: so no two of them can pass the same bound together. */
  #calls: Promise<unknown> = Promise.resolve()

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.member = parts.member
    this.screen = parts.screen
  }

  get #door(): Router {
    return this.#parts.cluster.door
  }

  /** @throws {MediaRefusal} */
  call(method: string, data: unknown): Promise<unknown> {
    const done = this.#calls.then(() => this.#answer(method, data))
    this.#calls = done.catch(() => undefined)
    return done
  }

  /** What this page may receive from now on. Consumers of anything else end. */
  offer(feeds: readonly Feed[]): void {
    if (this.#feeds !== null && idsOf(feeds) === idsOf(this.#feeds)) return
    this.#feeds = feeds
    const offered = new Set(feeds.map(({ id }) => id))
    for (const [id, consumer] of this.#consumers) {
      if (offered.has(consumer.producerId)) continue
      consumer.close()
      this.#consumers.delete(id)
    }
    this.#parts.send('feeds', { feeds })
  }

  /** Whether what this member says may be heard. The order leaves for the worker within the call. */
  setHeard(heard: boolean): void {
    if (heard === this.#heard) return
    this.#heard = heard
    for (const producer of this.producers.values()) this.#gate(producer)
    this.#parts.send('heard', { heard })
  }

  close(): void {
    this.#closed = true
    for (const transport of this.#transports.values()) transport.close()
    this.#transports.clear()
    this.#consumers.clear()
    this.producers.clear()
  }

  readonly #answers: Answers = {
    join: async () => ({ rtpCapabilities: capabilitiesForPages(this.#door) }),
    'create-transport': (request) => this.#createTransport(request),
    'connect-transport': async ({ transport, dtlsParameters }) => {
      await this.#transport(transport).connect({ dtlsParameters })
      return {}
    },
    'restart-ice': async ({ transport }) => ({
      iceParameters: await this.#transport(transport).restartIce(),
    }),
    produce: ({ kind, rtpParameters }) => this.#produce(kind, rtpParameters),
    consume: ({ feed }) => this.#consume(feed),
    'resume-consumer': async ({ consumer }) => {
      const found = this.#consumers.get(consumer)
      if (found === undefined) throw notFound('consumer')
      await found.resume()
      return {}
    },
  }

  async #answer(method: string, data: unknown): Promise<unknown> {
    if (this.#closed) throw new MediaRefusal('not-joined', 'This page has no media any more.')
    try {
      return await answer(this.#answers, method, data)
    } catch (error) {
      if (error instanceof MediaRefusal) throw error
      throw new MediaRefusal('refused-by-media', `The media worker refused: ${reasonOf(error)}`)
    }
  }

  async #createTransport(request: MediaRequest<'create-transport'>): Promise<unknown> {
    const { direction } = request
    if (request.direction === 'receive') {
      this.#capabilities = request.rtpCapabilities
      this.#consumers.clear()
    }
    this.#transports.get(direction)?.close()
    this.#transports.delete(direction)
    const transport = await this.#door.createWebRtcTransport({
      webRtcServer: this.#parts.cluster.doorServer,
      preferUdp: true,
      iceConsentTimeout: ICE_CONSENT_TIMEOUT_S,
      initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BPS,
    })
    if (direction === 'send') await transport.setMaxIncomingBitrate(MAX_INCOMING_BPS)
    this.#keepOpen(transport)
    this.#transports.set(direction, transport)
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport
    return { id, iceParameters, iceCandidates, dtlsParameters }
  }

  async #produce(kind: MediaKind, rtpParameters: RtpParameters): Promise<unknown> {
    const transport = this.#transports.get('send')
    if (transport === undefined) throw notFound('send transport')
    this.producers.get(kind)?.close()
    // Paused whatever the page wishes: only the floor opens it.
    const producer = await transport.produce({
      kind,
      rtpParameters: withoutCaptureTime(rtpParameters),
      paused: true,
    })
    this.#keepOpen(transport)
    this.producers.set(kind, producer)
    producer.observer.once('close', () => {
      if (this.producers.get(kind) === producer) this.producers.delete(kind)
      this.#parts.onProducersChanged()
    })
    if (this.#heard === true) this.#gate(producer)
    this.#parts.onProducersChanged()
    return { id: producer.id }
  }

  async #consume(feedId: string): Promise<unknown> {
    const transport = this.#transports.get('receive')
    const feed = this.#feeds?.find(({ id }) => id === feedId)
    const rtpCapabilities = this.#capabilities
    if (feed === undefined) throw notFound('feed')
    if (transport === undefined || rtpCapabilities === null) throw notFound('receive transport')
    if (!this.#door.canConsume({ producerId: feed.id, rtpCapabilities })) return null
    for (const [id, former] of this.#consumers) {
      if (former.producerId !== feed.id) continue
      former.close()
      this.#consumers.delete(id)
    }
    const consumer = await transport.consume({ producerId: feed.id, rtpCapabilities, paused: true })
    if (this.#feeds?.some(({ id }) => id === feed.id) !== true) {
      consumer.close()
      throw notFound('feed')
    }
    this.#consumers.set(consumer.id, consumer)
    consumer.observer.once('close', () => this.#consumers.delete(consumer.id))
    const { id, kind, rtpParameters } = consumer
    return { id, kind, rtpParameters }
  }

  #gate(producer: Producer): void {
    const moved = this.#heard === true ? producer.resume() : producer.pause()
    moved.catch((error: unknown) => {
      // A producer that was closed meanwhile is silent, as is one whose worker died.
      if (producer.closed) return
      producer.close()
      this.#parts.onTrouble({
        code: 'media-worker-refused',
        detail: `The sound of ${this.member} could not be switched and was ended: ${reasonOf(error)}`,
      })
    })
  }

  #transport(id: string): WebRtcTransport {
    const found = [...this.#transports.values()].find((transport) => transport.id === id)
    if (found === undefined) throw notFound('transport')
    return found
  }

  /** What was opened while the session ended must not stay open. */
  #keepOpen(transport: Transport): void {
    if (!this.#closed) return
    transport.close()
    throw new MediaRefusal('not-joined', 'The session ended meanwhile.')
  }
}

const idsOf = (feeds: readonly Feed[]) => feeds.map(({ id }) => id).join()

const notFound = (what: string) =>
  new MediaRefusal('not-found', `This page has no such ${what}, or not any more.`)

/**
 * Where this extension is agreed on and then not sent, as Chromium does with some devices,
 * mediasoup refuses ever to change a simulcast layer.
 */
const withoutCaptureTime = (parameters: RtpParameters): RtpParameters => ({
  ...parameters,
  headerExtensions: parameters.headerExtensions.filter(
    ({ uri }) => !uri.endsWith('abs-capture-time'),
  ),
})

/** Without the header extensions no browser sends. */
function capabilitiesForPages({ rtpCapabilities }: Router) {
  const { codecs = [], headerExtensions = [] } = rtpCapabilities
  return {
    codecs,
    headerExtensions: headerExtensions.filter(({ uri }) => isPageExtension.Check(uri)),
  }
}
