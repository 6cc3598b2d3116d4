import { RecordError } from '../../engine/ports.ts'
import { damaged } from './broken.ts'

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const SQLITE_BUSY = 5
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_CONSTRAINT = 19
const SQLITE_NOTADB = 26
/** Extended: the file ends inside a page, so it was cut off. */
const SQLITE_IOERR_SHORT_READ = 522

const UNWRITTEN = 'The batch was not written; everything before it stands.'
/** A failed fsync leaves open what the disk kept; Ledger cleans up as soon as it answers again. */
const UNWRITTEN_SO_FAR =
  'The batch is not in the record. Should the machine stop before the disk answers again, the next start may still find it whole.'
const UNCHANGED = 'Nothing was changed. What still holds can be told by "npm run verify".'

/** SQLite's extended result code, or 0 for an error of another source. */
function extendedCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0
  return typeof error.errcode === 'number' ? error.errcode : 0
}

export function isIoFailure(error: unknown): boolean {
  return (extendedCode(error) & 0xff) === SQLITE_IOERR
}

/** Names what SQLite or the file system said while working on `path`; `seq`: the event concerned. */
export function nameFailure(error: unknown, path: string, seq: number | null = null): RecordError {
  if (error instanceof RecordError) return error
  const said = error instanceof Error ? error.message : String(error)
  const extended = extendedCode(error)
  const make = (code: RecordError['code'], message: string, lost: string) =>
    new RecordError(code, `${message} (${said})`, lost, seq)
  if (extended === SQLITE_IOERR_SHORT_READ) return damaged(path, said, seq)
  switch (extended & 0xff) {
    case SQLITE_FULL:
      return make(
        'record-full',
        `The disk of ${path} is full. Free space there; the next command is written as soon as there is some.`,
        UNWRITTEN,
      )
    case SQLITE_BUSY:
      return make(
        'record-busy',
        `Another program holds ${path}. Close it (a database browser, a copy that hangs).`,
        UNWRITTEN,
      )
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return unwritable(make, path)
    case SQLITE_CORRUPT:
      return damaged(path, said, seq)
    case SQLITE_NOTADB:
      return make(
        'not-a-record',
        `${path} is not a record, or its first page is damaged. Restore it from a backup.`,
        UNCHANGED,
      )
    case SQLITE_CONSTRAINT:
      return make(
        'chain-broken',
        `Another program has written into ${path} while the controller held it. Stop, keep a copy, and verify.`,
        UNWRITTEN,
      )
    default:
      return isFileRefused(error)
        ? unwritable(make, path)
        : make(
            'record-io-failed',
            `The disk of ${path} failed. Look at the system log and the disk's health.`,
            UNWRITTEN_SO_FAR,
          )
  }
}

type Make = (code: RecordError['code'], message: string, lost: string) => RecordError

function unwritable(make: Make, path: string): RecordError {
  return make(
    'record-unwritable',
    `${path} cannot be written. Check that the folder exists, is not mounted read-only and belongs to the user the controller runs as.`,
    'Nothing was changed.',
  )
}

function isFileRefused(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  const refused: unknown[] = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR']
  return refused.includes(error.code)
}
