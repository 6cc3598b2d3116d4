/**
 * Keeps, from one view to the next, every entry whose fields are the same, and the whole record
 * where all are: what compares two views then looks only at what really changed.
 */
export function keptRecord<K extends string, V extends object>(): (
  entries: readonly (readonly [K, V])[],
) => Record<K, V> {
  let kept = new Map<K, V>()
  let record = {} as Record<K, V>
  return (entries) => {
    let changed = entries.length !== kept.size
    const next = new Map<K, V>()
    for (const [key, fresh] of entries) {
      const before = kept.get(key)
      const same = before !== undefined && sameFields(before, fresh)
      if (!same) changed = true
      next.set(key, same ? before : fresh)
    }
    if (!changed) return record
    kept = next
    record = Object.fromEntries(next) as Record<K, V>
    return record
  }
}

function sameFields<V extends object>(a: V, b: V): boolean {
  for (const key in b) if (a[key] !== b[key]) return false
  return true
}
