import { HALL_CNAME, HALL_PICTURE, HALL_SOUND, type HallStream } from './codecs.ts'
import type { HallPicture, HallSound } from './options.ts'
import { rtpInputArguments } from './sdp.ts'

/** Where ffmpeg sends a hall stream: two UDP ports of the bridge on this machine. */
export interface RtpTarget {
  port: number
  rtcpPort: number
}

/**
 * ffmpeg's arguments for the hall's sound: whatever comes in becomes Opus, 20 ms a packet, mono.
 * 40 kbit/s is where Opus is transparent for speech and still carries in-band FEC, which it drops
 * at higher rates.
 */
export function hallSoundArguments(source: HallSound, target: RtpTarget): string[] {
  return [
    ...['-loglevel', 'error'],
    ...soundInput(source),
    ...['-map', '0:a:0', '-ac', '1', '-ar', '48000', '-c:a', 'libopus', '-application', 'voip'],
    // Named as the encoder's: RTP's own output has an option of that name too.
    ...['-b:a', '40k', '-fec:a', '1', '-packet_loss', '5', '-frame_duration', '20'],
    ...rtpOutput(HALL_SOUND, target),
  ]
}

/** ffmpeg's arguments for the hall's picture: H.264 passed on as it comes. */
export function hallPictureArguments(source: HallPicture, target: RtpTarget): string[] {
  return [
    // At this level ffmpeg names the profile of what it receives: see pictureProfile.
    ...['-loglevel', 'info'],
    ...pictureInput(source),
    ...['-map', '0:v:0', ...pictureEncoding(source)],
    ...rtpOutput(HALL_PICTURE, target),
  ]
}

/** The H.264 profile ffmpeg says it receives, where this line of its output says so. */
export function pictureProfile(line: string): string | null {
  const [, codec, profile] = /Stream #0:\d+.*: Video: (\w+) ?(?:\(([^)]+)\))?/.exec(line) ?? []
  if (codec === undefined) return null
  return codec === 'h264' ? (profile ?? 'unknown') : codec
}

function soundInput(source: HallSound): string[] {
  switch (source.kind) {
    case 'rtp':
      return rtpInputArguments({ kind: 'audio', localOnly: false, ...soundFormat(source) })
    case 'alsa':
      return ['-f', 'alsa', '-i', source.device]
    case 'file':
      return ['-re', '-stream_loop', '-1', '-i', source.path]
    case 'test-tone':
      return ['-re', '-f', 'lavfi', '-i', testTone]
  }
}

function soundFormat(source: HallSound & { kind: 'rtp' }) {
  const { port, address = '0.0.0.0', encoding = 'opus' } = source
  // RFC 7587: Opus is always announced with two channels.
  const channels = encoding === 'opus' ? 2 : (source.channels ?? 2)
  const payloadType = source.payloadType ?? (encoding === 'opus' ? 111 : 98)
  return { port, address, payloadType, encoding: `${encoding}/48000/${channels}` }
}

function pictureInput(source: HallPicture): string[] {
  switch (source.kind) {
    case 'rtp': {
      const { port, address = '0.0.0.0', payloadType = 96 } = source
      const encoding = 'H264/90000'
      return rtpInputArguments({
        ...{ kind: 'video', localOnly: false, port, address, payloadType, encoding },
      })
    }
    case 'rtsp':
      // Over TCP, so that no packet of a key frame is missing; a camera silent for 5 s is called again.
      return ['-rtsp_transport', 'tcp', '-timeout', '5000000', '-i', source.url]
    case 'file':
      return ['-re', '-stream_loop', '-1', '-i', source.path]
    case 'test-picture':
      return ['-re', '-f', 'lavfi', '-i', testPicture]
  }
}

function pictureEncoding(source: HallPicture): string[] {
  switch (source.kind) {
    case 'test-picture':
      return testEncoding
    case 'file':
      // MPEG-TS holds its parameter sets where they are needed, and no filter survives a loop.
      return ['-c:v', 'copy']
    default:
      return copied
  }
}

/** Parameter sets are repeated before each key frame: who tunes in later needs them too. */
const copied = ['-c:v', 'copy', '-bsf:v', 'dump_extra=freq=keyframe']

/** A soft chord (A3, E4, C#5) that swells every four seconds, about 34 dB below full scale. */
const testTone =
  'aevalsrc=exprs=0.012*(sin(2*PI*220*t)+sin(2*PI*329.63*t)+sin(2*PI*554.37*t))*(1.5+sin(PI*t/2)):s=48000'

/** Something that moves and tells the time, so that a frozen picture is seen to be frozen. */
const testPicture =
  'testsrc2=size=640x360:rate=10,' +
  "drawtext=text='%{localtime\\:%H\\\\\\:%M\\\\\\:%S}'" +
  ':fontsize=56:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=12:x=(w-tw)/2:y=h-th-28'

/** A few per cent of one core; a key frame every 2 s is the longest a new viewer waits. */
const testEncoding = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
  ...['-pix_fmt', 'yuv420p', '-g', '20', '-b:v', '400k', '-maxrate', '600k', '-bufsize', '600k'],
]

function rtpOutput(stream: HallStream, target: RtpTarget): string[] {
  const { port, rtcpPort } = target
  return [
    ...['-payload_type', String(stream.payloadType), '-ssrc', String(stream.ssrc)],
    ...['-cname', HALL_CNAME, '-f', 'rtp'],
    // 1200 bytes stay below every network's packet size once encrypted for a browser.
    `rtp://127.0.0.1:${port}?rtcpport=${rtcpPort}&pkt_size=1200`,
  ]
}
