/** Sentences about parts of a file that do not fit together; null where they do. */

export function twice(what: string, ids: readonly string[]): string | null {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) return `the ${what} ${id} is given twice.`
    seen.add(id)
  }
  return null
}

export function missing(
  what: string,
  ids: readonly string[],
  known: ReadonlySet<string>,
): string | null {
  const unknown = ids.find((id) => !known.has(id))
  return unknown === undefined ? null : `the ${what}, ${unknown}, is not defined.`
}
