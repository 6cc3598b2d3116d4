import { closeSync, fdatasync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { RecordHead } from '../../engine/ports.ts'
import { RecordError } from '../../engine/ports.ts'
import type { RecordFiles } from './files.ts'

/**
 * `record.head`: one line `<seq> <hash>`, the last batch that was acknowledged. SQLite ignores a
 * write-ahead log from its first bad frame on, as it must for a write cut short; this file tells
 * that case from the one where acknowledged events vanished. It is written after the commit, so it
 * may lag and never leads. 82 bytes in place: within one sector, so old or new, never half.
 */
export class HeadFile {
  /** How far a power cut may set the file back; the commit itself is synced on its own. */
  static readonly SYNC_AFTER_MS = 100

  readonly #files: RecordFiles
  readonly #onTrouble: (error: unknown) => void
  #fd: number | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(files: RecordFiles, onTrouble: (error: unknown) => void) {
    this.#files = files
    this.#onTrouble = onTrouble
  }

  open(head: RecordHead): void {
    // 'a' creates without truncating; positions are ignored in append mode, hence the second open.
    closeSync(openSync(this.#files.head, 'a'))
    this.#fd = openSync(this.#files.head, 'r+')
    this.write(head)
  }

  /** Survives a killed process at once, a power cut after SYNC_AFTER_MS. Never throws. */
  write({ seq, hash }: RecordHead): void {
    const fd = this.#fd
    if (fd === null) return
    try {
      writeSync(fd, `${String(seq).padStart(16, '0')} ${hash}\n`, 0)
    } catch (error) {
      this.#onTrouble(error)
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      // Off this thread, so that a commit does not wait for it.
      fdatasync(fd, (error) => {
        if (error && this.#fd === fd) this.#onTrouble(error)
      })
    }, HeadFile.SYNC_AFTER_MS)
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const fd = this.#fd
    this.#fd = null
    if (fd === null) return
    try {
      fdatasyncSync(fd)
    } catch (error) {
      this.#onTrouble(error)
    }
    closeSync(fd)
  }
}

/** Null where there is no such file. Throws 'head-file-damaged'. */
export function readHeadFile(files: RecordFiles): RecordHead | null {
  let line: string
  try {
    line = readFileSync(files.head, 'latin1')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const [, seq, hash] = /^(\d{1,16}) ([0-9a-f]{64})\s*$/.exec(line) ?? []
  if (seq === undefined || hash === undefined) {
    throw new RecordError(
      'head-file-damaged',
      `${files.head} is not one line of a number and a hash, so it cannot tell whether the record's end is missing. Run "npm run verify" and follow docs/record.md.`,
      'Nothing was changed. Events at the end may be missing.',
    )
  }
  return { seq: Number(seq), hash }
}

/**
 * Compares what was acknowledged with what is there; `hashAt` answers for events up to `last`.
 * Throws 'head-file-missing', 'record-tail-missing' or 'head-mismatch'.
 */
export function checkTail(
  files: RecordFiles,
  acknowledged: RecordHead | null,
  last: number,
  hashAt: (seq: number) => string | null,
): void {
  if (acknowledged === null) {
    if (last === 0) return
    throw new RecordError(
      'head-file-missing',
      `${files.head} is missing, so it cannot be told whether events after ${last} are. A backup must hold it; see docs/record.md.`,
      `Events after ${last} may be missing.`,
    )
  }
  const { seq, hash } = acknowledged
  if (seq > last) {
    throw new RecordError(
      'record-tail-missing',
      `Events ${last + 1} to ${seq} were acknowledged and are not in the record: its write-ahead log was lost or damaged. Keep a copy of the folder before anything else; see docs/record.md.`,
      `Events ${last + 1} to ${seq} are missing; those before stand if the chain holds.`,
      last + 1,
    )
  }
  if (seq > 0 && hashAt(seq) !== hash) {
    throw new RecordError(
      'head-mismatch',
      `Event ${seq} is not the one that was acknowledged: its hash differs from the one in ${files.head}. Either the record was rewritten or that file was.`,
      `Event ${seq} or one before it may have been changed.`,
      seq,
    )
  }
}
