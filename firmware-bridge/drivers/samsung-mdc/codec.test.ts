import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeQuestion, MDC, MdcReader, statusOf, textOf } from './codec.ts'

const heard = (...bytes: number[]) => new MdcReader().push(Uint8Array.from(bytes))
const STATUS = [0xaa, 0xff, 0x01, 0x09, 0x41, 0x00, 0x01, 0x14, 0x00, 0x21, 0x10, 0x00, 0x00, 0x90]
const POWER = [0xaa, 0xff, 0x01, 0x03, 0x41, 0x11, 0x01, 0x56]
const NAK = [0xaa, 0xff, 0x01, 0x03, 0x4e, 0x14, 0x02, 0x67]
const ack = { type: 'ack', id: 1, command: MDC.power, data: Uint8Array.of(1) }

describe('a question', () => {
  it('is written as the manual has it', () => {
    // Its own example: "Power On & ID=0", 11+FF+01+01=112, of which the first digit is left out.
    expect(encodeQuestion({ id: 0xff, command: MDC.power, data: [1] })).toEqual(
      Uint8Array.of(0xaa, 0x11, 0xff, 0x01, 0x01, 0x12),
    )
    expect(encodeQuestion({ id: 1, command: MDC.status, data: [] })).toEqual(
      Uint8Array.of(0xaa, 0x00, 0x01, 0x00, 0x01),
    )
  })
})

describe('what displays say', () => {
  it('is cut into answers, however it is chunked', () => {
    const all = [...STATUS, ...POWER, ...NAK]
    const whole = heard(...all)
    expect(whole.slice(1)).toEqual([ack, { type: 'nak', id: 1, command: MDC.input, error: 2 }])
    expect(whole[0]?.type === 'ack' && statusOf(whole[0].data)).toEqual({
      ...{ power: 'on', volume: 20, isMuted: false, input: 0x21 },
    })
    fc.assert(
      fc.property(fc.array(fc.nat(all.length)), (cuts) => {
        const reader = new MdcReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), all.length]
        const pieces = edges.map((edge, at) => Uint8Array.from(all.slice(edge, edges[at + 1])))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it('is understood after noise and after a wrong sum', () => {
    expect(heard(1, 2, ...POWER).at(-1)).toEqual(ack)
    const wrong = POWER.with(-1, 0x57)
    expect(heard(...wrong, ...POWER).at(-1)).toEqual(ack)
    expect(heard(...wrong, ...POWER)[0]).toEqual({ type: 'bad-frame' })
  })

  it('may be anything: nothing throws, and good answers after it are understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const reader = new MdcReader()
        for (const chunk of chunks) reader.push(chunk)
        // Noise may have promised a frame of 255 bytes at most.
        for (let at = 0; at < 40; at++) reader.push(Uint8Array.from(POWER))
        expect(reader.push(Uint8Array.from(POWER)).at(-1)).toEqual(ack)
      }),
    )
  })

  it('that is cut short or out of range is unknown, not guessed', () => {
    expect(statusOf(Uint8Array.of(1, 2))).toBeNull()
    expect(statusOf(Uint8Array.of(1, 255, 255, 0x14))).toMatchObject({
      volume: null,
      isMuted: null,
    })
    expect(textOf(Uint8Array.of(0x51, 0x4d, 0, 0xff))).toBe('QM')
  })
})
