import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeConsoleMessage,
  encodeIdentify,
  encodeRollCall,
  encodeState,
  encodeWhoAreYou,
  isFromBridge,
  MAX_ACKNOWLEDGEMENTS,
  type BusState,
} from './codec.ts'
import { FrameReader } from './framing.ts'

/** Every frame that is written out in the page a console is built from. */
const page = readFileSync(new URL('../../../docs/chamber-bus.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/`(00(?: [0-9A-F]{2})+ 00)`/g)].map(([, text = '']) => text)
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const hexOf = (bytes: Uint8Array) =>
  [...bytes].map((it) => it.toString(16).toUpperCase().padStart(2, '0')).join(' ')

function contentOf(text: string): Uint8Array {
  const [heard] = new FrameReader().push(bytesOf(text))
  if (heard?.type !== 'frame') throw new Error(`not a frame: ${text}`)
  return heard.content
}

const idle: BusState = {
  revision: 300,
  microphoneOpen: false,
  talk: 'asking',
  present: true,
  time: 'running',
  place: 3,
  tag: 0,
  choices: 0,
  recorded: 0,
}
const voting: BusState = { ...idle, revision: 301, talk: 'off', place: 0, tag: 5, choices: 4 }
const roll = { last: 64, closer: 7, slotBits: 8, acknowledgements: [] }

it('a state says how much time a speaker has in bits that older consoles ignore', () => {
  const lamps = (time: BusState['time']) => {
    const [heard] = new FrameReader().push(encodeState(12, { ...idle, time }))
    return heard?.type === 'frame' ? heard.content[4] : undefined
  }
  expect([lamps('running'), lamps('warned'), lamps('up')]).toEqual([0x0a, 0x1a, 0x2a])
})

describe('the examples of docs/chamber-bus.md', () => {
  it('are whole frames, and those of consoles are understood', () => {
    expect(examples.length).toBeGreaterThan(25)
    for (const text of examples) {
      const content = contentOf(text)
      expect(decodeConsoleMessage(content) === null, text).toBe(isFromBridge(content))
    }
  })

  it('are what the bridge sends', () => {
    const sent = [
      encodeRollCall(roll),
      encodeRollCall({ ...roll, closer: 8, acknowledgements: [{ address: 12, counter: 3 }] }),
      encodeState(12, idle),
      encodeState(12, voting),
      encodeState(12, { ...voting, revision: 302, recorded: 2 }),
      encodeState(12, { ...idle, revision: 303, talk: 'on-air', place: 0, microphoneOpen: true }),
      encodeIdentify(12, 5),
      encodeWhoAreYou(12),
    ]
    for (const bytes of sent) expect(examples).toContain(hexOf(bytes))
  })

  const boot = 0x5e1f00a3
  const from12 = { address: 12, boot }
  it.each([
    {
      text: '00 05 0C 81 5E 1F 04 A3 01 2F 04 01 B2 E5 00',
      message: {
        ...from12,
        type: 'status',
        revision: 303,
        microphoneOpen: false,
        cardPresent: false,
        problem: 1,
      },
    },
    {
      text: '00 05 0C 82 5E 1F 02 A3 06 03 12 05 3F 27 00',
      message: { ...from12, type: 'press', counter: 3, key: 0x12, tag: 5 },
    },
    {
      text: '00 05 0C 83 5E 1F 02 A3 02 06 0A 06 A2 2B 91 C0 55 80 4E 72 00',
      message: { ...from12, type: 'card', counter: 6, inserted: false, card: 'A22B91C05580' },
    },
    {
      text: '00 03 0C 84 01 01 01 01 0B 01 E2 40 31 2E 34 2E 32 14 1A 00',
      message: { type: 'identity', address: 12, serial: '000000000001E240', firmware: '1.4.2' },
    },
  ])('say $message.type', ({ text, message }) => {
    expect(examples).toContain(text)
    expect(decodeConsoleMessage(contentOf(text))).toEqual(message)
  })
})

describe('decodeConsoleMessage', () => {
  it('takes any content without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 126 }), (content) => {
        decodeConsoleMessage(content)
      }),
    )
  })

  it('refuses what the bus does not have', () => {
    const refused = [
      '',
      '0C',
      '0C 85 00 00 00 01 00 01 01 00',
      '0C 81 00 00 00 00 00 01 00 00',
      '0C 82 00 00 00 01 00 00 11 00',
      '0C 82 00 00 00 01 00 01 11',
      '0C 82 00 00 00 01 00 01 11 00 00',
      '0C 83 00 00 00 01 00 01 02 04 01 02 03 04',
      '0C 83 00 00 00 01 00 01 01 03 01 02 03',
      '0C 83 00 00 00 01 00 01 01 05 01 02 03 04',
      '0C 84 00 00 00 00 00 00 00 00',
      '0C 84 00 00 00 00 00 00 00 00 07',
    ]
    for (const text of refused) expect(decodeConsoleMessage(bytesOf(text)), text).toBeNull()
  })
})

describe('encodeRollCall', () => {
  it('has room for as many acknowledgements as it promises', () => {
    const acknowledgements = Array.from({ length: MAX_ACKNOWLEDGEMENTS }, (_, at) => ({
      address: at + 1,
      counter: 65_535 - at,
    }))
    const bytes = encodeRollCall({ ...roll, acknowledgements })
    expect(new FrameReader().push(bytes)).toHaveLength(1)
  })
})
