import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeQuestion, LgReader } from './codec.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const heard = (text: string) => new LgReader().push(bytes(text))
const on = { type: 'ok', letter: 'a', setId: 1, data: 1 }

describe('a question', () => {
  it('is written as the manual has it', () => {
    expect(encodeQuestion({ command: 'ka', setId: 1, data: 1 })).toBe('ka 01 01\r')
    expect(encodeQuestion({ command: 'kf', setId: 99, data: 100 })).toBe('kf 63 64\r')
    expect(encodeQuestion({ command: 'xb', setId: 1, data: null })).toBe('xb 01 FF\r')
  })
})

describe('what displays say', () => {
  it('is cut into answers, however it is chunked', () => {
    const text = 'a 01 OK01xb 63 OKa0xf 01 NG64x'
    const whole = heard(text)
    expect(whole).toEqual([
      on,
      { type: 'ok', letter: 'b', setId: 99, data: 0xa0 },
      { type: 'refused', letter: 'f', setId: 1 },
    ])
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new LgReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = edges.map((edge, at) => bytes(text.slice(edge, edges[at + 1])))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it.each([
    ['a 01 OK01x\r\n', on],
    ['?? a 01 OK01x', on],
    ['a 01 OKx', { type: 'bad-answer' }],
    ['x', { type: 'bad-answer' }],
    [`${'y'.repeat(60)}x`, { type: 'bad-answer' }],
  ])('%j', (text, message) => {
    expect(heard(text)).toEqual([message])
  })

  it('may be anything: nothing throws, and a good answer after it is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const reader = new LgReader()
        for (const chunk of chunks) reader.push(chunk)
        expect(reader.push(bytes('xa 01 OK01x')).at(-1)).toEqual(on)
      }),
    )
  })
})
