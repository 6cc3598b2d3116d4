import { expect, it, onTestFinished } from 'vitest'
import { mediaWorkerBin } from '../../config/media-worker.ts'
import { Cluster, freePort } from '../../controller/adapters/media/cluster.ts'
import { Session } from '../../controller/adapters/media/session.ts'

/** A session on a real worker, as after `join`, and what it sent to its page. */
async function joined() {
  const listen = [{ ip: '127.0.0.1' }]
  const options = { workerBin: mediaWorkerBin(), workers: 1, listen, port: await freePort(listen) }
  const cluster = await Cluster.start(options, () => undefined)
  onTestFinished(() => cluster.close())
  const session = new Session({
    ...{ member: 'm1', screen: 's1', cluster },
    onProducersChanged: () => undefined,
    send: () => undefined,
    onTrouble: () => undefined,
  })
  const server = async () => {
    const { webRtcTransportIds } = await cluster.doorServer.dump()
    return webRtcTransportIds
  }
  return { cluster, session, transports: server }
}

const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid'
const CAPTURE_TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time'

/** What a browser says of a microphone. */
const microphone = (ssrc: number) => ({
  kind: 'audio',
  rtpParameters: {
    mid: String(ssrc),
    codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
    headerExtensions: [
      { uri: MID, id: 4 },
      { uri: CAPTURE_TIME, id: 5 },
    ],
    encodings: [{ ssrc }],
    rtcp: { cname: 'm1' },
  },
})

it('holds every producer paused, and opens it only while its member is heard', async () => {
  const { session } = await joined()
  await session.call('create-transport', { direction: 'send' })
  await session.call('produce', microphone(1))
  const isPaused = () => session.producers.get('audio')?.paused
  expect(isPaused()).toBe(true)

  session.setHeard(true)
  await expect.poll(isPaused).toBe(false)
  session.setHeard(false)
  await expect.poll(isPaused).toBe(true)

  session.setHeard(true)
  session.setHeard(false)
  await session.call('join', {})
  await expect.poll(isPaused).toBe(true)
})

it('opens at once what a member who already has the floor begins to send', async () => {
  const { session } = await joined()
  session.setHeard(true)
  await session.call('create-transport', { direction: 'send' })
  await session.call('produce', microphone(1))
  await expect.poll(() => session.producers.get('audio')?.paused).toBe(false)
})

it('keeps one transport each way and one producer of each kind', async () => {
  const { session, transports } = await joined()
  await Promise.all([
    session.call('create-transport', { direction: 'send' }),
    session.call('create-transport', { direction: 'send' }),
    session.call('create-transport', { direction: 'send' }),
  ])
  expect(await transports()).toHaveLength(1)
  await session.call('produce', microphone(1))
  const first = session.producers.get('audio')
  await session.call('produce', microphone(2))
  expect(first?.closed).toBe(true)
  expect([...session.producers.keys()]).toEqual(['audio'])

  session.close()
  await expect.poll(transports).toEqual([])
  await expect(session.call('produce', microphone(3))).rejects.toMatchObject({ code: 'not-joined' })
})

it('drops the header extension that would hold simulcast on its lowest layer', async () => {
  const { session } = await joined()
  await session.call('create-transport', { direction: 'send' })
  await session.call('produce', microphone(1))
  const extensions = session.producers.get('audio')?.rtpParameters.headerExtensions ?? []
  expect(extensions.map(({ uri }) => uri)).toEqual([MID])
})

it('gives nothing that is not offered', async () => {
  const { cluster, session } = await joined()
  const other = await cluster.door.createWebRtcTransport({ webRtcServer: cluster.doorServer })
  const { rtpParameters } = microphone(7)
  const foreign = await other.produce({
    kind: 'audio',
    rtpParameters: { ...rtpParameters, headerExtensions: [] },
  })
  const { codecs = [] } = cluster.door.rtpCapabilities
  const rtpCapabilities = { codecs, headerExtensions: [] }
  await session.call('create-transport', { direction: 'receive', rtpCapabilities })
  const request = { feed: foreign.id }
  await expect(session.call('consume', request)).rejects.toMatchObject({ code: 'not-found' })

  session.offer([{ id: foreign.id, feed: 'speaker', kind: 'audio', member: 'm2' }])
  await expect(session.call('consume', request)).resolves.toMatchObject({ kind: 'audio' })
  const { consumerIds } = await transportDump(cluster)
  expect(consumerIds).toHaveLength(1)
  session.offer([])
  await expect.poll(async () => (await transportDump(cluster)).consumerIds).toEqual([])
})

async function transportDump(cluster: Cluster) {
  const { mapConsumerIdProducerId } = await cluster.door.dump()
  return { consumerIds: mapConsumerIdProducerId.map(({ key }) => key) }
}
