import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
} from 'werift'
import type { MediaReply } from '../../../controller/protocol/media-messages.ts'
import type { DtlsParameters } from '../../../controller/protocol/rtp.ts'
import { ask, knownEvent, type Signal } from '../../../kiosk/join/media/signal.ts'
import { PACKET_MS } from './opus-tone.ts'

export interface SimulatedVoiceParts {
  /** Opus packets of 20 ms, said over and over. */
  words: readonly Buffer[]
  /**
   * 'heard': speaks while the bridge says it is heard, as a person who saw the floor being given.
   * 'always': speaks without asking, as a page that ignores its manners.
   */
  speaks: 'heard' | 'always'
}

const OPUS = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }
const SAMPLES = (OPUS.clockRate / 1000) * PACKET_MS
/** What is later than this is left unsaid. */
const LATEST_MS = 500
/** A bridge that restarts is back within two seconds. */
const RETRY_MS = 1000

/**
 * A remote member's microphone without a browser: the same signalling, and the same ICE, DTLS and
 * SRTP through the same port, by a WebRTC written in TypeScript. It sends a tone and receives
 * nothing.
 */
export class SimulatedVoice {
  readonly #parts: SimulatedVoiceParts
  #signal: Signal | null = null
  #unlisten: (() => void) | null = null
  #connection: RTCPeerConnection | null = null
  #track: MediaStreamTrack | null = null
  #clock: NodeJS.Timeout | null = null
  #retry: NodeJS.Timeout | null = null
  #heard = false
  #sent = 0

  constructor(parts: SimulatedVoiceParts) {
    this.#parts = parts
  }

  /** Packets sent so far. */
  get sent(): number {
    return this.#sent
  }

  /** Joins the media of a member who was admitted; rejoins by itself until it is stopped. */
  start(signal: Signal): void {
    this.#signal = signal
    this.#unlisten = signal.onEvent((event, data) => {
      const known = knownEvent(event, data)
      if (known?.event === 'heard') this.#heard = known.data.heard
      if (known?.event === 'rejoin') this.#connect()
      if (known?.event === 'closed') this.stop()
    })
    this.#connect()
  }

  stop(): void {
    this.#unlisten?.()
    this.#unlisten = null
    this.#signal = null
    this.#hangUp()
  }

  #connect(): void {
    const signal = this.#signal
    if (signal === null) return
    this.#hangUp()
    const track = new MediaStreamTrack({ kind: 'audio' })
    this.#track = track
    this.#publish(signal, track).catch(() => {
      if (this.#track !== track) return
      this.#retry = setTimeout(() => this.#connect(), RETRY_MS)
    })
  }

  #hangUp(): void {
    if (this.#retry !== null) clearTimeout(this.#retry)
    if (this.#clock !== null) clearInterval(this.#clock)
    this.#retry = null
    this.#clock = null
    this.#track = null
    this.#heard = false
    this.#connection?.close().catch(() => undefined)
    this.#connection = null
  }

  async #publish(signal: Signal, track: MediaStreamTrack): Promise<void> {
    await ask(signal, 'join', {})
    const bridge = await ask(signal, 'create-transport', { direction: 'send' })
    if (this.#track !== track) return
    const connection = new RTCPeerConnection({
      // Nothing outside the building is asked where it is.
      iceServers: [],
      codecs: { audio: [new RTCRtpCodecParameters(OPUS)], video: [] },
      headerExtensions: { audio: [], video: [] },
    })
    this.#connection = connection
    const { sender } = connection.addTransceiver(track, { direction: 'sendonly' })
    const offer = await connection.createOffer()
    await connection.setLocalDescription(offer)
    const dtlsParameters = ownDtls(offer.sdp)
    await ask(signal, 'connect-transport', { transport: bridge.id, dtlsParameters })
    await connection.setRemoteDescription({ type: 'answer', sdp: answerOf(bridge) })
    const rtpParameters = {
      ...{ mid: '0', codecs: [OPUS], headerExtensions: [], encodings: [{ ssrc: sender.ssrc }] },
      rtcp: { cname: 'simulated' },
    }
    await ask(signal, 'produce', { kind: 'audio', rtpParameters })
    if (this.#track === track) this.#clock = this.#speak(track)
  }

  #speak(track: MediaStreamTrack): NodeJS.Timeout {
    const { words, speaks } = this.#parts
    let sequence = 0
    let at = performance.now()
    return setInterval(() => {
      // A timer that comes late is made up for: a listener's buffer must not run dry.
      at = Math.max(at, performance.now() - LATEST_MS)
      for (; at <= performance.now(); at += PACKET_MS) {
        sequence += 1
        const word = words[sequence % words.length]
        if (word === undefined || (speaks === 'heard' && !this.#heard)) continue
        this.#sent += 1
        const header = new RtpHeader({
          payloadType: OPUS.payloadType,
          sequenceNumber: this.#sent & 0xffff,
          timestamp: (sequence * SAMPLES) >>> 0,
          marker: false,
        })
        track.writeRtp(new RtpPacket(header, word))
      }
    }, PACKET_MS)
  }
}

/** The certificate this end will show, out of its own description. */
function ownDtls(sdp: string): DtlsParameters {
  const value = /^a=fingerprint:sha-256 (\S+)/m.exec(sdp)?.[1]
  if (value === undefined) throw new Error('The description has no fingerprint.')
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] }
}

/** mediasoup has no session description of its own: what it says of a transport, as an answer. */
function answerOf(bridge: MediaReply<'create-transport'>): string {
  const { iceParameters, iceCandidates, dtlsParameters } = bridge
  const sha256 = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256')
  const candidates = iceCandidates
    .filter(({ protocol }) => protocol === 'udp')
    .map(
      ({ foundation, protocol, priority, address, port }) =>
        `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ host`,
    )
  return [
    ...['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'a=group:BUNDLE 0', 'a=ice-lite'],
    ...['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'c=IN IP4 0.0.0.0', 'a=mid:0', 'a=recvonly'],
    ...['a=rtcp-mux', 'a=rtpmap:111 opus/48000/2', 'a=setup:passive'],
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:sha-256 ${sha256?.value ?? ''}`,
    ...candidates,
    ...['a=end-of-candidates', ''],
  ].join('\r\n')
}
