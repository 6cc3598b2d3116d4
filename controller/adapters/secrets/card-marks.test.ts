import { expect, test } from 'vitest'
import { Compile } from 'typebox/compile'
import { houseOf } from '../../../tests/core/house.ts'
import { RecordedCard } from '../../protocol/card.ts'
import { cardMark, withCardMarks } from './card-marks.ts'
import { Secrets } from './secrets.ts'

const isRecorded = Compile(RecordedCard)
const ours = new Secrets(Buffer.alloc(32, 1))
const theirs = new Secrets(Buffer.alloc(32, 2))

test('a card has one mark, another card another, and another house knows neither', () => {
  const mark = cardMark(ours, '04A1B2C3')
  expect(mark).toMatch(/^card-[0-9A-F]{16}$/)
  expect(isRecorded.Check(mark)).toBe(true)
  expect(cardMark(ours, '04A1B2C3')).toBe(mark)
  expect(cardMark(ours, '04A1B2C4')).not.toBe(mark)
  expect(cardMark(theirs, '04A1B2C3')).not.toBe(mark)
})

test('a chamber as it is recorded holds no number of a card, and tells its members apart', () => {
  const chamber = houseOf({ members: 5 })
  const recorded = withCardMarks(chamber, ours)
  const text = JSON.stringify(recorded)
  for (const { card } of chamber.members) if (card !== null) expect(text).not.toContain(`"${card}"`)
  const cards = recorded.members.flatMap(({ card }) => card ?? [])
  expect(new Set(cards).size).toBe(5)
  expect({ ...recorded, members: chamber.members }).toEqual(chamber)
})
