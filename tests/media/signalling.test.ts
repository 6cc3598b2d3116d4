import { expect, it } from 'vitest'
import { bridgeUnderTest } from './bridge-under-test.ts'

const own = { direction: 'send' }

it('answers nobody who is not admitted', async () => {
  const { bridge, start, refusal } = bridgeUnderTest()
  await start()
  expect(await refusal('m1', 's1', 'join', {})).toBe('not-admitted')
  bridge.setAdmitted(new Set(['m2']))
  expect(await refusal('m1', 's1', 'join', {})).toBe('not-admitted')
})

it('refuses whatever is not of the contract, and changes nothing', async () => {
  const { bridge, start, refusal, status } = bridgeUnderTest()
  await start()
  bridge.setAdmitted(new Set(['m1', 'm2']))
  expect(await refusal('m1', 's1', 'create-transport', own)).toBe('not-joined')
  await bridge.call('m1', 's1', 'join', {})

  expect(await refusal('m2', 's1', 'create-transport', own)).toBe('not-joined')
  expect(await refusal('m1', 's1', 'resume-producer', {})).toBe('malformed')
  expect(await refusal('m1', 's1', 'constructor', {})).toBe('malformed')
  expect(await refusal('m1', 's1', 'create-transport', { direction: 'both' })).toBe('malformed')
  expect(await refusal('m1', 's1', 'create-transport', { ...own, extra: 1 })).toBe('malformed')
  const codec = { kind: 'audio', mimeType: 'audio/opus', clockRate: 48000, preferredPayloadType: 1 }
  const many = { codecs: Array.from({ length: 61 }, () => codec), headerExtensions: [] }
  const request = { direction: 'receive', rtpCapabilities: many }
  expect(await refusal('m1', 's1', 'create-transport', request)).toBe('malformed')
  expect(await refusal('m1', 's1', 'consume', { feed: 'none' })).toBe('not-found')
  expect(await refusal('m1', 's1', 'resume-consumer', { consumer: 'none' })).toBe('not-found')
  expect(await refusal('m1', 's1', 'restart-ice', { transport: 'none' })).toBe('not-found')
  expect(status.media.sessions).toBe(1)
})

it('gives a member media on one page: the latest', async () => {
  const { bridge, start, sent, refusal, status } = bridgeUnderTest()
  await start()
  bridge.setAdmitted(new Set(['m1']))
  await bridge.call('m1', 's1', 'join', {})
  await bridge.call('m1', 's2', 'join', {})
  expect(sent).toContainEqual({ screen: 's1', event: 'closed', data: { reason: 'elsewhere' } })
  expect(await refusal('m1', 's1', 'create-transport', own)).toBe('not-joined')
  await expect(bridge.call('m1', 's2', 'create-transport', own)).resolves.toHaveProperty('id')
  expect(status.media.sessions).toBe(1)
})

it('takes everything from a person at once who is not admitted any more', async () => {
  const { bridge, start, sent, refusal, status } = bridgeUnderTest()
  await start()
  bridge.setAdmitted(new Set(['m1']))
  await bridge.call('m1', 's1', 'join', {})
  const creating = bridge.call('m1', 's1', 'create-transport', own)
  bridge.setAdmitted(new Set())
  expect(sent).toContainEqual({ screen: 's1', event: 'closed', data: { reason: 'not-admitted' } })
  expect(status.media.sessions).toBe(0)
  await expect(creating).rejects.toMatchObject({ code: 'not-joined' })
  expect(await refusal('m1', 's1', 'join', {})).toBe('not-admitted')
})

it('tells all pages one UDP and one TCP port, and the addresses that were configured', async () => {
  const { bridge, start } = bridgeUnderTest({ announced: ['127.0.0.1', '::1', '203.0.113.7'] })
  await start()
  bridge.setAdmitted(new Set(['m1', 'm2']))
  const candidates = []
  for (const member of ['m1', 'm2']) {
    await bridge.call(member, member, 'join', {})
    const reply = await bridge.call(member, member, 'create-transport', own)
    expect(reply).toMatchObject({ iceCandidates: expect.any(Array) as unknown })
    candidates.push(...(reply as { iceCandidates: Candidate[] }).iceCandidates)
  }
  const ports = new Set(candidates.map(({ protocol, port }) => `${protocol} ${port}`))
  expect([...ports].map((each) => each.split(' ')[0]).sort()).toEqual(['tcp', 'udp'])
  expect(new Set(candidates.map(({ port }) => port)).size).toBe(1)
  expect(new Set(candidates.map(({ address }) => address))).toEqual(
    new Set(['127.0.0.1', '::1', '203.0.113.7']),
  )
  expect(bridge.firewallNotes()[0]).toContain(`UDP ${candidates[0]?.port}`)
})

interface Candidate {
  protocol: string
  port: number
  address: string
}
