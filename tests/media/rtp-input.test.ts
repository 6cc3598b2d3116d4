import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { rtpInputArguments } from '../../controller/adapters/media/sdp.ts'
import { freeUdpPort } from './free-port.ts'

const PACKET_MS = 20
const SAMPLES = 48 * PACKET_MS

/** One packet of L16, mono, every sample the same. */
function packet(sequence: number, timestamp: number, ssrc: number, sample: number): Buffer {
  const bytes = Buffer.alloc(12 + 2 * SAMPLES)
  bytes.writeUInt16BE(0x8060, 0)
  bytes.writeUInt16BE(sequence & 0xffff, 2)
  bytes.writeUInt32BE(timestamp, 4)
  bytes.writeUInt32BE(ssrc, 8)
  for (let at = 12; at < bytes.length; at += 2) bytes.writeInt16BE(sample, at)
  return bytes
}

/** ffmpeg receiving as the bridge lets it, and the samples it made of it. */
async function receive() {
  const port = await freeUdpPort()
  const input = rtpInputArguments({
    ...{ kind: 'audio', address: '127.0.0.1', localOnly: true, port },
    ...{ payloadType: 96, encoding: 'L16/48000/1' },
  })
  const output = ['-f', 's16le', '-ac', '1', '-flush_packets', '1', 'pipe:1']
  const ffmpeg = spawn('ffmpeg', ['-nostdin', '-loglevel', 'error', ...input, ...output])
  const heard = new Map<number, number>()
  ffmpeg.stdout.on('data', (chunk: Buffer) => {
    for (let at = 0; at + 1 < chunk.length; at += 2) {
      const sample = chunk.readInt16LE(at)
      heard.set(sample, (heard.get(sample) ?? 0) + 1)
    }
  })
  onTestFinished(async () => {
    ffmpeg.kill('SIGKILL')
    await once(ffmpeg, 'close')
  })
  return { port, heard }
}

it('goes on with a sender that restarts at a lower number', { timeout: 30_000 }, async () => {
  const { port, heard } = await receive()
  const socket = createSocket('udp4')
  let sequence = 40_000
  let sender = { ssrc: 1, sample: 1000 }
  const timer = setInterval(() => {
    const bytes = packet(sequence, sequence * SAMPLES, sender.ssrc, sender.sample)
    socket.send(bytes, port, '127.0.0.1')
    sequence += 1
  }, PACKET_MS)
  onTestFinished(() => {
    clearInterval(timer)
    socket.close()
  })
  const heardOf = (sample: number) => () => heard.get(sample) ?? 0

  await expect.poll(heardOf(1000), { timeout: 10_000 }).toBeGreaterThan(10 * SAMPLES)
  sequence = 39_000
  sender = { ssrc: 2, sample: 2000 }
  await expect.poll(heardOf(2000), { timeout: 10_000 }).toBeGreaterThan(10 * SAMPLES)
})
