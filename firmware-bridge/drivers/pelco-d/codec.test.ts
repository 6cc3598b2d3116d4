import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driveFrame, encodeFrame, PelcoReader, presetFrame, type PelcoFrame } from './codec.ts'

const hex = (frame: PelcoFrame) => Buffer.from(encodeFrame(frame)).toString('hex')
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))

describe('a frame', () => {
  it.each([
    // The manual's own examples: right at 20h, left at 23h, up and down at 23h, address 1.
    [{ address: 1, command1: 0, command2: 2, data1: 0x20, data2: 0 }, 'ff010002200023'],
    [{ address: 1, command1: 0, command2: 4, data1: 0x23, data2: 0 }, 'ff010004230028'],
    [{ address: 1, command1: 0, command2: 8, data1: 0, data2: 0x23 }, 'ff01000800232c'],
    [{ address: 1, command1: 0, command2: 0x10, data1: 0, data2: 0x23 }, 'ff010010002334'],
    [driveFrame(1, 100, 0, 0), 'ff0100023f0042'],
    [driveFrame(1, -1, 100, -50), 'ff01004c013f8d'],
    [driveFrame(2, 0, -50, 100), 'ff02003000205 2'.replace(' ', '')],
    [driveFrame(255, 0, 0, 0), 'ffff00000000ff'],
    [presetFrame(1, 'call', 5), 'ff01000700050d'],
    [presetFrame(1, 'set', 5), 'ff010003000509'],
  ])('is written as manuals have it: %j', (frame, text) => {
    expect(hex(frame)).toBe(text)
  })

  it('is found however it is chunked', () => {
    const text = bytes('ff010002200023ff01000700050d')
    const whole = new PelcoReader().push(text)
    expect(whole.map(({ type }) => type)).toEqual(['frame', 'frame'])
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new PelcoReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = edges.map((edge, at) => text.slice(edge, edges[at + 1]))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it('with a wrong sum is counted, and the good one after it is understood', () => {
    const heard = new PelcoReader().push(bytes('00ff010002200024ff010002200023'))
    expect(heard.map(({ type }) => type)).toEqual(['bad-frame', 'frame'])
  })

  it('may be anything: nothing throws, and a good one after a pause is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        const reader = new PelcoReader()
        for (const chunk of chunks) reader.push(chunk)
        reader.push(new Uint8Array(7))
        expect(reader.push(bytes('ff010002200023')).at(-1)?.type).toBe('frame')
      }),
    )
  })
})
