import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  encodeCommand,
  inputCodeOf,
  inputNameOf,
  inputNamesOf,
  lampHoursOf,
  muteOf,
  PjlinkReader,
  powerOf,
  warningsOf,
} from './codec.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const heard = (text: string) => new PjlinkReader().push(bytes(text))
const reply = (body: string, parameter: string, level = 1) => ({
  ...{ type: 'reply', class: level, body, parameter },
})

describe('a command', () => {
  it('is written as the specification has it', () => {
    expect(encodeCommand({ class: 1, body: 'POWR', parameter: '1' })).toBe('%1POWR 1\r')
    expect(encodeCommand({ class: 2, body: 'FREZ', parameter: '?' })).toBe('%2FREZ ?\r')
  })

  it('comes after the digest where one is asked for', () => {
    // The specification's own example: 498e4a67 and JBMIAProjectorLink.
    const digest = createHash('md5').update('498e4a67JBMIAProjectorLink').digest('hex')
    expect(encodeCommand({ class: 1, body: 'POWR', parameter: '?' }, digest)).toBe(
      '5d8409bc1c3fa39749434aa3a5c38682%1POWR ?\r',
    )
  })
})

describe('what a projector says', () => {
  it('is cut into messages, however it is chunked', () => {
    const text = 'PJLINK 0\r%1POWR=1\r%1INPT=OK\r%2INST=11 21 3A\r'
    const whole = heard(text)
    expect(whole).toEqual([
      { type: 'greeting', challenge: null },
      reply('POWR', '1'),
      reply('INPT', 'OK'),
      reply('INST', '11 21 3A', 2),
    ])
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new PjlinkReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = edges.map((edge, at) => bytes(text.slice(edge, edges[at + 1])))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it.each([
    ['PJLINK 1 498e4a67\r', { type: 'greeting', challenge: '498e4a67' }],
    ['PJLINK ERRA\r', { type: 'password-refused' }],
    ['pjlink erra\r\n', { type: 'password-refused' }],
    ['%1powr=0\r\n', reply('POWR', '0')],
    ['> %1LAMP=451 1\r', reply('LAMP', '451 1')],
    ['%1POWR\r', { type: 'bad-line' }],
    ['%3POWR=1\r', { type: 'bad-line' }],
    [`%1NAME=${'x'.repeat(300)}\r`, { type: 'bad-line' }],
  ])('%j', (text, message) => {
    expect(heard(text)).toEqual([message])
  })

  it('may be anything: nothing throws, and a good line after it is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => {
        const reader = new PjlinkReader()
        for (const chunk of chunks) reader.push(chunk)
        expect(reader.push(bytes('\r%1POWR=1\r')).at(-1)).toEqual(reply('POWR', '1'))
      }),
    )
  })
})

describe('answers', () => {
  it('of power, mutes, errors and lamps', () => {
    expect(['0', '1', '2', '3'].map(powerOf)).toEqual(['standby', 'on', 'cooling', 'warming'])
    expect(muteOf('31')).toEqual({ picture: true, sound: true })
    expect(muteOf('21')).toEqual({ picture: false, sound: true })
    expect(muteOf('30')).toEqual({ picture: false, sound: false })
    expect(warningsOf('010002')).toEqual(['lamp', 'other'])
    expect(lampHoursOf('1200 1 80 0')).toEqual([1200, 80])
  })

  it('of inputs, by number and, in class 2, by letter', () => {
    expect(inputNamesOf('11 32 5A 99')).toEqual(['rgb-1', 'digital-2', 'network-10'])
    expect(inputCodeOf('digital-2')).toBe('32')
    expect(inputCodeOf('hdmi-2')).toBeNull()
    for (const type of '123456')
      for (const place of '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')
        expect(inputCodeOf(inputNameOf(type + place) ?? '')).toBe(type + place)
  })

  it('that are none are told from those that are', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 130 }), (text) => {
        for (const read of [powerOf, muteOf, warningsOf, lampHoursOf, inputNameOf, inputCodeOf])
          read(text)
        inputNamesOf(text)
      }),
    )
    expect([powerOf('4'), muteOf('41'), warningsOf('00000'), lampHoursOf('on')]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})
