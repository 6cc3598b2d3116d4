/**
 * A pure function of one immutable object that computes once for each object. State shares what did
 * not change, so views keep the very same parts, and whoever compares them can do so by identity.
 */
export function remembered<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { value: V }>()
  return (key) => {
    const hit = known.get(key)
    if (hit !== undefined) return hit.value
    const value = compute(key)
    known.set(key, { value })
    return value
  }
}
