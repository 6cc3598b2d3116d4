import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { mediaWorkerBin } from '../../config/media-worker.ts'
import { Cluster, freePort } from '../../controller/adapters/media/cluster.ts'
import { HallOutputs } from '../../controller/adapters/media/hall-output.ts'
import type { HallSource } from '../../controller/adapters/media/hall-source.ts'
import { hallSources } from '../../controller/adapters/media/hall-sources.ts'
import type {
  HallOutput,
  HallSound,
  MediaTrouble,
} from '../../controller/adapters/media/options.ts'
import { freeUdpPort } from './free-port.ts'
import { listenToHall } from './hall-listener.ts'

const patience = { timeout: 20_000 }
const long = { timeout: 60_000 }

/** ffmpeg's `sine` is -21 dBFS, 3 dB less where it is spread over two channels. */
const TONE_DBFS = -26
const sine = ['-nostdin', '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', 'sine=440:r=48000']

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sapha-sound-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

async function twoWorkers(): Promise<Cluster> {
  const listen = [{ ip: '127.0.0.1' }]
  const options = { workerBin: mediaWorkerBin(), workers: 2, listen, port: await freePort(listen) }
  const cluster = await Cluster.start(options, () => undefined)
  onTestFinished(() => cluster.close())
  return cluster
}

async function attached(hallSound: HallSound, cluster: Cluster): Promise<HallSource> {
  const troubles: MediaTrouble[] = []
  const media = { port: 0, hallSound, hallPicture: null, hallOutput: null }
  const [source] = hallSources(
    media,
    () => undefined,
    (trouble) => troubles.push(trouble),
  )
  if (source === undefined) throw new Error('There is no source.')
  onTestFinished(async () => {
    await source.stop()
    expect(troubles).toEqual([])
  })
  await source.attach(cluster)
  return source
}

/** A mixer that sends a tone to a port. */
function startMixer(port: number, codec: string[], payloadType: number): void {
  const target = `rtp://127.0.0.1:${port}?rtcpport=${port + 1}`
  const args = [...sine, ...codec, '-payload_type', String(payloadType), '-f', 'rtp', target]
  const ffmpeg = spawn('ffmpeg', args, { stdio: 'ignore' })
  onTestFinished(async () => {
    ffmpeg.kill('SIGKILL')
    await once(ffmpeg, 'close')
  })
}

const sources: Record<string, () => Promise<HallSound>> = {
  'RTP with Opus': async () => {
    const port = await freeUdpPort()
    startMixer(port, ['-c:a', 'libopus', '-ac', '2'], 111)
    return { kind: 'rtp', port, address: '127.0.0.1' }
  },
  'RTP with L24, as AES67': async () => {
    const port = await freeUdpPort()
    startMixer(port, ['-c:a', 'pcm_s24be', '-ac', '2'], 98)
    return { kind: 'rtp', port, address: '127.0.0.1', encoding: 'L24', channels: 2 }
  },
  'a file': async () => {
    const path = join(await folder(), 'hall.wav')
    execFileSync('ffmpeg', [...sine.filter((arg) => arg !== '-re'), '-t', '2', path])
    return { kind: 'file', path }
  },
}

it.each(Object.keys(sources))('takes in the hall from %s', long, async (name) => {
  const cluster = await twoWorkers()
  const hallSound = await sources[name]?.()
  if (hallSound === undefined) throw new Error('There is no such source.')
  const source = await attached(hallSound, cluster)
  const ear = await listenToHall()
  onTestFinished(() => ear.close())
  const transport = await cluster.door.createPlainTransport({ listenIp: '127.0.0.1' })
  await transport.connect({ ip: '127.0.0.1', port: ear.port })
  const { rtpCapabilities } = cluster.door
  await transport.consume({ producerId: source.producer?.id ?? '', rtpCapabilities })

  // The file lasts two seconds: it is heard a second time.
  await expect.poll(() => ear.packets, patience).toBeGreaterThan(150)
  await expect.poll(() => ear.loudest(500), patience).toBeGreaterThan(TONE_DBFS)
  await expect.poll(() => source.flowing, patience).toBe(true)
})

