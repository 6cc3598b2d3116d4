import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { recordFiles } from './files.ts'
import type { RecordFiles } from './files.ts'

export interface UntouchedDatabase {
  db: DatabaseSync
  close: () => void
}

/** A reader waits this long where a controller is just folding its log in. */
const BUSY_MS = 2000

/**
 * Opens a record for reading so that no byte and no name in its folder changes, whether a
 * controller holds it, was killed over it, or it is a copy somebody brought.
 */
export function openUntouched(files: RecordFiles): UntouchedDatabase {
  const hasLog = existsSync(files.wal) && statSync(files.wal).size > 0
  // A controller at work, or one that was killed: the log's index is used, or rebuilt in memory.
  if (existsSync(files.wal) && existsSync(files.sharedMemory)) {
    return opened(files.database, 'readonly_shm=1')
  }
  // Closed properly: everything is in the database and nobody else is near it.
  if (!hasLog) return opened(files.database, 'immutable=1')
  // A copy with a log but without its index, which SQLite would have to create beside it.
  return openedCopy(files)
}

function opened(path: string, how: string): UntouchedDatabase {
  const url = pathToFileURL(path)
  url.search = how
  const db = new DatabaseSync(url, { readOnly: true, timeout: BUSY_MS })
  return { db, close: () => db.close() }
}

function openedCopy(files: RecordFiles): UntouchedDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'sapha-verify-'))
  const remove = () => rmSync(folder, { recursive: true })
  try {
    const copy = recordFiles(folder)
    copyFileSync(files.database, copy.database)
    copyFileSync(files.wal, copy.wal)
    const db = new DatabaseSync(copy.database, { readOnly: true })
    const close = () => {
      db.close()
      remove()
    }
    return { db, close }
  } catch (error) {
    remove()
    throw error
  }
}
