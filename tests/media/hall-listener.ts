import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { freeUdpPort } from './free-port.ts'

/** What is heard in the hall: the RTP of one slot of the hall output, received and decoded. */
export interface HallListener {
  /** The UDP port it listens at. */
  readonly port: number
  /** RTP packets so far; RTCP comes on a port of its own. */
  readonly packets: number
  /** The loudest tenth of a second within the last `ms`, in dBFS; -Infinity where nothing came. */
  loudest(ms: number): number
  close(): Promise<void>
}

const RATE = 48_000
const WINDOW_MS = 100
const WINDOW_BYTES = (RATE / 1000) * WINDOW_MS * 2
/** A minute of windows. */
const KEPT = 600
/** What the media bridge always sends Opus as. */
const OPUS_PAYLOAD_TYPE = 100

/** @param port the output's first, or another slot's; 0 takes any that is free */
export async function listenToHall(port = 0): Promise<HallListener> {
  const socket = createSocket('udp4')
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  const decoder = await decode()
  const windows: { at: number; dbfs: number }[] = []
  decoder.onWindow((dbfs) => {
    windows.push({ at: performance.now(), dbfs })
    if (windows.length > KEPT) windows.shift()
  })
  let packets = 0
  socket.on('message', (packet) => {
    packets += 1
    socket.send(packet, decoder.port, '127.0.0.1')
  })
  return {
    port: socket.address().port,
    get packets() {
      return packets
    },
    loudest: (ms) => {
      const since = performance.now() - ms
      return Math.max(...windows.filter(({ at }) => at >= since).map(({ dbfs }) => dbfs))
    },
    close: async () => {
      const closed = once(socket, 'close')
      socket.close()
      await closed
      await decoder.close()
    },
  }
}

/** ffmpeg as decoder: RTP in at a port, levels out. */
async function decode() {
  const port = await freeUdpPort()
  const sdp = [
    ...['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=hall', 'c=IN IP4 127.0.0.1', 't=0 0'],
    `m=audio ${port} RTP/AVP ${OPUS_PAYLOAD_TYPE}`,
    `a=rtpmap:${OPUS_PAYLOAD_TYPE} opus/48000/2`,
    '',
  ].join('\r\n')
  const ffmpeg = spawn(
    'ffmpeg',
    [
      ...['-nostdin', '-loglevel', 'error', '-protocol_whitelist', 'data,rtp,udp'],
      // Each speaker begins at another sequence number: none of them is a late packet.
      ...['-localaddr', '127.0.0.1', '-listen_timeout', '3600', '-reorder_queue_size', '0'],
      ...['-fflags', 'nobuffer'],
      ...['-analyzeduration', '0', '-probesize', '32', '-use_wallclock_as_timestamps', '1'],
      ...['-f', 'sdp', '-i', `data:application/sdp;base64,${Buffer.from(sdp).toString('base64')}`],
      ...['-f', 's16le', '-ac', '1', '-ar', String(RATE), '-flush_packets', '1', 'pipe:1'],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const ended = once(ffmpeg, 'close')
  let onWindow: (dbfs: number) => void = () => undefined
  let rest = Buffer.alloc(0)
  ffmpeg.stdout.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (; rest.length >= WINDOW_BYTES; rest = rest.subarray(WINDOW_BYTES))
      onWindow(dbfsOf(rest.subarray(0, WINDOW_BYTES)))
  })
  return {
    port,
    onWindow: (listener: (dbfs: number) => void) => {
      onWindow = listener
    },
    close: async () => {
      ffmpeg.kill('SIGKILL')
      await ended
    },
  }
}

function dbfsOf(samples: Buffer): number {
  let sum = 0
  for (let at = 0; at < samples.length; at += 2) sum += (samples.readInt16LE(at) / 32768) ** 2
  return 10 * Math.log10(sum / (samples.length / 2))
}
