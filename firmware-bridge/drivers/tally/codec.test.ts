import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeRelay, encodeTsl31, encodeTsl50, wrapTsl50 } from './codec.ts'

const lamp = { index: 5, red: true, green: false, text: 'CAM 1' }
const text = (letters: string) => Array.from(letters, (letter) => letter.charCodeAt(0))

describe('a display by TSL UMD', () => {
  it('V3.1 is told in 18 bytes', () => {
    expect(encodeTsl31(lamp, { red: 1, green: 2 })).toEqual(
      Uint8Array.of(0x85, 0x31, ...text('CAM 1           ')),
    )
    const both = { ...lamp, green: true, text: 'ห้อง a long name indeed' }
    const packet = encodeTsl31(both, { red: 2, green: 1 })
    expect(packet).toHaveLength(18)
    expect(packet[1]).toBe(0x33)
    expect(Buffer.from(packet.subarray(2)).toString()).toBe('???? a long name')
  })

  it('V5.0 is told in a packet that counts what follows', () => {
    expect(encodeTsl50(lamp, 0)).toEqual(
      Uint8Array.of(...[15, 0, 0, 0, 0, 0], ...[5, 0, 0b11_01_01_01, 0, 5, 0, ...text('CAM 1')]),
    )
    const thai = encodeTsl50({ ...lamp, text: 'ก' }, 0xffff)
    expect([...thai]).toEqual([12, 0, 0, 1, 0xff, 0xff, 5, 0, 0b11_01_01_01, 0, 2, 0, 0x01, 0x0e])
  })

  it('V5.0 on a stream can be told from what is around it, whatever it says', () => {
    expect([...wrapTsl50(Uint8Array.of(1, 0xfe, 2))]).toEqual([0xfe, 2, 1, 0xfe, 0xfe, 2])
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.nat(65_534), (said, index) => {
        const packet = encodeTsl50({ ...lamp, text: said, index }, 0)
        expect((packet[0] ?? 0) + 256 * (packet[1] ?? 0)).toBe(packet.length - 2)
        const wrapped = wrapTsl50(packet)
        const inside = [...wrapped.subarray(2)]
        const unstuffed = inside.filter((byte, at) => {
          let run = 0
          while (inside[at - run] === 0xfe) run++
          return byte !== 0xfe || run % 2 === 1
        })
        expect(unstuffed).toEqual([...packet])
      }),
    )
  })
})

describe('a relay board', () => {
  it('is told in four bytes with a sum', () => {
    expect(encodeRelay({ ...lamp, index: 1 })).toEqual(Uint8Array.of(0xa0, 1, 1, 0xa2))
    expect(encodeRelay({ ...lamp, index: 1, red: false })).toEqual(Uint8Array.of(0xa0, 1, 0, 0xa1))
  })
})
