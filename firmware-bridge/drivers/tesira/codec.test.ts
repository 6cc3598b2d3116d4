import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeCommand, TtpReader } from './codec.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const heard = (text: string) => new TtpReader().push(bytes(text))

describe('a command', () => {
  it('is written as the specification has it', () => {
    const level = { service: 'get', attribute: 'level', words: [1] } as const
    expect(encodeCommand({ block: 'Level1', ...level })).toBe('Level1 get level 1')
    expect(encodeCommand({ block: 'my level 2', ...level })).toBe('"my level 2" get level 1')
    expect(
      encodeCommand({
        ...{ block: 'MyLevel1', service: 'subscribe', attribute: 'level' },
        words: [1, 'MyLevelCustomLabel', 500],
      }),
    ).toBe('MyLevel1 subscribe level 1 MyLevelCustomLabel 500')
  })
})

describe('what a Tesira says', () => {
  const text =
    '\xff\xfd\x18\r\nWelcome to the Tesira Text Protocol Server...\r\n\r\nLevel1 get level 1\r\n' +
    '+OK "value":-10.000000\r\n! "publishToken":"c3" "value":true\r\n' +
    '-ERR address not found: {"deviceId":0 "classCode":0 "instanceNum":0}\r\n'

  it('is cut into lines, however it is chunked', () => {
    const whole = heard(text)
    expect(whole).toEqual([
      { type: 'negotiation', reply: Uint8Array.of(255, 252, 24) },
      { type: 'greeting' },
      { type: 'other', text: 'Level1 get level 1' },
      { type: 'ok', value: -10 },
      { type: 'published', token: 'c3', value: true },
      {
        ...{ type: 'error', word: 'ERR' },
        text: 'address not found: {"deviceId":0 "classCode":0 "instanceNum":0}',
      },
    ])
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new TtpReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = edges.map((edge, at) => bytes(text.slice(edge, edges[at + 1])))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it.each([
    ['+OK\r\n', { type: 'ok', value: null }],
    ['+OK "value":"01234567"\r\n', { type: 'ok', value: '01234567' }],
    ['-CANNOT_DELIVER\r\n', { type: 'error', word: 'CANNOT_DELIVER', text: '' }],
    ['\xff\xfb\x01', { type: 'negotiation', reply: Uint8Array.of(255, 254, 1) }],
    ['! nonsense\r\n', { type: 'bad-line' }],
    ['\xff\xfa\x18\x01\xff\xf0+OK\r\n', { type: 'ok', value: null }],
    [`${'x'.repeat(20_000)}\r\n`, { type: 'bad-line' }],
  ])('%j', (said, message) => {
    expect(heard(said)).toEqual([message])
  })

  it('may be anything: nothing throws, and a good line after it is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => {
        const reader = new TtpReader()
        for (const chunk of chunks) reader.push(chunk)
        expect(reader.push(bytes('\r\n\r\n\r\n+OK\r\n')).at(-1)).toEqual({
          type: 'ok',
          value: null,
        })
      }),
    )
  })
})
