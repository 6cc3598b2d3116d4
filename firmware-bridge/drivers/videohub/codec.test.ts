import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBlock, entryOf, fieldOf, VideohubReader } from './codec.ts'

const bytes = (text: string) => Buffer.from(text, 'utf8')
const heard = (text: string) => new VideohubReader().push(bytes(text))

describe('a block', () => {
  it('is written as the protocol has it', () => {
    expect(encodeBlock({ heading: 'VIDEO OUTPUT ROUTING', lines: ['7 8', '10 11'] })).toBe(
      'VIDEO OUTPUT ROUTING:\n7 8\n10 11\n\n',
    )
    expect(encodeBlock({ heading: 'PING', lines: [] })).toBe('PING:\n\n')
  })

  it('is read, with ACK and NAK between, however it is chunked', () => {
    const text = bytes(
      'PROTOCOL PREAMBLE:\nVersion: 2.3\n\nINPUT LABELS:\n0 VTR 1\n1 ห้อง\n\nACK\n\nNAK\n\nEND PRELUDE:\n\n',
    )
    const whole = new VideohubReader().push(text)
    expect(whole).toEqual([
      { type: 'block', block: { heading: 'PROTOCOL PREAMBLE', lines: ['Version: 2.3'] } },
      { type: 'block', block: { heading: 'INPUT LABELS', lines: ['0 VTR 1', '1 ห้อง'] } },
      { type: 'ack' },
      { type: 'nak' },
      { type: 'block', block: { heading: 'END PRELUDE', lines: [] } },
    ])
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const reader = new VideohubReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = edges.map((edge, at) => text.subarray(edge, edges[at + 1]))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it('that was not ended is ended by the next', () => {
    expect(heard('INPUT LABELS:\n0 A\nOUTPUT LABELS:\n0 B\n\n')).toHaveLength(2)
  })

  it('of too long lines, or too many, takes no more room', () => {
    expect(heard(`${'x'.repeat(10_000)}\n`)).toEqual([{ type: 'bad-line' }])
    const many = heard(`INPUT LABELS:\n${'0 A\n'.repeat(3000)}\n`)
    expect(many.at(-1)).toMatchObject({ type: 'block' })
    expect(many.filter(({ type }) => type === 'bad-line')).toHaveLength(3000 - 2048)
  })

  it('may be anything: nothing throws, and a good one after it is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 })), (chunks) => {
        const reader = new VideohubReader()
        for (const chunk of chunks) reader.push(chunk)
        expect(reader.push(bytes('\n\nACK\n')).at(-1)).toEqual({ type: 'ack' })
      }),
    )
  })
})

describe('lines', () => {
  it('of ports and of fields', () => {
    expect(entryOf('17 Camera 1')).toEqual({ port: 17, value: 'Camera 1' })
    expect(entryOf('3 ')).toEqual({ port: 3, value: '' })
    expect(entryOf('Model name: x')).toBeNull()
    expect(fieldOf(['Device present: true', 'Model name: Smart'], 'Model name')).toBe('Smart')
    expect(fieldOf([], 'Model name')).toBeNull()
  })
})
