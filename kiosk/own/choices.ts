import type { Choice, ChoiceId } from '../../controller/protocol/chamber.ts'
import type { Text } from '../../controller/protocol/text.ts'
import { choiceGlyph, type GlyphName } from '../ui/glyph/glyphs.ts'

/** As many choices as there are forms; more than that are told by their numbers. */
const FORMS = 4

/** A choice as a screen offers it: the number is its key and its button on the console, from 1. */
export interface OfferedChoice {
  id: ChoiceId
  name: Text
  number: number
  glyph: GlyphName | null
}

/** A list of names and not a row of doors: too many for one, or persons, whom no form may judge. */
export const isList = (choices: readonly Choice[]): boolean =>
  choices.length > FORMS || choices.some(({ counts }) => counts === 'person')

export function offered(choices: readonly Choice[]): OfferedChoice[] {
  const formed = !isList(choices)
  return choices.map(({ id, name }, index) => ({
    id,
    name,
    number: index + 1,
    glyph: formed ? choiceGlyph(index) : null,
  }))
}

/** What a key on a keyboard means: 1 to 9, and 0 for the tenth. Null: no choice. */
export function choiceOfKey(key: string, choices: readonly Choice[]): ChoiceId | null {
  if (!/^[0-9]$/.test(key)) return null
  return choices[(Number(key) + 9) % 10]?.id ?? null
}
