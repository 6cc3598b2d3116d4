import type { Choice } from '../../controller/protocol/chamber.ts'

/** As many choices as a console has keys. */
export const MOST_CHOICES = 10

/**
 * Who stands in an election, a line each: 'ชื่อไทย | English name'; one name serves both languages. The
 * order of the lines is the order of the keys.
 */
export function readPersons(typed: string): Choice[] {
  return typed
    .split('\n')
    .map((line) => line.split('|').map((part) => part.trim()))
    .filter(([th]) => th !== undefined && th !== '')
    .map(([th = '', en], index) => ({
      id: `person-${String.fromCharCode('a'.charCodeAt(0) + index)}`,
      name: { th, en: en || th },
      counts: 'person',
    }))
}

/** The lines that were typed for them. */
export const writePersons = (persons: readonly Choice[]): string =>
  persons.map(({ name }) => `${name.th} | ${name.en}`).join('\n')
