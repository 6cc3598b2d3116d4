import type { RouterRtpCodecCapability, RtpParameters } from 'mediasoup/types'

/** Opus always has this payload type, so that what hears the hall output can be configured. */
export const OPUS_PAYLOAD_TYPE = 100

/**
 * Constrained baseline, packetization mode 1: the H.264 every browser agrees to. A camera of the
 * main or high profile is announced as this too: what a browser's decoder does is told by the stream
 * itself, and all of them decode these, while few agree to them.
 */
const h264 = {
  'packetization-mode': 1,
  'profile-level-id': '42e01f',
  'level-asymmetry-allowed': 1,
}

/** Profiles a camera may send, in the words ffmpeg names them by: 4:2:0, eight bits. */
const shownProfiles = new Set(['Constrained Baseline', 'Baseline', 'Main', 'High'])

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
  { kind: 'video', mimeType: 'video/H264', clockRate: 90_000, parameters: h264 },
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

export const hallPictureParameters: RtpParameters = {
  codecs: [
    {
      mimeType: 'video/H264',
      payloadType: HALL_PICTURE.payloadType,
      clockRate: 90_000,
      parameters: h264,
      // A camera is not asked for key frames or repeats: nothing on its way here listens.
      rtcpFeedback: [],
    },
  ],
  encodings: [{ ssrc: HALL_PICTURE.ssrc }],
  rtcp: { cname: HALL_CNAME },
}

/** Whether browsers can show it, as ffmpeg names a picture's profile, or its codec if not H.264. */
export const isShown = (profile: string): boolean => shownProfiles.has(profile)
