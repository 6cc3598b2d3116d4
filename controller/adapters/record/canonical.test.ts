import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from './canonical.ts'

describe('canonical form', () => {
  it('sorts keys by UTF-16 code units and leaves no spaces', () => {
    // RFC 8785 section 3.2.3, with its example's keys.
    const dalet = '\ufb33'
    const value = { '€': 1, '\r': 2, [dalet]: 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 }
    expect(canonical(value)).toBe(
      `{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"${dalet}":3}`,
    )
    expect(canonical({ b: [null, true, { z: -1, a: 'ก"\n' }], a: {} })).toBe(
      '{"a":{},"b":[null,true,{"a":"ก\\"\\n","z":-1}]}',
    )
  })

  it.each([
    ['a fraction', 0.5],
    ['not a number', Number.NaN],
    ['an infinity', Number.POSITIVE_INFINITY],
    ['a number JSON readers round', Number.MAX_SAFE_INTEGER + 1],
    ['undefined', undefined],
    ['undefined in a list', [undefined]],
    ['undefined under a key', { a: undefined }],
    ['a gap in a list', Array(1)],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['half a surrogate pair', 'a\ud800'],
    ['half a surrogate pair as key', { 'a\udc00': 1 }],
  ])('refuses %s', (_, value) => {
    expect(() => canonical(value)).toThrow(expect.objectContaining({ code: 'not-canonical' }))
  })

  it('refuses a value that contains itself', () => {
    const endless: unknown[] = []
    endless.push(endless)
    expect(() => canonical(endless)).toThrow(expect.objectContaining({ code: 'not-canonical' }))
  })

  it('is the same text for equal values, and reads back as the same value', () => {
    const integers = fc.jsonValue({ depthSize: 'small', noUnicodeString: false }).filter(isWritable)
    fc.assert(
      fc.property(integers, (value) => {
        const text = canonical(value)
        const back: unknown = JSON.parse(text)
        // The detour turns -0 into 0, as RFC 8785 does.
        expect(back).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonical(reversed(back))).toBe(text)
      }),
    )
  })
})

function isWritable(value: unknown): boolean {
  try {
    canonical(value)
    return true
  } catch {
    return false
  }
}

/** The same value with its keys inserted in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, reversed(item)])
      .reverse(),
  )
}
