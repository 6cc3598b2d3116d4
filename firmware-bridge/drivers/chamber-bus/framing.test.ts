import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc16, frame, FrameReader, MAX_CONTENT_BYTES, type Heard } from './framing.ts'

/** Many zeros, as they are what COBS is about. */
const anyByte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }))
const anyContent = fc
  .array(anyByte, { minLength: 2, maxLength: MAX_CONTENT_BYTES - 2 })
  .map((bytes) => Uint8Array.from(bytes))
const anyNoise = fc.uint8Array({ maxLength: 400 })
const asFrame = (content: Uint8Array): Heard => ({ type: 'frame', content })

describe('crc16', () => {
  it('has the check value of CRC-16/IBM-3740', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0x29b1)
  })
})

describe('frame', () => {
  it('has no zero between its delimiters', () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        const line = frame(content)
        expect(line.indexOf(0, 1)).toBe(line.length - 1)
      }),
    )
  })

  it('refuses content the bus has no room for', () => {
    expect(() => frame(new Uint8Array(MAX_CONTENT_BYTES - 1))).toThrow(RangeError)
  })
})

describe('FrameReader', () => {
  it('reads what was framed, however it is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(anyContent), fc.integer({ min: 1, max: 20 }), (contents, size) => {
        const reader = new FrameReader()
        const line = Buffer.concat(contents.map(frame))
        const heard: Heard[] = []
        for (let at = 0; at < line.length; at += size)
          heard.push(...reader.push(line.subarray(at, at + size)))
        expect(heard).toEqual(contents.map(asFrame))
      }),
    )
  })

  it('reads a frame after any noise, as the frame brings its own delimiter', () => {
    fc.assert(
      fc.property(anyNoise, anyContent, (noise, content) => {
        const heard = new FrameReader().push(Buffer.concat([noise, frame(content)]))
        expect(heard.at(-1)).toEqual(asFrame(content))
      }),
      { numRuns: 1000 },
    )
  })

  it('never takes a frame with one wrong byte for a good one', () => {
    fc.assert(
      fc.property(anyContent, fc.nat(), fc.integer({ min: 1, max: 255 }), (content, at, flip) => {
        const line = frame(content)
        const hit = 1 + (at % (line.length - 2))
        line[hit] = (line[hit] ?? 0) ^ flip
        const heard = new FrameReader().push(line)
        expect(heard).not.toContainEqual(asFrame(content))
        expect(heard.filter((it) => it.type === 'frame')).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it('counts noise, bad frames and half frames, and keeps no more than a frame of them', () => {
    const reader = new FrameReader()
    expect(reader.push(Uint8Array.of(1, 2, 3, 0))).toEqual([{ type: 'noise', bytes: 3 }])
    expect(reader.push(new Uint8Array(5000).fill(7))).toEqual([])
    expect(reader.push(Uint8Array.of(0))).toEqual([{ type: 'noise', bytes: 5000 }])
    const half = frame(Uint8Array.of(12, 0x81, 1, 2, 3, 4, 5, 6, 7, 8)).subarray(0, 9)
    const whole = frame(Uint8Array.of(3, 4))
    expect(reader.push(Buffer.concat([half, whole]))).toEqual([
      { type: 'bad-frame' },
      asFrame(Uint8Array.of(3, 4)),
    ])
  })
})
