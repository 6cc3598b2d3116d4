import type { DatabaseSync } from 'node:sqlite'
import { RecordError } from '../../engine/ports.ts'

/** 'SAPH' in the header's application id: this SQLite file is a record and nothing else. */
const APPLICATION_ID = 0x53415048
/** Of the tables, in the header's user version; events carry versions of their own. */
const SCHEMA_VERSION = 1

/**
 * `hash` is text, as people compare it and as `sha256sum` prints it. A batch's `at` is that of its
 * last event: everything in this table can be derived from the other, and so be checked.
 */
const CREATE = `
  BEGIN IMMEDIATE;
  CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE TABLE batch (last INTEGER PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
  COMMIT;
`

/** Makes the tables of an empty record; whole or not at all, also in a power cut. */
export function createTables(db: DatabaseSync): void {
  db.exec(CREATE)
}

/** True where no table was ever made: a new file, or one whose making was cut short. */
export function isBlank(db: DatabaseSync): boolean {
  return pragma(db, 'application_id') === 0 && pragma(db, 'schema_version') === 0
}

/** Throws 'not-a-record' or 'record-from-newer-version'. */
export function checkTables(db: DatabaseSync, path: string): void {
  if (pragma(db, 'application_id') !== APPLICATION_ID) {
    throw new RecordError(
      'not-a-record',
      `${path} is a database of another program, or its header is damaged. Name the chamber's own data folder, or restore the file from a backup.`,
      'Nothing was changed.',
    )
  }
  const version = pragma(db, 'user_version')
  if (version !== SCHEMA_VERSION) {
    throw new RecordError(
      'record-from-newer-version',
      `${path} has tables of version ${version}; this program knows version ${SCHEMA_VERSION}. Start the newer program that wrote it.`,
      'Nothing is lost and nothing was changed.',
    )
  }
}

/** A pragma that answers with one number. */
export function pragma(db: DatabaseSync, name: string): number {
  const value = db.prepare(`PRAGMA ${name}`).get()?.[name]
  return typeof value === 'number' ? value : Number.NaN
}
