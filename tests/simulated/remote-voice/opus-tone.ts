import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** One packet each 20 ms. */
export const PACKET_MS = 20

/** Ogg's page header is 27 bytes and a table of segments (RFC 3533, section 6). */
const PAGE_HEADER_BYTES = 27

/**
 * Two seconds of a tone that swells and fades twice a second, as Opus packets of 20 ms that may be
 * sent over and over: encoded once, so that a simulated speaker costs next to nothing.
 * @param hz pitch, to tell speakers apart
 */
export async function opusTone(hz: number): Promise<Buffer[]> {
  const tone = `aevalsrc=exprs=0.3*sin(2*PI*${hz}*t)*pow(sin(2*PI*t)\\,2):s=48000:d=2`
  const ffmpeg = spawn(
    'ffmpeg',
    [
      ...['-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', tone, '-c:a', 'libopus'],
      ...['-b:a', '32k', '-frame_duration', String(PACKET_MS), '-page_duration', '1'],
      ...['-f', 'ogg', 'pipe:1'],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const chunks: Buffer[] = []
  ffmpeg.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(ffmpeg, 'close')
  // The first two packets say what the stream is (RFC 7845): RTP has other means for that.
  const packets = oggPackets(Buffer.concat(chunks)).slice(2)
  if (packets.length === 0) throw new Error('ffmpeg made no Opus: is it installed?')
  return packets
}

function oggPackets(ogg: Buffer): Buffer[] {
  const packets: Buffer[] = []
  let open: Buffer[] = []
  for (let at = 0; at + PAGE_HEADER_BYTES <= ogg.length;) {
    const segments = ogg.readUInt8(at + 26)
    const sizes = ogg.subarray(at + PAGE_HEADER_BYTES, at + PAGE_HEADER_BYTES + segments)
    at += PAGE_HEADER_BYTES + segments
    for (const size of sizes) {
      open.push(ogg.subarray(at, at + size))
      at += size
      // A segment that is full goes on in the next one.
      if (size === 255) continue
      packets.push(Buffer.concat(open))
      open = []
    }
  }
  return packets
}
