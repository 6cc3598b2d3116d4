import { beforeEach, expect, it } from 'vitest'
import { Outbox } from './outbox.ts'

let sent: string[]
let acknowledge: (() => void)[]
let outbox: Outbox

beforeEach(() => {
  sent = []
  acknowledge = []
  outbox = new Outbox((id, text, onAcknowledged) => {
    sent.push(`${id} ${text}`)
    acknowledge.push(onAcknowledged)
  })
})

it('sends at once, and while that is under way keeps only the newest', () => {
  outbox.open()
  for (const text of ['1', '2', '3']) outbox.put('a', text)
  outbox.put('b', '1')
  expect(sent).toEqual(['a 1', 'b 1'])
  acknowledge[0]?.()
  expect(sent).toEqual(['a 1', 'b 1', 'a 3'])
})

it('counts what the broker has not acknowledged', () => {
  outbox.put('a', '1')
  expect(outbox.pending).toBe(1)
  outbox.open()
  expect(outbox.pending).toBe(1)
  acknowledge[0]?.()
  expect(outbox.pending).toBe(0)
})

it('sends the newest of each again on a new connection', () => {
  outbox.open()
  outbox.put('a', '1')
  acknowledge[0]?.()
  outbox.put('b', '1')
  outbox.close()
  outbox.put('a', '2')
  outbox.put('a', '3')
  expect(sent).toEqual(['a 1', 'b 1'])
  outbox.open()
  expect(sent.slice(2)).toEqual(['a 3', 'b 1'])
})

it('does not take an acknowledgement of an older connection for one of the new', () => {
  outbox.open()
  outbox.put('a', '1')
  outbox.open()
  acknowledge[0]?.()
  expect(outbox.pending).toBe(1)
  acknowledge[1]?.()
  expect(outbox.pending).toBe(0)
})
