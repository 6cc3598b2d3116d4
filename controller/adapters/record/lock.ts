import { readFileSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { RecordError } from '../../engine/ports.ts'
import type { RecordFiles } from './files.ts'
import { nameFailure } from './sqlite-failure.ts'

/**
 * One controller writes a record. The lock is the operating system's, taken through SQLite on an
 * empty file: a killed process leaves none behind, and other programs may still read the record.
 */
export class FolderLock {
  #db: DatabaseSync | null = null

  /** Throws 'record-locked' with the number of the process that holds it, where it can be told. */
  take(files: RecordFiles): void {
    const db = new DatabaseSync(files.lock, { timeout: 0 })
    try {
      db.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      db.close()
      const failure = nameFailure(error, files.lock)
      if (failure.code !== 'record-busy') throw failure
      const holder = lockHolder(files.lock)
      throw new RecordError(
        'record-locked',
        `${holder ? `Process ${holder}` : 'Another process'} holds the record in ${files.folder}. Stop that controller first, or start with another data folder.`,
        'Nothing was changed.',
      )
    }
    this.#db = db
  }

  release(): void {
    this.#db?.close()
    this.#db = null
  }
}

/** The kernel's list of locks, by inode (man 5 proc, /proc/locks); null where it cannot say. */
function lockHolder(path: string): number | null {
  try {
    const inode = `:${statSync(path).ino}`
    for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
      const [, , , mode, pid, device] = line.trim().split(/\s+/)
      if (mode === 'WRITE' && device?.endsWith(inode) && Number(pid) > 0) return Number(pid)
    }
  } catch {
    // Not Linux, or no /proc: the refusal stands without the number.
  }
  return null
}
