import { hash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { prepareBatch } from '../../controller/adapters/record/body.ts'
import { GENESIS, link } from '../../controller/adapters/record/chain.ts'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import type { RecordFiles } from '../../controller/adapters/record/files.ts'
import { Ledger } from '../../controller/adapters/record/ledger.ts'
import { votesCast } from './drafts.ts'

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sapha-record-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

export function copyOf(folder: string): string {
  const copy = newFolder()
  cpSync(folder, copy, { recursive: true })
  return copy
}

/** Every file's name and hash: equal answers mean that no byte and no name changed. */
export function fingerprint(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, hash('sha256', readFileSync(join(folder, name)))]),
  )
}

/** A record that was closed properly: all in record.db, no log. Batches of the sizes given. */
export function closedRecord(batches: readonly number[], first = 1): RecordFiles {
  const files = recordFiles(newFolder())
  writeBatches(files, batches, first).close()
  return files
}

/** A record as a killed controller leaves it: the events are still in the write-ahead log. */
export function killedRecord(batches: readonly number[]): RecordFiles {
  const files = recordFiles(newFolder())
  const ledger = writeBatches(files, batches, 1)
  const copy = copyOf(files.folder)
  ledger.close()
  removeFolder(files.folder)
  return recordFiles(copy)
}

/** A record with these very bodies, rightly chained: what a forger could make, or a faulty writer. */
export function forgedRecord(bodies: readonly string[]): RecordFiles {
  const files = closedRecord([])
  const db = new DatabaseSync(files.database)
  let hash = GENESIS
  bodies.forEach((body, i) => {
    hash = link(hash, body)
    db.prepare('INSERT INTO event VALUES (?, ?, ?)').run(i + 1, body, hash)
  })
  db.prepare('INSERT INTO batch VALUES (?, ?, 1)').run(bodies.length, hash)
  db.close()
  return files
}

function writeBatches(files: RecordFiles, sizes: readonly number[], first: number): Ledger {
  const ledger = new Ledger(files, (error) => {
    throw error
  })
  ledger.open()
  for (const size of sizes) {
    ledger.append(prepareBatch(votesCast(size, first)))
    first += size
  }
  return ledger
}
