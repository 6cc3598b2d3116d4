import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeCommand, QuintaReader } from './codec.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const heard = (text: string) => new QuintaReader().push(bytes(text))
const allocated = { type: 'allocated', muad: 542, open: true }

describe('a command', () => {
  it('is written as the protocol has it', () => {
    // Its own example: MU ID 542 starts to speak.
    expect(encodeCommand({ muad: 542, speak: true, flags: 0x0139 })).toBe('A 0000021E 1 0139\r')
  })
})

describe('what a control unit says', () => {
  it('is cut into messages, however it is chunked', () => {
    // The protocol's own examples.
    const text =
      '\r\nq 0000021E 01 0139\r\nQ 0000021E 11 0C\r\n>\r\nx 00A225 3720 79 263001 00\r\nzm00A225_1z2\r\nDSP[42]=0x04\r\n>'
    const whole = heard(text)
    expect(whole).toEqual([
      { type: 'request', muad: 542, speak: true, flags: 0x0139 },
      allocated,
      { type: 'prompt' },
      { type: 'status', muad: 0xa225, flags: 0x3720, firmware: '263001' },
      { type: 'other' },
      { type: 'other' },
      { type: 'prompt' },
    ])
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new QuintaReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = edges.map((edge, at) => bytes(text.slice(edge, edges[at + 1])))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it.each([
    ['Q 0000021E 10 0C\r\n', { type: 'allocated', muad: 542, open: false }],
    [
      'X 00021E 0131 7A 241100\r\n',
      { type: 'status', muad: 542, flags: 0x131, firmware: '241100' },
    ],
    ['Q 0000021E\r\n', { type: 'bad-line' }],
    ['Q 00000000 11 0C\r\n', { type: 'bad-line' }],
    ['q 0000021E 0Z 0139\r\n', { type: 'bad-line' }],
    ['\x00\xff\r\n', { type: 'bad-line' }],
    [`${'x'.repeat(200)}\r\n`, { type: 'bad-line' }],
    ['Full mode\r\n', { type: 'other' }],
  ])('%j', (text, message) => {
    expect(heard(text)).toEqual([message])
  })

  it('may be anything: nothing throws, and a good line after it is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const reader = new QuintaReader()
        for (const chunk of chunks) reader.push(chunk)
        expect(reader.push(bytes('\r\nQ 0000021E 11 0C\r\n')).at(-1)).toEqual(allocated)
      }),
    )
  })
})
