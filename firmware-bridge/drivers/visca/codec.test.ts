import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  driveCommand,
  encode,
  INQUIRIES,
  memoryCommand,
  powerCommand,
  signed,
  turnCommand,
  valuesOf,
  versionOf,
  ViscaReader,
  zoomCommand,
  zoomToCommand,
} from './codec.ts'
import { datagramOf, encodeDatagram, nextSequence, RESET } from './header.ts'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const hex = (of: Uint8Array) =>
  Buffer.from(of)
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1 ')
const heard = (text: string) => new ViscaReader().push(bytes(text))

describe('a command', () => {
  it.each([
    [powerCommand(true), '81 01 04 00 02 ff'],
    [memoryCommand('recall', 3), '81 01 04 3f 02 03 ff'],
    [memoryCommand('store', 15), '81 01 04 3f 01 0f ff'],
    [driveCommand(24, 0), '81 01 06 01 18 01 02 03 ff'],
    [driveCommand(-1, 20), '81 01 06 01 01 14 01 01 ff'],
    [driveCommand(0, -5), '81 01 06 01 01 05 03 02 ff'],
    [driveCommand(0, 0), '81 01 06 01 01 01 03 03 ff'],
    [zoomCommand(7, true), '81 01 04 07 27 ff'],
    [zoomCommand(0, false), '81 01 04 07 30 ff'],
    [zoomCommand(null, true), '81 01 04 07 00 ff'],
    [zoomToCommand(0x4000), '81 01 04 47 04 00 00 00 ff'],
    [turnCommand(-2448, 1296, 24, 20), '81 01 06 02 18 14 0f 06 07 00 00 05 01 00 ff'],
    [INQUIRIES['Pan-tiltPosInq'], '81 09 06 12 ff'],
  ])('is written as the manuals have it: %j', (body, text) => {
    expect(hex(encode(1, body))).toBe(text)
  })

  it('is addressed to one of a chain', () => {
    expect(hex(encode(7, INQUIRIES.CAM_PowerInq))).toBe('87 09 04 00 ff')
  })
})

describe('what a camera says', () => {
  it.each([
    ['90 41 ff', { type: 'ack', from: 1, socket: 1 }],
    ['f0 42 ff', { type: 'ack', from: 7, socket: 2 }],
    ['90 51 ff', { type: 'completion', from: 1, socket: 1 }],
    ['90 50 02 ff', { type: 'answer', from: 1, data: [2] }],
    ['a0 60 02 ff', { type: 'error', from: 2, socket: 0, error: 2 }],
    ['90 61 41 ff', { type: 'error', from: 1, socket: 1, error: 0x41 }],
    ['88 30 03 ff', { type: 'addresses', cameras: 2 }],
    ['88 01 00 01 ff', { type: 'cleared' }],
    ['90 38 ff', { type: 'chain-changed' }],
    ['88 38 ff', { type: 'chain-changed' }],
    ['ff', { type: 'bad-packet' }],
    ['90 ff', { type: 'bad-packet' }],
    ['41 41 ff', { type: 'bad-packet' }],
    ['88 30 00 ff', { type: 'bad-packet' }],
    [`90 50 ${'00'.repeat(40)} ff`, { type: 'bad-packet' }],
  ])('%s', (text, message) => {
    expect(heard(text)).toEqual([message])
  })

  it('is cut into packets, however it is chunked', () => {
    const text = bytes('90 41 ff 90 51 ff 90 50 0f 06 07 00 00 05 01 00 ff a0 61 41 ff')
    const whole = new ViscaReader().push(text)
    expect(whole).toHaveLength(4)
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new ViscaReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = edges.map((edge, at) => text.slice(edge, edges[at + 1]))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it('may be anything: nothing throws, and a good packet after it is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        const reader = new ViscaReader()
        for (const chunk of chunks) reader.push(chunk)
        expect(reader.push(bytes('ff 90 41 ff')).at(-1)).toEqual({
          type: 'ack',
          from: 1,
          socket: 1,
        })
      }),
    )
  })
})

describe('values', () => {
  it('come in nibbles, with their sign', () => {
    expect(valuesOf([0xf, 6, 7, 0, 0, 5, 1, 0], 2)?.map(signed)).toEqual([-2448, 1296])
    expect(valuesOf([4, 0, 0, 0], 1)).toEqual([0x4000])
    expect(valuesOf([4, 0, 0], 1)).toBeNull()
    expect(valuesOf([0x14, 0, 0, 0], 1)).toBeNull()
  })

  it('of the version', () => {
    expect(versionOf([0, 1, 5, 0x13, 1, 2, 2])).toEqual({
      ...{ maker: 'Sony', model: '0513', firmware: '0102' },
    })
    expect(versionOf([0, 1])).toBeNull()
  })
})

describe('the header for the network', () => {
  it('is written and read as the manual has it', () => {
    const packet = encode(1, INQUIRIES.CAM_PowerInq)
    expect(hex(encodeDatagram('inquiry', 258, packet))).toBe(
      '01 10 00 05 00 00 01 02 81 09 04 00 ff',
    )
    expect(hex(encodeDatagram('control', 0, RESET))).toBe('02 00 00 01 00 00 00 00 01')
    expect(datagramOf(bytes('01 11 00 03 00 00 00 07 90 41 ff'))).toEqual({
      ...{ type: 'reply', sequence: 7, payload: bytes('90 41 ff') },
    })
    expect(datagramOf(bytes('02 01 00 01 00 00 00 00 01'))).toEqual({ type: 'reset-done' })
    expect(datagramOf(bytes('02 01 00 02 00 00 00 00 0f 01'))).toEqual({ type: 'out-of-step' })
    expect(nextSequence(0xffffffff)).toBe(0)
  })

  it('that is none is told from one that is', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 30 }), (noise) => void datagramOf(noise)))
    expect(datagramOf(bytes('01 11 00 04 00 00 00 07 90 41 ff')).type).toBe('bad-datagram')
    expect(datagramOf(bytes('90 41 ff')).type).toBe('bad-datagram')
  })
})