it('takes in the hall from an ALSA device, silent as it is', long, async () => {
  const cluster = await twoWorkers()
  const source = await attached({ kind: 'alsa', device: 'null' }, cluster)
  await expect.poll(() => source.flowing, patience).toBe(true)
})

/** A remote member's sound as the door knows it: a tone. */
async function speaker(cluster: Cluster) {
  const transport = await cluster.door.createPlainTransport({
    ...{ listenIp: '127.0.0.1', comedia: true, rtcpMux: true },
  })
  const codec = { mimeType: 'audio/opus', payloadType: 97, clockRate: 48_000, channels: 2 }
  const rtpParameters = { codecs: [codec], encodings: [{ ssrc: 1 }], rtcp: { cname: 'm1' } }
  const producer = await transport.produce({ kind: 'audio', rtpParameters })
  const target = `rtp://127.0.0.1:${transport.tuple.localPort}?rtcpport=${await freeUdpPort()}`
  const encoding = ['-ac', '2', '-c:a', 'libopus', '-payload_type', '97', '-ssrc', '1']
  const ffmpeg = spawn('ffmpeg', [...sine, ...encoding, '-f', 'rtp', target], { stdio: 'ignore' })
  onTestFinished(async () => {
    ffmpeg.kill('SIGKILL')
    await once(ffmpeg, 'close')
  })
  return producer
}

async function outputs(output: HallOutput, cluster: Cluster) {
  const troubles: MediaTrouble[] = []
  const onTrouble = (trouble: MediaTrouble) => troubles.push(trouble)
  const hall = new HallOutputs({ output, firstPlace: 0, onChanged: () => undefined, onTrouble })
  await hall.attach(cluster)
  onTestFinished(() => hall.stop())
  return { hall, troubles }
}

it('plays remote speakers on an ALSA device', long, async () => {
  const cluster = await twoWorkers()
  const path = join(await folder(), 'played.raw')
  // ALSA's own device that writes what it would play to a file.
  const device = `file:FILE=${path},FORMAT=raw`
  const { hall, troubles } = await outputs({ kind: 'alsa', device, slots: 1 }, cluster)
  const tone = await speaker(cluster)
  const played = async () => await readFile(path).catch(() => Buffer.alloc(0))

  // Again and again, for each time begins at other numbers: none may be taken for late.
  for (let round = 0; round < 3; round += 1) {
    const before = (await played()).length
    hall.setSpeakers(new Map([['m1', tone]]))
    await expect
      .poll(async () => (await played()).length, patience)
      .toBeGreaterThan(before + 200_000)
    hall.setSpeakers(new Map())
    await expect.poll(() => hall.heard).toEqual([])
  }
  expect(loudest(await played())).toBeGreaterThan(2000)
  expect(troubles).toEqual([])
})

it('has a slot for each speaker, and says when there are too few', long, async () => {
  const cluster = await twoWorkers()
  const ear = await listenToHall()
  onTestFinished(() => ear.close())
  const output = { kind: 'rtp', address: '127.0.0.1', port: ear.port, slots: 1 } as const
  const { hall, troubles } = await outputs(output, cluster)
  const [first, second] = [await speaker(cluster), await speaker(cluster)]

  hall.setSpeakers(
    new Map([
      ['m1', first],
      ['m2', second],
    ]),
  )
  await expect.poll(() => troubles.map(({ code }) => code), patience).toEqual(['hall-output-full'])
  expect(hall.heard).toEqual(['m1'])
  hall.setSpeakers(new Map([['m2', second]]))
  await expect.poll(() => hall.heard, patience).toEqual(['m2'])
  await expect.poll(() => ear.loudest(500), patience).toBeGreaterThan(TONE_DBFS)
})

/** Of 16-bit samples. */
function loudest(samples: Buffer): number {
  let peak = 0
  for (let at = 0; at + 1 < samples.length; at += 2)
    peak = Math.max(peak, Math.abs(samples.readInt16LE(at)))
  return peak
}
