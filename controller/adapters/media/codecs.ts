import type { RouterRtpCodecCapability, RtpParameters } from 'mediasoup/types'

/** Opus always has this payload type, so that what hears the hall output can be configured. */
export const OPUS_PAYLOAD_TYPE = 100

const h264 = (profileLevelId: string): RouterRtpCodecCapability => ({
  kind: 'video',
  mimeType: 'video/H264',
  clockRate: 90_000,
  parameters: {
    'packetization-mode': 1,
    'profile-level-id': profileLevelId,
    'level-asymmetry-allowed': 1,
  },
})

/**
 * Profiles a camera may send, in the words ffmpeg names them by. Every browser shows constrained
 * baseline; most show the others too, as long as the camera sends no B-frames.
 */
const h264Profiles = new Map([
  ['Constrained Baseline', '42e01f'],
  ['Baseline', '42001f'],
  ['Main', '4d001f'],
  ['High', '64001f'],
])

/**
 * What browsers and the hall exchange. VP8 stands first because every browser sends it; H.264 is
 * the hall camera's, passed on as it is. Other payload types are left to mediasoup, which numbers
 * the retransmissions (RTX) between them.
 */
export const routerCodecs: RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    preferredPayloadType: OPUS_PAYLOAD_TYPE,
    parameters: { useinbandfec: 1 },
  },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  ...[...h264Profiles.values()].map(h264),
]

/** A stream ffmpeg sends to the bridge on this machine. */
export interface HallStream {
  payloadType: number
  ssrc: number
}
export const HALL_SOUND: HallStream = { payloadType: 97, ssrc: 0x48414c01 }
export const HALL_PICTURE: HallStream = { payloadType: 98, ssrc: 0x48414c02 }

/** The same for sound and picture: browsers keep streams of one name in step. */
export const HALL_CNAME = 'hall'

export const hallSoundParameters: RtpParameters = {
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: HALL_SOUND.payloadType,
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: 1, 'sprop-stereo': 0 },
    },
  ],
  encodings: [{ ssrc: HALL_SOUND.ssrc }],
  rtcp: { cname: HALL_CNAME },
}

/** @returns null for a profile no browser is known to show */
export function hallPictureParameters(profile: string): RtpParameters | null {
  const profileLevelId = h264Profiles.get(profile)
  if (profileLevelId === undefined) return null
  return {
    codecs: [
      {
        mimeType: 'video/H264',
        payloadType: HALL_PICTURE.payloadType,
        clockRate: 90_000,
        parameters: h264(profileLevelId).parameters ?? {},
        // A camera is not asked for key frames or repeats: nothing on its way here listens.
        rtcpFeedback: [],
      },
    ],
    encodings: [{ ssrc: HALL_PICTURE.ssrc }],
    rtcp: { cname: HALL_CNAME },
  }
}
