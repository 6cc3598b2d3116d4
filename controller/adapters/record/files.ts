import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The record's files inside a data folder. SQLite adds `-wal` and `-shm` beside the database. */
export interface RecordFiles {
  folder: string
  database: string
  wal: string
  sharedMemory: string
  head: string
  lock: string
}

const DATABASE = 'record.db'

export function recordFiles(folder: string): RecordFiles {
  const database = join(folder, DATABASE)
  return {
    folder,
    database,
    wal: `${database}-wal`,
    sharedMemory: `${database}-shm`,
    head: join(folder, 'record.head'),
    lock: join(folder, 'record.lock'),
  }
}

/** The same, from a data folder or from the database in it, as a person may name either. */
export function recordFilesAt(path: string): RecordFiles {
  const named = basename(path) === DATABASE && statSync(path).isFile()
  return recordFiles(named ? dirname(path) : path)
}
