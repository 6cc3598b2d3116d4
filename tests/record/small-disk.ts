import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** While this file is in the data folder, SQLite may not take another page: SQLITE_FULL. */
export const FULL_FLAG = 'test-disk-is-full'

/** A database whose disk a test fills and empties from another thread. */
export class SmallDisk extends DatabaseSync {
  readonly #flag: string

  constructor(path: string, readOnly: boolean, flag: string) {
    super(path, { readOnly })
    this.#flag = flag
  }

  override exec(sql: string): void {
    if (sql.startsWith('BEGIN')) {
      const pages = existsSync(this.#flag) ? 1 : 1_000_000
      super.exec(`PRAGMA max_page_count = ${pages}`)
    }
    super.exec(sql)
  }
}
