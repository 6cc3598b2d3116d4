import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { RecordHead } from '../../engine/ports.ts'
import { EMPTY } from './chain.ts'

/** A stored event as bytes; fields that are not of the type they were written in are null. */
export interface EventRow {
  seq: number
  body: Uint8Array | null
  hash: string | null
}

/**
 * Events after `after` up to `through`, in order. The body is read as bytes (see ByteChain), and
 * only where it is still text. Leaving the loop early is fine. Throws what SQLite throws.
 */
export function* eventRows(db: DatabaseSync, after: number, through: number): Generator<EventRow> {
  const select = db.prepare(
    `SELECT seq, iif(typeof(body) = 'text', CAST(body AS BLOB), NULL) AS body, hash
       FROM event WHERE seq > ? AND seq <= ? ORDER BY seq`,
  )
  for (const { seq, body, hash } of select.iterate(after, through)) {
    yield {
      seq: Number(seq),
      body: body instanceof Uint8Array ? body : null,
      hash: typeof hash === 'string' ? hash : null,
    }
  }
}

export interface BatchRow {
  last: number
  hash: string | null
  at: number | null
}

export function* batchRows(db: DatabaseSync): Generator<BatchRow> {
  for (const row of db.prepare('SELECT last, hash, at FROM batch ORDER BY last').iterate()) {
    yield toBatchRow(row)
  }
}

function toBatchRow({ last, hash, at }: Record<string, SQLOutputValue>): BatchRow {
  return {
    last: Number(last),
    hash: typeof hash === 'string' ? hash : null,
    at: typeof at === 'number' ? at : null,
  }
}

/** The last batch, or null while there is none. */
export function lastBatch(db: DatabaseSync): BatchRow | null {
  const row = db.prepare('SELECT last, hash, at FROM batch ORDER BY last DESC LIMIT 1').get()
  return row ? toBatchRow(row) : null
}

/** The last event as stored, unproven; EMPTY where there is none, null where it is no event. */
export function lastEvent(db: DatabaseSync): RecordHead | null {
  const row = db.prepare('SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1').get()
  if (!row) return EMPTY
  const [seq, hash] = [Number(row['seq']), row['hash']]
  return seq > 0 && typeof hash === 'string' ? { seq, hash } : null
}

/** An event's hash as stored; the genesis for 0, null where there is no such event. */
export function hashAt(db: DatabaseSync, seq: number): string | null {
  if (seq === 0) return EMPTY.hash
  const row = db.prepare('SELECT hash FROM event WHERE seq = ?').get(seq)
  return row ? String(row['hash']) : null
}
