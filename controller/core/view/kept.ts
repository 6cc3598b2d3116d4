/**
 * Keeps, from one view to the next, every entry whose fields are the same, and the whole record
 * where all are: what compares two views then looks only at what really changed.
 */
export function keptRecord<K extends string, V extends object>(): (
  entries: readonly (readonly [K, V])[],
) => Record<K, V> {
  const kept = new Map<K, V>()
  let record = {} as Record<K, V>
  return (entries) => {
    const changed = entries.filter(([key, fresh]) => {
      const before = kept.get(key)
      return before === undefined || !sameFields(before, fresh)
    })
    for (const [key, fresh] of changed) kept.set(key, fresh)
    if (kept.size > entries.length) {
      // Somebody is gone: what is left in the map beside the entries is of no view any more.
      const left = new Set(entries.map(([key]) => key))
      for (const key of kept.keys()) if (!left.has(key)) kept.delete(key)
      record = Object.fromEntries(kept) as Record<K, V>
    } else if (changed.length > 0) {
      record = { ...record, ...(Object.fromEntries(changed) as Record<K, V>) }
    }
    return record
  }
}

function sameFields<V extends object>(a: V, b: V): boolean {
  for (const key in b) if (a[key] !== b[key]) return false
  return true
}
