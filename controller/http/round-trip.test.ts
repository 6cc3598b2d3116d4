import { expect, test } from 'vitest'
import { RoundTrip } from './round-trip.ts'

const measured = (...trips: number[]) => {
  const link = new RoundTrip()
  for (const ms of trips) {
    link.pinged(10_000)
    link.answered(10_000 + ms)
  }
  return link
}

test('what is said of the time of sending is believed within the longest round trip', () => {
  const link = measured(40, 250, 90)
  expect(link.sentAt(19_900, 20_000)).toBe(19_900)
  expect(link.sentAt(19_000, 20_000)).toBe(19_750)
  expect(link.sentAt(20_500, 20_000)).toBe(20_000)
  expect(link.sentAt(undefined, 20_000)).toBe(20_000)
})

test('a link that was not measured yet, or answers unasked, is given nothing', () => {
  const link = new RoundTrip()
  link.answered(9_000)
  expect(link.sentAt(1_000, 20_000)).toBe(20_000)
})

test('a ping that is answered late counts from when it was sent, three seconds at most', () => {
  const link = new RoundTrip()
  link.pinged(1_000)
  link.pinged(6_000)
  link.answered(9_000)
  expect(link.sentAt(0, 20_000)).toBe(17_000)
})

test('what a link was long ago is forgotten', () => {
  expect(measured(900, 20, 20, 20, 20, 20, 20).sentAt(0, 20_000)).toBe(19_980)
})
