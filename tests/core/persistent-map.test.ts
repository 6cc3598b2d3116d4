import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashOf, PersistentMap } from '../../controller/core/persistent-map.ts'

/** Two keys of one hash, found by searching: the trie must tell them apart all the same. */
function clash(): [string, string] {
  const seen = new Map<number, string>()
  for (let n = 0; ; n++) {
    const key = `key-${n.toString(36)}`
    const other = seen.get(hashOf(key))
    if (other !== undefined) return [other, key]
    seen.set(hashOf(key), key)
  }
}

const keys = [...clash(), ...Array.from({ length: 60 }, (_, n) => `m${n}`)]
const change = fc.record({
  key: fc.constantFrom(...keys),
  value: fc.option(fc.integer({ min: 0, max: 5 })),
})

describe('a persistent map', () => {
  test('is a Map after any changes, and every earlier version stays as it was', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const model = new Map<string, number>()
        let map = PersistentMap.empty<string, number>()
        const versions: [PersistentMap<string, number>, Map<string, number>][] = []
        for (const { key, value } of changes) {
          map = value === null ? map.delete(key) : map.set(key, value)
          if (value === null) model.delete(key)
          else model.set(key, value)
          versions.push([map, new Map(model)])
        }
        for (const [version, expected] of versions) {
          expect(version.size).toBe(expected.size)
          expect(new Map(version)).toEqual(expected)
          for (const key of keys) expect(version.get(key)).toBe(expected.get(key))
        }
      }),
    )
  })

  test('iterates alike however it came about', () => {
    const distinct = keys.slice(2)
    fc.assert(
      fc.property(fc.shuffledSubarray(distinct), fc.shuffledSubarray(distinct), (wanted, extra) => {
        const direct = PersistentMap.from([...wanted].sort().map((key) => [key, key] as const))
        let other = PersistentMap.from([...extra, ...wanted].map((key) => [key, key] as const))
        for (const key of extra) if (!wanted.includes(key)) other = other.delete(key)
        expect([...other.keys()]).toEqual([...direct.keys()])
      }),
    )
  })

  test('is the same object when nothing changes', () => {
    const map = PersistentMap.from<string, number>([['a', 1]])
    expect(map.set('a', 1)).toBe(map)
    expect(map.delete('b')).toBe(map)
  })
})
