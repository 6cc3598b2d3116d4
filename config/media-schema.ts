import Type from 'typebox'

/** Sound and picture of the hall, and how remote members reach it. docs/media.md explains each. */

const strict = { additionalProperties: false }
const Port = Type.Integer({ minimum: 1, maximum: 65535 })
const Path = Type.String({ minLength: 1, maxLength: 400 })
const AlsaDevice = Type.String({ minLength: 1, maxLength: 100 })
/** An IPv4 or IPv6 address; names are not looked up, for nothing here may wait for a name server. */
const Address = Type.String({
  pattern: '^([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$',
})
const PayloadType = Type.Integer({ minimum: 0, maximum: 127 })
/** Remote speakers audible at once: as many as there may be open microphones (25). */
const Slots = Type.Integer({ minimum: 1, maximum: 25 })

const HallSound = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('rtp'),
      port: Port,
      /** A multicast group to join or an address of this machine; any address by default. */
      address: Type.Optional(Address),
      /** Opus by default; L16 and L24 are what AES67 and Dante send. */
      encoding: Type.Optional(
        Type.Union([Type.Literal('opus'), Type.Literal('L16'), Type.Literal('L24')]),
      ),
      channels: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
      payloadType: Type.Optional(PayloadType),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('alsa'), device: AlsaDevice }, strict),
  Type.Object({ kind: Type.Literal('file'), path: Path }, strict),
  Type.Object({ kind: Type.Literal('test-tone') }, strict),
])

/** H.264 in every case, passed on as it comes; only the test picture is encoded here. */
const HallPicture = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('rtp'),
      port: Port,
      address: Type.Optional(Address),
      payloadType: Type.Optional(PayloadType),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('rtsp'),
      url: Type.String({ pattern: '^rtsps?://', maxLength: 400 }),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('file'),
      /** An MPEG transport stream, shown over and over. */
      path: Type.String({ pattern: '\\.ts$', maxLength: 400 }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('test-picture') }, strict),
])

/** Where remote speakers are heard in the hall: one slot for each who speaks at the same time. */
const HallOutput = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('rtp'),
      address: Address,
      /** Of the first slot; the next ones follow at port + 2, + 4, … with RTCP one above each. */
      port: Port,
      slots: Type.Optional(Slots),
    },
    strict,
  ),
  Type.Object(
    { kind: Type.Literal('alsa'), device: AlsaDevice, slots: Type.Optional(Slots) },
    strict,
  ),
])

export const MediaConfig = Type.Object(
  {
    /** The one UDP and the one TCP port all browsers use; 0 takes any that is free (tests). */
    port: Type.Integer({ minimum: 0, maximum: 65535 }),
    /** Addresses browsers are told, the public one behind NAT too; found by itself when left out. */
    announced: Type.Optional(Type.Array(Address, { minItems: 1, maxItems: 16 })),
    /** Media workers; one for each core when left out. */
    workers: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
    hallSound: Type.Union([HallSound, Type.Null()]),
    hallPicture: Type.Union([HallPicture, Type.Null()]),
    hallOutput: Type.Union([HallOutput, Type.Null()]),
  },
  strict,
)
export type MediaConfig = Type.Static<typeof MediaConfig>
