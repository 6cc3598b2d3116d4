import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** What ffmpeg encodes a moving picture with; a key frame a second. */
export type Encoding = 'baseline' | 'main' | 'high' | 'mpeg4'

const encoder = (encoding: Encoding) => [
  ...[
    '-nostdin',
    '-loglevel',
    'error',
    '-re',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=320x180:rate=10',
  ],
  ...['-pix_fmt', 'yuv420p', '-g', '10', '-bf', '0', '-b:v', '200k'],
  ...(encoding === 'mpeg4'
    ? ['-c:v', 'mpeg4']
    : ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', encoding]),
  // The fastest preset uses nothing of the higher profiles, and then calls itself baseline.
  ...(encoding === 'main' ? ['-x264-params', 'cabac=1'] : []),
  ...(encoding === 'high' ? ['-x264-params', 'cabac=1:8x8dct=1'] : []),
]

/** A camera that sends H.264 (or something else) as RTP to a port. */
export function startRtpCamera(port: number, encoding: Encoding) {
  const target = `rtp://127.0.0.1:${port}?rtcpport=${port + 1}`
  const args = [...encoder(encoding), '-payload_type', '96', '-f', 'rtp', target]
  const ffmpeg = spawn('ffmpeg', args, { stdio: 'ignore' })
  const ended = once(ffmpeg, 'close')
  return {
    stop: async () => {
      ffmpeg.kill('SIGKILL')
      await ended
    },
  }
}

/** A file with a few seconds of moving picture. */
export async function writePictureFile(path: string, encoding: Encoding): Promise<void> {
  const args = [...encoder(encoding).filter((arg) => arg !== '-re'), '-t', '2', '-y', path]
  await once(spawn('ffmpeg', args, { stdio: 'ignore' }), 'close')
}

/** A camera that is called by RTSP and sends within that connection (RFC 2326, 10.12). */
export async function startRtspCamera(encoding: Encoding) {
  const rtp = createSocket('udp4')
  rtp.bind(0, '127.0.0.1')
  await once(rtp, 'listening')
  const source = startRtpCamera(rtp.address().port, encoding)
  const watching = new Set<Socket>()
  rtp.on('message', (packet) => {
    const header = Buffer.from([0x24, 0, packet.length >> 8, packet.length & 0xff])
    for (const socket of watching) socket.write(Buffer.concat([header, packet]))
  })
  const calls = new Set<Socket>()
  const server = createServer((socket) => {
    calls.add(socket)
    socket.on('close', () => {
      calls.delete(socket)
      watching.delete(socket)
    })
    socket.on('error', () => socket.destroy())
    socket.on('data', (data) => {
      for (const request of data.toString('latin1').split('\r\n\r\n')) {
        const answer = answerTo(request, encoding)
        if (answer === null) continue
        socket.write(answer)
        if (request.startsWith('PLAY')) watching.add(socket)
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  return {
    url: `rtsp://technician:secret@127.0.0.1:${port}/hall`,
    /** The camera loses its calls, as when it restarts. */
    hangUp: () => {
      for (const socket of calls) socket.destroy()
    },
    stop: async () => {
      await source.stop()
      for (const socket of calls) socket.destroy()
      rtp.close()
      server.close()
      await once(server, 'close')
    },
  }
}

function answerTo(request: string, encoding: Encoding): string | null {
  const sequence = /^CSeq: *(\d+)/im.exec(request)?.[1]
  if (sequence === undefined) return null
  const codec = encoding === 'mpeg4' ? 'MP4V-ES' : 'H264'
  const sdp = [
    ...['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=camera', 'c=IN IP4 0.0.0.0', 't=0 0'],
    ...['m=video 0 RTP/AVP 96', `a=rtpmap:96 ${codec}/90000`, 'a=control:track1', ''],
  ].join('\r\n')
  const replies: Record<string, string[]> = {
    OPTIONS: ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN', '', ''],
    DESCRIBE: ['Content-Type: application/sdp', `Content-Length: ${sdp.length}`, '', sdp],
    SETUP: ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', 'Session: 1', '', ''],
    PLAY: ['Session: 1', '', ''],
  }
  const reply = replies[request.split(' ')[0] ?? ''] ?? ['', '']
  return ['RTSP/1.0 200 OK', `CSeq: ${sequence}`, ...reply].join('\r\n')
}
