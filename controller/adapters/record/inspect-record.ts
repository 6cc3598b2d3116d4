import { accessSync, constants, existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { RecordHead } from '../../engine/ports.ts'
import { RecordError } from '../../engine/ports.ts'
import { batchBroken, chainBroken } from './broken.ts'
import { canonical } from './canonical.ts'
import { ByteChain, EMPTY } from './chain.ts'
import { recordFilesAt } from './files.ts'
import type { RecordFiles } from './files.ts'
import { checkTail, readHeadFile } from './head-file.ts'
import { openUntouched } from './open-untouched.ts'
import { batchRows, eventRows, hashAt } from './rows.ts'
import type { BatchRow, EventRow } from './rows.ts'
import { checkTables, isBlank } from './schema.ts'
import { nameFailure } from './sqlite-failure.ts'
import { isEventAt } from './stored-event.ts'

export interface Inspection {
  files: RecordFiles
  /** The last event up to which everything holds. */
  head: RecordHead
  batches: number
  /** Epoch ms of the first and last event that hold; null while there is none. */
  firstAt: number | null
  lastAt: number | null
  /** Why the record does not hold, with the first event concerned; null: it holds. */
  finding: RecordError | null
}

/**
 * Proves a whole record: every event's number, form and hash, the list of batches, the head file.
 * Changes nothing, and may run beside a controller. `path` is a data folder or its record.db.
 * Throws a RecordError where there is no record to judge.
 */
export function inspectRecord(path: string): Inspection {
  const files = filesOf(path)
  const inspection: Inspection = {
    files,
    head: EMPTY,
    batches: 0,
    firstAt: null,
    lastAt: null,
    finding: null,
  }
  try {
    // Before the events: a controller at work may acknowledge more meanwhile, never fewer.
    const acknowledged = attempt(() => readHeadFile(files))
    if (existsSync(files.database)) walkDatabase(inspection, acknowledged)
    else checkTail(files, acknowledged(), 0, () => null)
  } catch (error) {
    const finding = nameFailure(error, files.database, inspection.head.seq + 1)
    if (NO_JUDGEMENT.has(finding.code)) throw finding
    inspection.finding = finding
  }
  return inspection
}

/** Codes that say nothing about the record's events. */
const NO_JUDGEMENT: ReadonlySet<RecordError['code']> = new Set([
  'record-not-found',
  'not-a-record',
  'record-from-newer-version',
  'record-busy',
  'record-unwritable',
])

function filesOf(path: string): RecordFiles {
  const missing = (why: string) =>
    new RecordError('record-not-found', `${path}: ${why}`, 'Nothing was changed.')
  if (!existsSync(path)) throw missing('there is no such folder or file.')
  const files = recordFilesAt(path)
  const present = [files.database, files.wal, files.head].filter((file) => existsSync(file))
  if (present.length === 0) throw missing('there is no record (record.db) in it.')
  try {
    for (const file of present) accessSync(file, constants.R_OK)
  } catch {
    throw missing('the record may not be read by this user.')
  }
  return files
}

/** Does it now; what it gives or throws comes when it is asked for, after the events. */
function attempt<T>(read: () => T): () => T {
  try {
    const value = read()
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}

function walkDatabase(inspection: Inspection, acknowledged: () => RecordHead | null): void {
  const { files } = inspection
  const { db, close } = openUntouched(files)
  try {
    // One moment of the record, whatever a controller writes meanwhile.
    db.exec('BEGIN')
    if (!isBlank(db)) {
      checkTables(db, files.database)
      walkEvents(db, inspection)
    }
    checkTail(files, acknowledged(), inspection.head.seq, (seq) => hashAt(db, seq))
  } finally {
    close()
  }
}

function walkEvents(db: DatabaseSync, inspection: Inspection): void {
  const path = inspection.files.database
  const chain = new ByteChain()
  const batches = batchRows(db)
  let batch = batches.next()
  let batchStart = 1
  for (const row of eventRows(db, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)) {
    const at = checkEvent(path, row, inspection.head, chain)
    const head = { seq: row.seq, hash: row.hash ?? '' }
    if (batch.done || batch.value.last < head.seq) {
      throw batchBroken(path, batchStart, 'an event is in no batch')
    }
    if (batch.value.last === head.seq) {
      checkBatch(path, batch.value, head, at, batchStart)
      inspection.batches += 1
      batchStart = head.seq + 1
      batch = batches.next()
    }
    inspection.head = head
    inspection.firstAt ??= at
    inspection.lastAt = at
  }
  if (!batch.done) {
    const from = Math.min(batchStart, inspection.head.seq + 1)
    throw batchBroken(path, from, `it names event ${batch.value.last}, which is missing`)
  }
}

/** The event's time, once everything about it holds. */
function checkEvent(path: string, row: EventRow, before: RecordHead, chain: ByteChain): number {
  const seq = before.seq + 1
  if (row.seq !== seq) throw chainBroken(path, seq, `event ${row.seq} stands in its place`)
  if (row.body === null) throw chainBroken(path, seq, 'its body is not text')
  if (chain.link(before.hash, row.body) !== row.hash) {
    throw chainBroken(path, seq, 'its hash is not that of its body and the event before')
  }
  const text = Buffer.from(row.body.buffer, row.body.byteOffset, row.body.length).toString()
  const event = parsed(text)
  if (!isEventAt(event, seq)) throw chainBroken(path, seq, 'it is not an event of this number')
  if (!isCanonical(event, text)) throw chainBroken(path, seq, 'it is not in canonical form')
  return event.at
}

function checkBatch(
  path: string,
  batch: BatchRow,
  head: RecordHead,
  at: number,
  batchStart: number,
): void {
  if (batch.hash !== head.hash) throw batchBroken(path, batchStart, 'a head is another')
  if (batch.at !== at) throw batchBroken(path, batchStart, 'a time is another')
}

/** Undefined where the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isCanonical(event: unknown, text: string): boolean {
  try {
    return canonical(event) === text
  } catch {
    return false
  }
}
