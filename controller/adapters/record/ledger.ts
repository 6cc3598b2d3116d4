import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
} from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { RecordHead } from '../../engine/ports.ts'
import { RecordError } from '../../engine/ports.ts'
import { numberBody } from './body.ts'
import type { OpenBody } from './body.ts'
import { batchBroken, damaged } from './broken.ts'
import { EMPTY, link } from './chain.ts'
import { ChainReader } from './chain-reader.ts'
import type { RecordFiles } from './files.ts'
import { checkTail, HeadFile, readHeadFile } from './head-file.ts'
import { FolderLock } from './lock.ts'
import { hashAt, lastBatch, lastEvent } from './rows.ts'
import { checkTables, createTables, isBlank, pragma } from './schema.ts'
import { isIoFailure, nameFailure } from './sqlite-failure.ts'

/** How long a commit waits for another program that holds the database. */
const BUSY_MS = 2000
/** The write-ahead log is cut back to this after a burst; it is folded in every 1000 pages. */
const WAL_BYTES = 16 * 1024 * 1024

/** What every batch needs, compiled once. */
interface Inserts {
  event: StatementSync
  batch: StatementSync
}

/**
 * The record in its SQLite file, synchronous: it runs in a worker thread because each commit waits
 * for the disk. Every error thrown is a RecordError.
 */
export class Ledger {
  readonly #files: RecordFiles
  readonly #headFile: HeadFile
  readonly #lock = new FolderLock()
  readonly #openDatabase: (path: string, readOnly: boolean) => DatabaseSync
  #db: DatabaseSync | null = null
  #inserts: Inserts | null = null
  #head = EMPTY
  #mustSettle = false

  constructor(
    files: RecordFiles,
    onTrouble: (error: RecordError) => void,
    openDatabase = (path: string, readOnly: boolean) =>
      new DatabaseSync(path, { readOnly, timeout: BUSY_MS }),
  ) {
    this.#files = files
    this.#headFile = new HeadFile(files, (error) => onTrouble(nameFailure(error, files.head)))
    this.#openDatabase = openDatabase
  }

