import { describe, expect, it } from 'vitest'
import type { Choice } from '../../controller/protocol/chamber.ts'
import type { BallotResult } from '../../controller/protocol/events.ts'
import { countedChoices, relationOf } from './counted.ts'
import { largestThatFits } from './fit-text.ts'
import { nameLines } from './name-lines.ts'

describe('a name in two lines', () => {
  it('has the given name above and the family name below', () => {
    expect(nameLines('นภาพร แสงตะวันฉาย')).toEqual(['นภาพร', 'แสงตะวันฉาย'])
    expect(nameLines('Naphaphon')).toEqual(['Naphaphon'])
  })

  it('is divided so that the longer line is as short as can be', () => {
    expect(nameLines('Mom Rajawongse Piyaphong Suwanloet')).toEqual([
      'Mom Rajawongse',
      'Piyaphong Suwanloet',
    ])
  })

  it('keeps a particle with the family name', () => {
    expect(nameLines('สมชาย ณ อยุธยา')).toEqual(['สมชาย', 'ณ อยุธยา'])
    expect(nameLines('Somchai na Ayutthaya')).toEqual(['Somchai', 'na Ayutthaya'])
    expect(nameLines('ณ อยุธยา')).toEqual(['ณ อยุธยา'])
  })
})

describe('a size', () => {
  it('is the largest at which the text fits', () => {
    for (const limit of [44, 45, 99, 149, 150])
      expect(largestThatFits(150, 44, (size) => size <= limit)).toBe(limit)
  })

  it('is never less than can be read, and found in few trials', () => {
    let trials = 0
    const size = largestThatFits(150, 44, () => {
      trials += 1
      return false
    })
    expect(size).toBe(44)
    expect(trials).toBeLessThanOrEqual(8)
  })
})

describe('a result', () => {
  const choice = (id: string, counts: Choice['counts']): Choice => ({
    id,
    name: { th: id, en: id },
    counts,
  })
  const rule = {
    id: 'ordinary',
    name: { th: '', en: '' },
    citation: { th: '', en: '' },
    choices: [choice('agree', 'yes'), choice('disagree', 'no'), choice('abstain', 'neither')],
  }

  it('shows every choice in the order of the console, those nobody pressed with 0', () => {
    const counts = [
      { choice: 'disagree', count: 2 },
      { choice: 'agree', count: 7 },
    ]
    const counted = countedChoices(rule, { counts } as BallotResult)
    expect(counted.map(({ id, count, counts: as }) => [id, count, as])).toEqual([
      ['agree', 7, 'yes'],
      ['disagree', 2, 'no'],
      ['abstain', 0, 'neither'],
    ])
  })

  it('has a sign between its figures only where they alone decide', () => {
    expect(relationOf(268, 150, { holds: true, formula: '268 > 150' })).toBe('>')
    expect(relationOf(7, 7, { holds: false, formula: '7 = 7' })).toBe('=')
    expect(relationOf(206, 161, { holds: false, formula: '206 < 248 = ⌊495 × 1/2⌋ + 1' })).toBe('')
    expect(relationOf(206, 161, { holds: false, formula: '206 < 248' })).toBe('')
  })
})
