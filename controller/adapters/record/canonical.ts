import { RecordError } from '../../engine/ports.ts'

/** Deeper than any event; keeps a cyclic value from exhausting the stack. */
const MAX_DEPTH = 32

/**
 * RFC 8785 (JSON Canonicalization Scheme) for integers: keys sorted by UTF-16 code units, no
 * spaces, ECMAScript's escapes. Equal values give equal bytes in any language, so an outsider can
 * compute the chain. Refuses with 'not-canonical' what JSON would drop, round or rewrite.
 */
export function canonical(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) throw notCanonical(`is nested deeper than ${MAX_DEPTH}`)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw notCanonical(`holds ${value}, not a safe integer`)
    return String(value)
  }
  if (Array.isArray(value)) return list(value, depth)
  if (typeof value === 'object') return object(value, depth)
  throw notCanonical(`holds a value of type ${typeof value}`)
}

function text(value: string): string {
  // UTF-8 cannot carry half a surrogate pair: the stored bytes would be another text.
  if (!value.isWellFormed()) throw notCanonical('holds half a surrogate pair')
  return JSON.stringify(value)
}

function list(value: readonly unknown[], depth: number): string {
  let out = '['
  for (let i = 0; i < value.length; i++) {
    if (i > 0) out += ','
    out += canonical(value[i], depth + 1)
  }
  return out + ']'
}

function object(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw notCanonical('holds an object of a class')
  }
  const entries: [string, unknown][] = Object.entries(value)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  let out = '{'
  for (const [key, item] of entries) {
    out += `${out.length > 1 ? ',' : ''}${text(key)}:${canonical(item, depth + 1)}`
  }
  return out + '}'
}

function notCanonical(what: string): RecordError {
  return new RecordError(
    'not-canonical',
    `An event ${what}; the record keeps plain JSON with integers only. This is a fault in the program that made the event.`,
    'The batch was not written; everything before it stands.',
  )
}
