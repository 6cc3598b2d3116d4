import { isIPv6 } from 'node:net'

/** An RTP stream somebody sends us, in the words of SDP. */
export interface RtpInput {
  kind: 'audio' | 'video'
  /** A multicast group, or where it is received; `localOnly` streams are taken on loopback alone. */
  address: string
  port: number
  payloadType: number
  /** Such as `opus/48000/2`. */
  encoding: string
  localOnly: boolean
}

/** ffmpeg gives up on a silent sender after this many seconds; the hall may be silent all night. */
const SILENCE_LIMIT_S = 86_400

/** Arguments that make ffmpeg receive it; the description travels in the arguments, not in a file. */
export function rtpInputArguments(input: RtpInput): string[] {
  const sdp = [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=hall',
    `c=IN ${isIPv6(input.address) ? 'IP6' : 'IP4'} ${input.address}`,
    't=0 0',
    `m=${input.kind} ${input.port} RTP/AVP ${input.payloadType}`,
    `a=rtpmap:${input.payloadType} ${input.encoding}`,
    ...(input.kind === 'video' ? [`a=fmtp:${input.payloadType} packetization-mode=1`] : []),
    '',
  ].join('\r\n')
  return [
    ...['-protocol_whitelist', 'data,rtp,udp'],
    ...(input.localOnly ? ['-localaddr', '127.0.0.1'] : []),
    ...['-listen_timeout', String(SILENCE_LIMIT_S)],
    // A sender that restarts begins at another number and timestamp. ffmpeg's queue would take a
    // lower number for a late packet and drop all until it is passed again, up to eleven minutes.
    ...['-reorder_queue_size', '0'],
    ...['-use_wallclock_as_timestamps', '1'],
    ...['-f', 'sdp', '-i', `data:application/sdp;base64,${Buffer.from(sdp).toString('base64')}`],
  ]
}
