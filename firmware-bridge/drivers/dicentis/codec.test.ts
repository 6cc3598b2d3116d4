import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeRequest, heardOf } from './codec.ts'

const heard = (text: string) => heardOf(Buffer.from(text))

describe('a request', () => {
  it('is what the public module sends', () => {
    expect(encodeRequest({ operation: 'grantspeech', parameters: { seatIds: ['x'] } })).toBe(
      '{"operation":"grantspeech","parameters":{"seatIds":["x"]}}',
    )
  })
})

describe('what a server says', () => {
  it.each([
    ['{"operation":"login","parameters":{"loggedIn":true}}', { type: 'login', ok: true }],
    ['{"operation":"login","parameters":{}}', { type: 'login', ok: false }],
    [
      '{"operation":"getseats","parameters":{"seats":[{"seatId":"a","seatName":"Seat 1","screenLine":"x"}]}}',
      { type: 'seats', seats: [{ id: 'a', name: 'Seat 1' }] },
    ],
    [
      '{"operation":"GetDiscussionList","parameters":{"discussionList":[{"seatId":"a","microphoneState":"on"},{"seatId":"b"},{}]}}',
      { type: 'discussion', open: ['a'], waiting: ['b'] },
    ],
    ['{"operation":"error","parameters":{"message":"no"}}', { type: 'error', text: 'no' }],
    ['{"operation":"GetPermissions"}', { type: 'other' }],
    ['{"operation":"getseats"}', { type: 'bad-message' }],
    ['{"operation":"GetDiscussionList","parameters":[]}', { type: 'bad-message' }],
    ['nonsense', { type: 'bad-message' }],
    ['[]', { type: 'bad-message' }],
  ])('%s', (text, message) => {
    expect(heard(text)).toEqual(message)
  })

  it('may be anything: nothing throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void heardOf(bytes)))
    fc.assert(
      fc.property(fc.jsonValue(), (parameters) => {
        for (const operation of ['login', 'getseats', 'GetDiscussionList', 'error'])
          heard(JSON.stringify({ operation, parameters }))
      }),
    )
  })
})
