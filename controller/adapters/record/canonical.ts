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
  if (isPlainObject(value)) return object(value, depth)
  throw notCanonical(`holds ${typeof value === 'object' ? 'an object of a class' : typeof value}`)
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
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

function object(value: Readonly<Record<string, unknown>>, depth: number): string {
  let out = '{'
  // The default order of sort is that of UTF-16 code units, as RFC 8785 section 3.2.3 asks.
  for (const key of Object.keys(value).sort()) {
    if (out.length > 1) out += ','
    out += `${text(key)}:${canonical(value[key], depth + 1)}`
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
