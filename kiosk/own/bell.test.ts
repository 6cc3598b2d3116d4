import { expect, test } from 'vitest'
import { roomView } from '../../controller/core/view/room.ts'
import { openBallot, openHouse } from '../../tests/core/given.ts'
import { isCalling } from './bell.ts'

const rung = openHouse({ members: 2 }).after({ type: 'RingBell' })
const bellAt = rung.state.bellAt ?? 0

test('the bell calls for five minutes', () => {
  const room = roomView(rung.state)
  expect(isCalling(roomView(openHouse({ members: 2 }).state), bellAt)).toBe(false)
  expect(isCalling(room, bellAt)).toBe(true)
  expect(isCalling(room, bellAt + 299_999)).toBe(true)
  expect(isCalling(room, bellAt + 300_000)).toBe(false)
})

test('it calls no more once what it was rung for has begun, and again when it is rung again', () => {
  const check = rung.after({ type: 'StartPresenceCheck', check: 'p1' })
  expect(isCalling(roomView(check.state), bellAt + 1000)).toBe(false)
  const opened = rung.after(openBallot())
  expect(isCalling(roomView(opened.state), bellAt + 1000)).toBe(false)
  const again = opened.after({ type: 'RingBell' })
  expect(isCalling(roomView(again.state), again.state.bellAt ?? 0)).toBe(true)
})
