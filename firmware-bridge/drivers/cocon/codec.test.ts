import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeQuestion, heardOf } from './codec.ts'

const heard = (text: string) => heardOf(Buffer.from(text))

describe('a question', () => {
  it('is written as the description has it', () => {
    expect(encodeQuestion({ type: 'set-state', state: 'On', seat: 9 })).toBe(
      '/Microphone/SetState/?State=On&SeatNr=9',
    )
    const id = '3f5b8afe-6efb-4428-8762-e39d42a0762d'
    expect(encodeQuestion({ type: 'notification', id })).toBe(`/Notification/id=${id}`)
  })
})

describe('what a room server says', () => {
  const microphones = { type: 'microphones', isAnswer: false, speakers: [1, 5], requests: [7] }
  it.each([
    [
      '"{\\"Connect\\":true,\\"id\\":\\"3f5b8afe-6efb-4428-8762-e39d42a0762d\\"}"',
      { type: 'connected', id: '3f5b8afe-6efb-4428-8762-e39d42a0762d' },
    ],
    [
      '"{\\"MicrophoneState\\":{\\"Speakers\\":[1,5],\\"Requests\\":[7],\\"Replies\\":[]}}"',
      microphones,
    ],
    ['{"MicrophoneState":{"Speakers":[1,5],"Requests":[7]}}', microphones],
    [
      '"{\\"GetState\\":{\\"State\\":{\\"Speakers\\":[4,3],\\"Requests\\":[],\\"Replies\\":[]}}}"',
      { type: 'microphones', isAnswer: true, speakers: [4, 3], requests: [] },
    ],
    ['"{\\"SetState\\":1}"', { type: 'set', result: 1 }],
    ['0', { type: 'set', result: 0 }],
    ['{"MicrophoneMode":{"Mode":"Operator","MaxNrActive":4}}', { type: 'other' }],
    ['{"MicrophoneState":{"Speakers":["x"]}}', { type: 'bad-answer' }],
    ['{"Connect":false}', { type: 'bad-answer' }],
    ['"nonsense"', { type: 'bad-answer' }],
    ['', { type: 'bad-answer' }],
  ])('%s', (text, message) => {
    expect(heard(text)).toEqual(message)
  })

  it('may be anything: nothing throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void heardOf(bytes)))
    fc.assert(
      fc.property(fc.jsonValue(), (said) => {
        for (const name of ['MicrophoneState', 'GetState', 'Connect', 'SetState'])
          heard(JSON.stringify({ [name]: said }))
      }),
    )
  })
})
