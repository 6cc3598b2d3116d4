import Type from 'typebox'

/**
 * How browsers and the media bridge describe streams to each other (mediasoup's RTP, ICE and DTLS
 * parameters).
 *
 * The bounds hold off a page that would fill the controller's memory; what real browsers send stays
 * well below half of each.
 */

const strict = { additionalProperties: false }
const Name = Type.String({ minLength: 1, maxLength: 100 })
const PayloadType = Type.Integer({ minimum: 0, maximum: 127 })
const Ssrc = Type.Integer({ minimum: 0, maximum: 0xffffffff })
const ExtensionId = Type.Integer({ minimum: 1, maximum: 255 })

export const MediaKind = Type.Union([Type.Literal('audio'), Type.Literal('video')])
export type MediaKind = Type.Static<typeof MediaKind>

/** Plain values by name, such as `profile-level-id`; the libraries at both ends type them loosely. */
const CodecSettings = Type.Unsafe<Record<string, unknown>>(
  Type.Record(
    Type.String({ maxLength: 40 }),
    Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]),
    { maxProperties: 20 },
  ),
)
const Feedback = Type.Array(
  Type.Object({ type: Name, parameter: Type.Optional(Type.String({ maxLength: 40 })) }, strict),
  { maxItems: 16 },
)
const codec = {
  mimeType: Name,
  clockRate: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  channels: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
  parameters: Type.Optional(CodecSettings),
  rtcpFeedback: Type.Optional(Feedback),
}

/** The RTP header extensions mediasoup and browsers share. */
export const HeaderExtensionUri = Type.Union([
  Type.Literal('urn:ietf:params:rtp-hdrext:sdes:mid'),
  Type.Literal('urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id'),
  Type.Literal('urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id'),
  Type.Literal('http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time'),
  Type.Literal('http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01'),
  Type.Literal('urn:ietf:params:rtp-hdrext:ssrc-audio-level'),
  Type.Literal(
    'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
  ),
  Type.Literal('urn:3gpp:video-orientation'),
  Type.Literal('http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time'),
  Type.Literal('http://www.webrtc.org/experiments/rtp-hdrext/playout-delay'),
  Type.Literal('urn:mediasoup:params:rtp-hdrext:packet-id'),
])

/** What a browser, or the media bridge, can receive. */
export const RtpCapabilities = Type.Object(
  {
    codecs: Type.Array(
      Type.Object({ kind: MediaKind, preferredPayloadType: PayloadType, ...codec }, strict),
      { maxItems: 60 },
    ),
    headerExtensions: Type.Array(
      Type.Object(
        {
          kind: MediaKind,
          uri: HeaderExtensionUri,
          preferredId: ExtensionId,
          preferredEncrypt: Type.Optional(Type.Boolean()),
          direction: Type.Optional(
            Type.Union([
              Type.Literal('sendrecv'),
              Type.Literal('sendonly'),
              Type.Literal('recvonly'),
              Type.Literal('inactive'),
            ]),
          ),
        },
        strict,
      ),
      { maxItems: 60 },
    ),
  },
  strict,
)
export type RtpCapabilities = Type.Static<typeof RtpCapabilities>

/** One track as it is really sent: its codecs, streams and header extensions. */
export const RtpParameters = Type.Object(
  {
    mid: Type.Optional(Name),
    msid: Type.Optional(Type.String({ maxLength: 200 })),
    codecs: Type.Array(Type.Object({ payloadType: PayloadType, ...codec }, strict), {
      minItems: 1,
      maxItems: 16,
    }),
    headerExtensions: Type.Array(
      Type.Object(
        {
          uri: HeaderExtensionUri,
          id: ExtensionId,
          encrypt: Type.Optional(Type.Boolean()),
          parameters: Type.Optional(CodecSettings),
        },
        strict,
      ),
      { maxItems: 30 },
    ),
    encodings: Type.Array(
      Type.Object(
        {
          active: Type.Optional(Type.Boolean()),
          ssrc: Type.Optional(Ssrc),
          rid: Type.Optional(Type.String({ minLength: 1, maxLength: 16 })),
          codecPayloadType: Type.Optional(PayloadType),
          rtx: Type.Optional(Type.Object({ ssrc: Ssrc }, strict)),
          dtx: Type.Optional(Type.Boolean()),
          scalabilityMode: Type.Optional(Type.String({ maxLength: 16 })),
          scaleResolutionDownBy: Type.Optional(Type.Number({ minimum: 1, maximum: 64 })),
          maxBitrate: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
          maxFramerate: Type.Optional(Type.Number({ minimum: 0, maximum: 240 })),
        },
        strict,
      ),
      { minItems: 1, maxItems: 3 },
    ),
    rtcp: Type.Object(
      {
        cname: Type.Optional(Type.String({ maxLength: 100 })),
        reducedSize: Type.Optional(Type.Boolean()),
        mux: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  },
  strict,
)
export type RtpParameters = Type.Static<typeof RtpParameters>

export const DtlsParameters = Type.Object(
  {
    role: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal('client'), Type.Literal('server')]),
    ),
    fingerprints: Type.Array(
      Type.Object(
        {
          algorithm: Type.Union([
            Type.Literal('sha-1'),
            Type.Literal('sha-224'),
            Type.Literal('sha-256'),
            Type.Literal('sha-384'),
            Type.Literal('sha-512'),
          ]),
          value: Type.String({ pattern: '^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){15,63}$' }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 8 },
    ),
  },
  strict,
)
export type DtlsParameters = Type.Static<typeof DtlsParameters>

export const IceParameters = Type.Object(
  {
    usernameFragment: Type.String({ maxLength: 256 }),
    password: Type.String({ maxLength: 256 }),
    iceLite: Type.Optional(Type.Boolean()),
  },
  strict,
)

/** Where a browser sends to. There is no STUN server: these are all there are. */
export const IceCandidate = Type.Object(
  {
    foundation: Name,
    priority: Type.Integer({ minimum: 0 }),
    address: Name,
    ip: Name,
    protocol: Type.Union([Type.Literal('udp'), Type.Literal('tcp')]),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
    type: Type.Literal('host'),
    tcpType: Type.Optional(Type.Literal('passive')),
  },
  strict,
)