  /** Opens or creates the record and checks its end against the batches and the head file. */
  open(): RecordHead {
    try {
      mkdirSync(this.#files.folder, { recursive: true })
      this.#checkWritable()
      this.#lock.take(this.#files)
      this.#checkBeforeWriting()
      this.#db = this.#openForWriting()
      this.#head = endOf(this.#db, this.#files.database)
      this.#headFile.open(this.#head)
      syncFolder(this.#files.folder)
      return this.#head
    } catch (error) {
      this.close()
      throw nameFailure(error, this.#files.database)
    }
  }

  /** One transaction, one fsync. Afterwards the batch is in the record whole or not at all. */
  append(bodies: readonly OpenBody[]): { hashes: string[]; head: RecordHead } {
    const db = this.#opened()
    if (bodies.length === 0) return { hashes: [], head: this.#head }
    try {
      this.#settle(db)
      const hashes = this.#write(db, bodies)
      this.#head = { seq: this.#head.seq + hashes.length, hash: hashes.at(-1) ?? this.#head.hash }
      this.#headFile.write(this.#head)
      return { hashes, head: this.#head }
    } catch (error) {
      if (isIoFailure(error)) this.#mustSettle = true
      this.#trySettle(db)
      throw nameFailure(error, this.#files.database, this.#head.seq + 1)
    }
  }

  /**
   * Reads up to `to`, or to the head of this moment where that comes first. Throws 'record-corrupt'
   * or 'chain-broken' here and on the way.
   */
  reader(from: number, to: number): ChainReader {
    const db = this.#opened()
    return new ChainReader(db, this.#files.database, from, Math.min(to, this.#head.seq))
  }

  close(): void {
    this.#headFile.close()
    try {
      this.#db?.close()
    } finally {
      this.#db = null
      this.#inserts = null
      this.#lock.release()
    }
  }

  /** SQLite opens what it may not write read-only and says so only at the first commit. */
  #checkWritable(): void {
    const { folder, database, head } = this.#files
    accessSync(folder, constants.W_OK)
    for (const file of [database, head]) if (existsSync(file)) accessSync(file, constants.W_OK)
  }

  #opened(): DatabaseSync {
    if (this.#db) return this.#db
    throw new RecordError('record-stopped', 'The record is not open.', 'Nothing was written.')
  }

  /**
   * Reads the end before anything may be written: closing a database that was opened for writing
   * folds the log in and deletes it, and with it what could still be saved of a damaged one.
   */
  #checkBeforeWriting(): void {
    const files = this.#files
    const acknowledged = readHeadFile(files)
    if (!existsSync(files.database)) {
      // Without a database nothing was acknowledged, or everything that was is gone.
      if (acknowledged) checkTail(files, acknowledged, 0, () => null)
      return
    }
    const db = this.#openDatabase(files.database, true)
    try {
      if (isBlank(db)) {
        if (acknowledged) checkTail(files, acknowledged, 0, () => null)
        return
      }
      checkTables(db, files.database)
      const head = endOf(db, files.database)
      checkTail(files, acknowledged, head.seq, (seq) => hashAt(db, seq))
      const batch = lastBatch(db)
      if ((batch?.last ?? 0) !== head.seq || (batch && batch.hash !== head.hash)) {
        throw batchBroken(
          files.database,
          Math.min(batch?.last ?? 0, head.seq) + 1,
          'the ends differ',
        )
      }
    } finally {
      db.close()
    }
  }

  #openForWriting(): DatabaseSync {
    const db = this.#openDatabase(this.#files.database, false)
    try {
      db.exec(`PRAGMA journal_mode = WAL;
               PRAGMA synchronous = FULL;
               PRAGMA journal_size_limit = ${WAL_BYTES};
               PRAGMA cell_size_check = ON;
               PRAGMA trusted_schema = OFF;`)
      // An acknowledged event must be on the disk: an SQLite built otherwise is no base for a record.
      if (pragma(db, 'synchronous') !== 2) throw new Error('synchronous FULL was not accepted')
      if (isBlank(db)) createTables(db)
      return db
    } catch (error) {
      db.close()
      throw error
    }
  }

  #write(db: DatabaseSync, bodies: readonly OpenBody[]): string[] {
    const hashes: string[] = []
    let { seq, hash } = this.#head
    this.#inserts ??= prepareInserts(db)
    const { event, batch } = this.#inserts
    db.exec('BEGIN IMMEDIATE')
    try {
      for (const open of bodies) {
        seq += 1
        const body = numberBody(open, seq)
        hash = link(hash, body)
        event.run(seq, body, hash)
        hashes.push(hash)
      }
      batch.run(seq)
      db.exec('COMMIT')
      return hashes
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }

  /**
   * A commit that failed at the disk may have left its frames in the log, and a restart would take
   * them for a batch nobody was told of. Cutting the log to nothing removes them for certain.
   */
  #settle(db: DatabaseSync): void {
    if (!this.#mustSettle) return
    const result = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    if (result?.['busy'] !== 0) {
      throw new RecordError(
        'record-busy',
        `Another program reads ${this.#files.database}; the log cannot be cleaned after a disk failure. Close it.`,
        'The batch was not written; everything before it stands.',
      )
    }
    this.#mustSettle = false
  }

  /** At once if the disk is back, so that a kill before the next batch finds a clean log. */
  #trySettle(db: DatabaseSync): void {
    try {
      this.#settle(db)
    } catch {
      // Still failing: the next append tries again before it writes.
    }
  }
}

const prepareInserts = (db: DatabaseSync): Inserts => ({
  event: db.prepare('INSERT INTO event (seq, body, hash) VALUES (?, ?, ?)'),
  batch: db.prepare(
    `INSERT INTO batch (last, hash, at)
     SELECT seq, hash, json_extract(body, '$.at') FROM event WHERE seq = ?`,
  ),
})

/** Throws 'record-corrupt' where a cut-off page left something that is no event at the end. */
function endOf(db: DatabaseSync, path: string): RecordHead {
  const head = lastEvent(db)
  if (head === null) throw damaged(path, 'its last event is no event')
  return head
}

/** New names in a folder survive a power cut only after this. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
