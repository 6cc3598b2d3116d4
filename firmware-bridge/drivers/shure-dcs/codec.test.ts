import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DcsReader, encodeCommand, seatOf } from './codec.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const heard = (text: string) => new DcsReader().push(bytes(text))
const on = { type: 'microphone', seat: 212, open: true }

describe('a command', () => {
  it('is written as the manual has it', () => {
    expect(encodeCommand({ name: 'mic_on', seat: 212 })).toBe('mic_on 212\r')
    expect(encodeCommand({ name: 'mic_status' })).toBe('mic_status\r')
  })
})

describe('what a central unit says', () => {
  it('is cut into messages, however it is chunked', () => {
    // `seat_state 12 active John Jones` is the manual's own example.
    const text =
      'seat_state 12 active John Jones\r\nmic_on 212\r\nmic_request_off 212\r\nmic_status_done\r\nmax_speakers 4\r\n'
    const whole = heard(text)
    expect(whole).toEqual([
      { type: 'seat', seat: 12, active: true },
      on,
      { type: 'request', seat: 212, asking: false },
      { type: 'status-done' },
      { type: 'other' },
    ])
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new DcsReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = edges.map((edge, at) => bytes(text.slice(edge, edges[at + 1])))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it.each([
    ['mic_on\r', { type: 'bad-line' }],
    ['mic_on 0\r', { type: 'bad-line' }],
    ['mic_off 70000\r', { type: 'bad-line' }],
    ['???\r', { type: 'bad-line' }],
    [`mic_on ${'1'.repeat(500)}\r`, { type: 'bad-line' }],
    ['mic_on 212 more\r', on],
    ['command_error mic_onn\r', { type: 'refused', text: 'mic_onn' }],
  ])('%j', (text, message) => {
    expect(heard(text)).toEqual([message])
  })

  it('may be anything: nothing throws, and a good line after it is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => {
        const reader = new DcsReader()
        for (const chunk of chunks) reader.push(chunk)
        expect(reader.push(bytes('\rmic_on 212\r')).at(-1)).toEqual(on)
      }),
    )
    expect([seatOf('65535'), seatOf('65536'), seatOf('x')]).toEqual([65_535, null, null])
  })
})
