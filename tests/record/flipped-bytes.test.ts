import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordFiles } from '../../controller/adapters/record/files.ts'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import { inspectRecord } from '../../controller/adapters/record/inspect-record.ts'
import { openUntouched } from '../../controller/adapters/record/open-untouched.ts'
import { closedRecord, copyOf, killedRecord, removeFolder } from './folders.ts'

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
describe('a flipped byte', () => {
  let closed: RecordFiles
  let killed: RecordFiles
  let scratch: RecordFiles
  let original: unknown[]

  beforeAll(async () => {
    closed = await closedRecord(BATCHES)
    killed = await killedRecord(BATCHES)
    scratch = recordFiles(copyOf(closed.folder))
    original = eventsOf(closed)
    expect(original).toHaveLength(EVENTS)
  })
  afterAll(() => [closed, killed, scratch].forEach(({ folder }) => removeFolder(folder)))

  /** 'holds', or the code of what was found. */
  function judge(from: RecordFiles, file: 'database' | 'wal' | 'head', at: number, xor: number) {
    const bytes = readFileSync(from[file])
    bytes[at] = (bytes[at] ?? 0) ^ xor
    for (const each of ['database', 'wal', 'head'] as const) {
      const source = each === file ? bytes : present(from[each])
      writeFileSync(scratch[each], source)
    }
    try {
      return inspectRecord(scratch.folder).finding?.code ?? 'holds'
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error
    }
  }

  function expectSound(from: RecordFiles, file: 'database' | 'wal' | 'head'): void {
    const length = readFileSync(from[file]).length
    const anywhere = fc.integer({ min: 0, max: length - 1 })
    fc.assert(
      fc.property(anywhere, bits, (at, xor) => {
        if (judge(from, file, at, xor) === 'holds') expect(eventsOf(scratch)).toEqual(original)
      }),
      { numRuns: 300 },
    )
  }

  it('in any body or hash is found, each of them', () => {
    const cells = eventCells(closed)
    expect(cells.length).toBeGreaterThan(EVENTS * 300)
    fc.assert(
      fc.property(fc.constantFrom(...cells), bits, (at, xor) => {
        expect(judge(closed, 'database', at, xor)).not.toBe('holds')
      }),
      { numRuns: 400 },
    )
  })

  it('in an event is found at each byte of it, with the lowest bit flipped', () => {
    const cells = eventCells(closed)
    for (const at of cells.slice(0, cells.length / EVENTS)) {
      expect(judge(closed, 'database', at, 1), `byte ${at}`).not.toBe('holds')
    }
  })

  it('in the rest of the database changes no event unnoticed', () => {
    expectSound(closed, 'database')
  })

  it('in the first page, with its header and tables, changes no event unnoticed', () => {
    for (let at = 0; at < 110; at++) {
      if (judge(closed, 'database', at, 1) === 'holds') {
        expect(eventsOf(scratch), `byte ${at}`).toEqual(original)
      }
    }
  })

  it('in the write-ahead log loses and changes no event unnoticed', () => {
    expectSound(killed, 'wal')
  })

  it('in a frame of the log that was acknowledged is named with what is missing', () => {
    const frameHeader = 24
    const salt = readFileSync(killed.wal).length - PAGE - frameHeader + 8
    expect(judge(killed, 'wal', salt, 1)).toBe('record-tail-missing')
  })

  it('in the head file is found', () => {
    const { length } = readFileSync(closed.head)
    // The last byte ends the line.
    for (let at = 0; at < length - 1; at++) {
      expect(judge(closed, 'head', at, 1), `byte ${at}`).not.toBe('holds')
    }
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

function present(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch {
    return new Uint8Array()
  }
}
