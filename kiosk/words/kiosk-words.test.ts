import { describe, expect, it } from 'vitest'
import { chairWords } from '../chair/chair-words.ts'
import { hallWords } from '../display/hall-words.ts'
import { joinWords } from '../join/join-words.ts'
import { ownWords } from '../own/own-words.ts'
import { publicWords } from '../public/public-words.ts'
import { seatWords } from '../seat/seat-words.ts'
import type { OwnWords } from '../ui/words/language.ts'
import { kioskWords } from './kiosk-words.ts'

/** Every key with the values that its sentence asks for. */
function shape(tree: OwnWords['th'], path = ''): [key: string, asks: string[]][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    if (typeof value !== 'string') return shape(value, `${path}${key}.`)
    const asks = [...value.matchAll(/\{\w+\}/g)].map(String).sort()
    return [[path + key, asks] satisfies [string, string[]]]
  })
}

describe.each(
  Object.entries({ ownWords, seatWords, chairWords, hallWords, joinWords, publicWords }),
)('%s', (_name, words) => {
  it('say the same in both languages, with the same values', () => {
    expect(shape(words.th)).toEqual(shape(words.en))
  })

  it('leave no sentence empty, and no Thai one in English', () => {
    const text = (tree: OwnWords['th']): string[] =>
      Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : text(value)))
    for (const said of [...text(words.th), ...text(words.en)]) expect(said.trim()).not.toBe('')
    for (const said of text(words.th)) if (said !== 'English') expect(said).toMatch(/[ก-๙]/)
  })
})

it('lose none of each other when they are put together', () => {
  const parts = [ownWords, seatWords, chairWords, hallWords, joinWords, publicWords]
  const keys = parts.flatMap(({ en }) => shape(en))
  expect(shape(kioskWords.en)).toHaveLength(keys.length)
})
