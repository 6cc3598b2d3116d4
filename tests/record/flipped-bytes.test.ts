import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordFiles } from '../../controller/adapters/record/files.ts'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import { inspectRecord } from '../../controller/adapters/record/inspect-record.ts'
import { openUntouched } from '../../controller/adapters/record/open-untouched.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import { voteCast } from './drafts.ts'
import { closedRecord, killedRecord, newFolder, removeFolder } from './folders.ts'

const EVENTS = 60
/** Twelve batches over several pages, so that the tree has an inner node. */
const BATCHES = Array.from({ length: 12 }, () => EVENTS / 12)

const PAGE = 4096
const TABLE_LEAF = 0x0d

/** A flip that changes at least one bit. */
const bits = fc.integer({ min: 1, max: 255 })

/**
 * One byte of a real record changes, anywhere. The record may then say that it holds only if every
 * event is still there and still the same: bytes nobody reads may change, events may not.
 */
describe('a flipped byte', { timeout: 60_000 }, () => {
  let closed: RecordFiles
  let killed: RecordFiles
  let original: unknown[]

  beforeAll(async () => {
    closed = closedRecord(BATCHES)
    killed = killedRecord(BATCHES)
    // As a copy: with the index of the log, SQLite would not look at the frames' checksums.
    rmSync(killed.sharedMemory)
    original = eventsOf(closed)
    expect(original).toHaveLength(EVENTS)
  })
  afterAll(() => [closed, killed].forEach(({ folder }) => removeFolder(folder)))

  /** What is said of the record while one byte of a file is another. */
  function withFlip<T>(file: string, at: number, xor: number, look: () => T): T {
    const fd = openSync(file, 'r+')
    const byte = new Uint8Array(1)
    const write = (value: number) => writeSync(fd, Uint8Array.of(value), 0, 1, at)
    readSync(fd, byte, 0, 1, at)
    try {
      write((byte[0] ?? 0) ^ xor)
      return look()
    } finally {
      write(byte[0] ?? 0)
      closeSync(fd)
    }
  }

  /** 'holds', or the code of what was found. */
  function judged({ folder }: RecordFiles): unknown {
    try {
      return inspectRecord(folder).finding?.code ?? 'holds'
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error
    }
  }

  function expectFound(files: RecordFiles, file: string, at: number, xor: number): void {
    const said = withFlip(file, at, xor, () => judged(files))
    expect(said, `byte ${at} xor ${xor}`).not.toBe('holds')
  }

  function expectSound(files: RecordFiles, file: string, at: number, xor: number): void {
    withFlip(file, at, xor, () => {
      if (judged(files) !== 'holds') return
      expect(eventsOf(files), `byte ${at} xor ${xor}`).toEqual(original)
    })
  }

  function expectSoundAnywhere(files: RecordFiles, file: string): void {
    const anywhere = fc.integer({ min: 0, max: statSync(file).size - 1 })
    const sound = fc.property(anywhere, bits, (at, xor) => expectSound(files, file, at, xor))
    fc.assert(sound, { numRuns: 200 })
  }

  it('in any body or hash is found, each of them', () => {
    const cells = eventCells(closed)
    expect(cells.length).toBeGreaterThan(EVENTS * 300)
    const found = fc.property(fc.constantFrom(...cells), bits, (at, xor) =>
      expectFound(closed, closed.database, at, xor),
    )
    fc.assert(found, { numRuns: 300 })
  })

  it('in an event is found at each byte of it, with the lowest bit flipped', () => {
    const cells = eventCells(closed)
    for (const at of cells.slice(0, cells.length / EVENTS)) {
      expectFound(closed, closed.database, at, 1)
    }
  })

  it('in the lengths and types before an event changes none unnoticed', () => {
    for (const start of cellStarts(readFileSync(closed.database)).slice(0, 20)) {
      for (let at = start; at < start + 12; at++) expectSound(closed, closed.database, at, 1)
    }
  })

  it('in a replacement character is found, though both read as one', async () => {
    const files = recordFiles(newFolder())
    const record = new SqliteRecord({ folder: files.folder })
    await record.start()
    await record.append([{ ...voteCast(1), data: { text: '\ufffd' } }])
    await record.stop()
    const bytes = readFileSync(files.database)
    const last = bytes.indexOf('\ufffd') + 2
    bytes[last] = (bytes[last] ?? 0) ^ 0x40
    writeFileSync(files.database, bytes)
    expect(inspectRecord(files.folder).finding).toMatchObject({ code: 'chain-broken', seq: 1 })
    removeFolder(files.folder)
  })

  it('in the rest of the database changes no event unnoticed', () => {
    expectSoundAnywhere(closed, closed.database)
  })

  it('in the first page, with its header and tables, changes no event unnoticed', () => {
    for (let at = 0; at < 110; at++) expectSound(closed, closed.database, at, 1)
  })

  it('in the write-ahead log loses and changes no event unnoticed', () => {
    expectSoundAnywhere(killed, killed.wal)
  })

  it('in a frame of the log that was acknowledged is named with what is missing', () => {
    const frameHeader = 24
    const salt = statSync(killed.wal).size - PAGE - frameHeader + 8
    expect(withFlip(killed.wal, salt, 1, () => judged(killed))).toBe('record-tail-missing')
  })

  it('in the head file is found', () => {
    // The last byte ends the line.
    const length = statSync(closed.head).size - 1
    for (let at = 0; at < length; at++) expectFound(closed, closed.head, at, 1)
  })
})

/** Where the bytes of all bodies and hashes are in record.db, event after event. */
function eventCells({ database }: RecordFiles): number[] {
  const file = readFileSync(database)
  const starts = cellStarts(file)
  const db = new DatabaseSync(database, { readOnly: true })
  const bytes: number[] = []
  for (const row of db.prepare('SELECT body || hash AS cell FROM event ORDER BY seq').iterate()) {
    const cell = String(row['cell'])
    // Splitting a page leaves copies in its unused part: the live one follows a cell's few lengths.
    let at = file.indexOf(cell)
    while (!starts.some((start) => start < at && at - start < 16)) at = file.indexOf(cell, at + 1)
    for (let i = 0; i < Buffer.byteLength(cell); i++) bytes.push(at + i)
  }
  db.close()
  return bytes
}

/** Offsets of the cells in use on all leaf pages (https://sqlite.org/fileformat2.html section 1.6). */
function cellStarts(file: Buffer): number[] {
  const starts: number[] = []
  for (let page = PAGE; page < file.length; page += PAGE) {
    if (file[page] !== TABLE_LEAF) continue
    const count = file.readUInt16BE(page + 3)
    for (let i = 0; i < count; i++) starts.push(page + file.readUInt16BE(page + 8 + 2 * i))
  }
  return starts
}

function eventsOf(files: RecordFiles): unknown[] {
  const { db, close } = openUntouched(files)
  try {
    return db.prepare('SELECT seq, body, hash FROM event ORDER BY seq').all()
  } finally {
    close()
  }
}
