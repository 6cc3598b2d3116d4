import Type from 'typebox'
import { MemberId } from './ids.ts'
import {
  DtlsParameters,
  IceCandidate,
  IceParameters,
  MediaKind,
  RtpCapabilities,
  RtpParameters,
} from './rtp.ts'

/**
 * Signalling between a remote member's page and the media bridge. Calls are the `media` frames of
 * socket.ts (method, data), answered by `media-reply`; events come as `media-event`.
 *
 * The order: `join`, then `create-transport` for each direction, then `produce` and, for each feed,
 * `consume` and `resume-consumer`. `connect-transport` comes when the browser asks for it. After the
 * event `rejoin` everything begins again at `join`.
 */

const strict = { additionalProperties: false }
const MediaId = Type.String({ minLength: 1, maxLength: 64 })
/** Something a page may receive. `id` is what `consume` asks for; it changes when the source does. */
export const Feed = Type.Object(
  {
    id: MediaId,
    feed: Type.Union([
      Type.Literal('hall-sound'),
      Type.Literal('hall-picture'),
      Type.Literal('speaker'),
    ]),
    kind: MediaKind,
    /** The remote member who is heard, with `speaker`; nobody ever receives themselves. */
    member: Type.Union([MemberId, Type.Null()]),
  },
  strict,
)
export type Feed = Type.Static<typeof Feed>

/** Hall sound and picture, and 25 speakers with both. */
export const MAX_FEEDS = 52

const Feeds = Type.Array(Feed, { maxItems: MAX_FEEDS })
const Nothing = Type.Object({}, strict)

/** Every method with what it takes and what it answers. */
export const mediaCalls = {
  /**
   * A member has one page with media: joining here ends it on the page that had it before. The
   * events `feeds` and `heard` come with it, and alone say what is so: an answer may be overtaken.
   */
  join: {
    request: Nothing,
    reply: Type.Object({ rtpCapabilities: RtpCapabilities }, strict),
  },
  /** One of each direction; asking again closes the former one and all that went through it. */
  'create-transport': {
    request: Type.Union([
      Type.Object({ direction: Type.Literal('send') }, strict),
      Type.Object({ direction: Type.Literal('receive'), rtpCapabilities: RtpCapabilities }, strict),
    ]),
    reply: Type.Object(
      {
        id: MediaId,
        iceParameters: IceParameters,
        iceCandidates: Type.Array(IceCandidate, { maxItems: 64 }),
        dtlsParameters: DtlsParameters,
      },
      strict,
    ),
  },
  'connect-transport': {
    request: Type.Object({ transport: MediaId, dtlsParameters: DtlsParameters }, strict),
    reply: Nothing,
  },
  'restart-ice': {
    request: Type.Object({ transport: MediaId }, strict),
    reply: Type.Object({ iceParameters: IceParameters }, strict),
  },
  /** One of each kind. It starts paused at the bridge, and only a grant of the floor resumes it. */
  produce: {
    request: Type.Object({ kind: MediaKind, rtpParameters: RtpParameters }, strict),
    reply: Type.Object({ id: MediaId }, strict),
  },
  /**
   * Starts paused, so that no picture is lost before the page is ready for it. Null: this browser
   * cannot show the format.
   */
  consume: {
    request: Type.Object({ feed: MediaId }, strict),
    reply: Type.Union([
      Type.Object({ id: MediaId, kind: MediaKind, rtpParameters: RtpParameters }, strict),
      Type.Null(),
    ]),
  },
  'resume-consumer': {
    request: Type.Object({ consumer: MediaId }, strict),
    reply: Nothing,
  },
} as const
export type MediaMethod = keyof typeof mediaCalls
export type MediaRequest<M extends MediaMethod> = Type.Static<(typeof mediaCalls)[M]['request']>
export type MediaReply<M extends MediaMethod> = Type.Static<(typeof mediaCalls)[M]['reply']>

/** Every event with its data. */
export const mediaEvents = {
  /** What may be received now; consumers of what is no longer among them are closed already. */
  feeds: Type.Object({ feeds: Feeds }, strict),
  /** Whether this member is audible in the hall and to the others. */
  heard: Type.Object({ heard: Type.Boolean() }, strict),
  /** Media ended for this page: not admitted any more, or the member joined on another page. */
  closed: Type.Object(
    { reason: Type.Union([Type.Literal('not-admitted'), Type.Literal('elsewhere')]) },
    strict,
  ),
  /** The bridge restarted; it is up again and knows nothing of this page. */
  rejoin: Nothing,
} as const
export type MediaEvent = keyof typeof mediaEvents
export type MediaEventData<E extends MediaEvent> = Type.Static<(typeof mediaEvents)[E]>

/** Why a call was not carried out; nothing was changed by it. */
export type MediaRefusalCode =
  /** The person is not admitted to the sitting's sound and picture. */
  | 'not-admitted'
  /** Not a method, or not its data. */
  | 'malformed'
  /** `join` comes first. */
  | 'not-joined'
  /** No such transport, feed or consumer for this page; it may just have ended. */
  | 'not-found'
  /** The bridge is restarting: try again in a moment. */
  | 'media-down'
  /** The media worker would not take the parameters. */
  | 'refused-by-media'
