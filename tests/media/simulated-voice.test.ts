import { expect, it, onTestFinished } from 'vitest'
import { bridgeUnderTest } from './bridge-under-test.ts'
import { listenToHall } from './hall-listener.ts'
import { opusTone } from '../simulated/remote-voice/opus-tone.ts'
import { SimulatedVoice } from '../simulated/remote-voice/simulated-voice.ts'

const patience = { timeout: 20_000 }
const TONE_DBFS = -30

async function hallWithVoice(speaks: 'heard' | 'always') {
  const hall = await listenToHall()
  onTestFinished(() => hall.close())
  const under = bridgeUnderTest({
    hallOutput: { kind: 'rtp', address: '127.0.0.1', port: hall.port },
  })
  await under.start()
  under.bridge.setAdmitted(new Set(['m1']))
  const voice = new SimulatedVoice({ words: await opusTone(440), speaks })
  onTestFinished(() => voice.stop())
  voice.start({
    call: (method, data) => under.bridge.call('m1', 's1', method, data),
    onEvent: (listener) => {
      under.onSent(({ event, data }) => listener(event, data))
      return () => undefined
    },
  })
  return { ...under, hall, voice }
}

it(
  'stays unheard however much it speaks, until it has the floor',
  { timeout: 60_000 },
  async () => {
    const { bridge, hall, voice, status } = await hallWithVoice('always')
    await expect.poll(() => voice.sent, patience).toBeGreaterThan(100)
    expect(hall.packets).toBe(0)

    bridge.setHeard(new Set(['m1']))
    await expect.poll(() => hall.loudest(1000), patience).toBeGreaterThan(TONE_DBFS)
    expect([...status.heard]).toEqual(['m1'])

    bridge.setHeard(new Set())
    await expect.poll(() => hall.loudest(1000), patience).toBe(-Infinity)
    const [packets, sent] = [hall.packets, voice.sent]
    await expect.poll(() => voice.sent, patience).toBeGreaterThan(sent + 50)
    expect(hall.packets).toBe(packets)
  },
)

it(
  'speaks when it is heard, and again after the media restarted',
  { timeout: 60_000 },
  async () => {
    const { bridge, hall, voice } = await hallWithVoice('heard')
    bridge.setHeard(new Set(['m1']))
    await expect.poll(() => hall.loudest(1000), patience).toBeGreaterThan(TONE_DBFS)

    process.kill(bridge.processes().workers[0] ?? 0, 'SIGKILL')
    const packets = hall.packets
    await expect.poll(() => hall.packets, patience).toBeGreaterThan(packets + 100)
    await expect.poll(() => hall.loudest(1000), patience).toBeGreaterThan(TONE_DBFS)

    bridge.setHeard(new Set())
    await expect.poll(() => hall.loudest(1000), patience).toBe(-Infinity)
    const sent = voice.sent
    await expect.poll(() => hall.loudest(1000), patience).toBe(-Infinity)
    expect(voice.sent).toBe(sent)
  },
)
