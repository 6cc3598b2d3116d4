import { describe, expect, it } from 'vitest'
import { readPersons, writePersons } from './persons.ts'

describe('who stands in an election', () => {
  it('is read a line each, one name serving both languages where there is one', () => {
    expect(readPersons('กัญญา | Kanya\n\n  Anan  \nฮาซัน |')).toEqual([
      { id: 'person-a', name: { th: 'กัญญา', en: 'Kanya' }, counts: 'person' },
      { id: 'person-b', name: { th: 'Anan', en: 'Anan' }, counts: 'person' },
      { id: 'person-c', name: { th: 'ฮาซัน', en: 'ฮาซัน' }, counts: 'person' },
    ])
    expect(readPersons(' \n | English only')).toEqual([])
  })
  it('is written as it can be read again', () => {
    const persons = readPersons('กัญญา | Kanya\nอนันต์ | Anan')
    expect(readPersons(writePersons(persons))).toEqual(persons)
  })
})
