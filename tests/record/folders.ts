import { hash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import type { RecordFiles } from '../../controller/adapters/record/files.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
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
export async function closedRecord(batches: readonly number[], first = 1): Promise<RecordFiles> {
  const files = recordFiles(newFolder())
  const record = new SqliteRecord({ folder: files.folder })
  await record.start()
  await appendBatches(record, batches, first)
  await record.stop()
  return files
}

/** A record as a killed controller leaves it: the events are still in the write-ahead log. */
export async function killedRecord(batches: readonly number[]): Promise<RecordFiles> {
  const files = recordFiles(newFolder())
  const record = new SqliteRecord({ folder: files.folder })
  await record.start()
  await appendBatches(record, batches)
  const copy = copyOf(files.folder)
  await record.stop()
  removeFolder(files.folder)
  return recordFiles(copy)
}

async function appendBatches(
  record: SqliteRecord,
  sizes: readonly number[],
  first = 1,
): Promise<void> {
  for (const size of sizes) {
    await record.append(votesCast(size, first))
    first += size
  }
}
