import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeQuestion, SisReader } from './codec.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const heard = (text: string) => new SisReader().push(bytes(text))
const tied = { type: 'tied', input: 1, output: 3, kind: 'all' }

describe('a command', () => {
  it('is written as the guides have it', () => {
    expect(encodeQuestion({ type: 'tie', input: 1, output: 3, kind: 'all' })).toBe('1*3!')
    expect(encodeQuestion({ type: 'tie', input: 7, output: 5, kind: 'video' })).toBe('7*5%')
    expect(encodeQuestion({ type: 'view-tie', output: 7, kind: 'all' })).toBe('7%')
    expect(encodeQuestion({ type: 'view-tie', output: 3, kind: 'audio' })).toBe('3$')
  })
})

describe('what a switcher says', () => {
  it('is cut into messages, however it is chunked', () => {
    const text = 'Password:\r\nLogin Administrator\r\nVrb1\r\nOut3 In1 All\r\n02\r\nE01\r\n'
    const whole = heard(text)
    expect(whole).toEqual([
      { type: 'password-wanted' },
      { type: 'logged-in' },
      { type: 'verbose' },
      tied,
      { type: 'text', text: '02' },
      { type: 'error', number: 1 },
    ])
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new SisReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = edges.map((edge, at) => bytes(text.slice(edge, edges[at + 1])))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it.each([
    ['Out03 In01 All\r\n', tied],
    ['Out03\xb7In01\xb7All\r\n', tied],
    ['Out4 In8 RGB\r\n', { type: 'tied', input: 8, output: 4, kind: 'video' }],
    ['Out14 In12 Aud\r\n', { type: 'tied', input: 12, output: 14, kind: 'audio' }],
    ['In5 All\r\n', { type: 'tied-to-all' }],
    ['Qik\r\n', { type: 'tied-to-all' }],
    ['\x00\xff\r\n', { type: 'bad-line' }],
    [`${'1'.repeat(300)}\r\n`, { type: 'bad-line' }],
  ])('%j', (text, message) => {
    expect(heard(text)).toEqual([message])
  })

  it('may be anything: nothing throws, and a good line after it is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const reader = new SisReader()
        for (const chunk of chunks) reader.push(chunk)
        expect(reader.push(bytes('\r\nOut3 In1 All\r\n')).at(-1)).toEqual(tied)
      }),
    )
  })
})
