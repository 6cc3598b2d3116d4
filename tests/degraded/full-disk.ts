import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** While this file is in the data folder, nothing more can be written: SQLITE_FULL. */
export const FULL_FLAG = 'test-disk-is-full'
const SQLITE_FULL = 13

/** A database on a disk that a test fills to the last byte, and empties, from another thread. */
export class FullDisk extends DatabaseSync {
  readonly #flag: string

  constructor(path: string, readOnly: boolean, flag: string) {
    super(path, { readOnly })
    this.#flag = flag
  }

  override exec(sql: string): void {
    if (sql.startsWith('BEGIN') && existsSync(this.#flag))
      throw Object.assign(new Error('database or disk is full'), { errcode: SQLITE_FULL })
    super.exec(sql)
  }
}
