import { parser, type Packet } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { puback, publish } from './packets.ts'

function parsed(bytes: Buffer): Packet[] {
  const packets: Packet[] = []
  const reader = parser()
  reader.on('packet', (packet) => packets.push(packet))
  reader.parse(bytes)
  return packets
}

describe('a packet', () => {
  it.each([0, 1, 113, 114, 127, 128, 16_383, 70_000])('of %i bytes is read as written', (bytes) => {
    const payload = Buffer.alloc(bytes, 'ก')
    expect(parsed(publish('chamber/ก', payload, 65_535))).toMatchObject([
      { cmd: 'publish', topic: 'chamber/ก', payload, qos: 1, retain: false, messageId: 65_535 },
    ])
  })

  it('of text counts its bytes, not its letters', () => {
    const [packet] = parsed(publish('t', 'ญัตติ', 256))
    expect(packet).toMatchObject({ payload: Buffer.from('ญัตติ'), messageId: 256 })
  })

  it('without an id is of QoS 0', () => {
    expect(parsed(publish('t', 'x', null))).toMatchObject([{ qos: 0, payload: Buffer.from('x') }])
  })

  it('is retained where that is asked for', () => {
    expect(parsed(publish('t', 'x', 1, true))).toMatchObject([{ qos: 1, retain: true }])
  })

  it('acknowledges', () => {
    expect(parsed(puback(0x1234))).toMatchObject([{ cmd: 'puback', messageId: 0x1234 }])
  })
})
