import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { EventDraft, JsonObject, RecordedEvent } from '../../engine/ports.ts'
import { chainBroken } from './broken.ts'

const Plain = Type.Unsafe<JsonObject>(Type.Object({}))

/** What a canonical body says; `data` is the core's business and was checked before it was written. */
const StoredEvent = Compile(
  Type.Object({
    at: Type.Integer({ minimum: 0 }),
    cause: Plain,
    data: Plain,
    seq: Type.Integer({ minimum: 1 }),
    type: Type.String({ minLength: 1 }),
    version: Type.Integer({ minimum: 1 }),
  }),
)

/** Sixty-four digits each. */
const HASH_LENGTH = 64

/**
 * Events of a piece of the chain that was proven: `bodies` is a JSON array, `hashes` are joined,
 * `first` is the seq of the first. Throws 'chain-broken' where a proven body is no event of its place.
 */
export function toEvents(bodies: string, hashes: string, first: number): RecordedEvent[] {
  return parsedList(bodies, first).map((body, i) => {
    if (!isEventAt(body, first + i)) {
      throw chainBroken('the record', first + i, 'it is not an event of this number')
    }
    return Object.assign(body, { hash: hashes.slice(HASH_LENGTH * i, HASH_LENGTH * (i + 1)) })
  })
}

function parsedList(bodies: string, first: number): unknown[] {
  try {
    const parsed: unknown = JSON.parse(bodies)
    if (Array.isArray(parsed)) return parsed
  } catch {
    // Rightly chained and yet not JSON: refused like any other body that is no event.
  }
  throw chainBroken('the record', first, 'it, or one soon after it, is not JSON')
}

/** Whether a parsed body is an event and says itself that it is number `seq`. */
export function isEventAt(body: unknown, seq: number): body is EventDraft & { seq: number } {
  return StoredEvent.Check(body) && body.seq === seq
}
