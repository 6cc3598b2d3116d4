import type { Choice, Rule } from '../protocol/rule.ts'

/** As many as a console has keys. */
const MOST_CHOICES = 10

export type WithPersons = { ok: true; rule: Rule } | { ok: false; why: string }

/**
 * The rule as a vote is opened under it: an election with the persons who stand, before the choices it
 * has itself; a motion as it is, with null. `why` is a sentence about what is wrong with the persons.
 */
export function withPersons(rule: Rule, persons: readonly Choice[] | null): WithPersons {
  if (rule.decides.by === 'threshold')
    return persons === null
      ? { ok: true, rule }
      : wrong(`${rule.id} decides a motion: nobody can stand in it.`)
  const choices = [...(persons ?? []), ...rule.choices]
  const ids = new Set(choices.map(({ id }) => id))
  if (!choices.some(({ counts }) => counts === 'person'))
    return wrong(`${rule.id} elects: say who stands.`)
  if (persons?.some(({ counts }) => counts !== 'person'))
    return wrong('Whoever stands must count as a person.')
  if (ids.size < choices.length) return wrong('Two choices have the same id.')
  return choices.length < 2 || choices.length > MOST_CHOICES
    ? wrong(`A vote has 2 to ${MOST_CHOICES} choices; this one would have ${choices.length}.`)
    : { ok: true, rule: { ...rule, choices } }
}

const wrong = (why: string): WithPersons => ({ ok: false, why })
