import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import type { RecordFiles } from '../../controller/adapters/record/files.ts'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import { inspectRecord } from '../../controller/adapters/record/inspect-record.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import type { RecordedEvent } from '../../controller/engine/ports.ts'
import {
  closedRecord,
  copyOf,
  fingerprint,
  forgedRecord,
  killedRecord,
  newFolder,
  removeFolder,
} from './folders.ts'

const PAGE = 4096
const FRAME = 24 + PAGE

/** What a controller meets when it starts over files that something damaged. */
describe('a start over', () => {
  const folders: string[] = []
  const remember = <T extends RecordFiles>(files: T): T => {
    folders.push(files.folder)
    return files
  }
  afterEach(() => folders.splice(0).forEach(removeFolder))

  /** Starts, reads all, stops; the events, or the refusal. */
  async function startAndRead({ folder }: RecordFiles): Promise<RecordedEvent[]> {
    const record = new SqliteRecord({ folder })
    const events: RecordedEvent[] = []
    await record.start()
    try {
      await record.read((chunk) => events.push(...chunk))
    } finally {
      await record.stop()
    }
    return events
  }

  it('a log of a killed controller keeps every acknowledged event', async () => {
    const files = remember(killedRecord([10, 10, 10]))
    expect(await startAndRead(files)).toHaveLength(30)
    expect(inspectRecord(files.folder)).toMatchObject({ finding: null, head: { seq: 30 } })
  })

  it('a torn log end that was never acknowledged keeps all that was', async () => {
    const files = remember(killedRecord([10, 10, 10]))
    const before = remember(killedRecord([10, 10]))
    // The third batch was cut short by the power and its head never written.
    truncateSync(files.wal, statSync(files.wal).size - PAGE / 2)
    copyFileSync(before.head, files.head)
    expect(await startAndRead(files)).toHaveLength(20)
  })

  it('a head file that a power cut set back is no loss', async () => {
    const files = remember(killedRecord([10, 10, 10]))
    const before = remember(killedRecord([10]))
    copyFileSync(before.head, files.head)
    expect(await startAndRead(files)).toHaveLength(30)
    expect(readFileSync(files.head, 'latin1')).toMatch(/^0+30 /)
  })

  it.each<[string, (files: RecordFiles) => void, number]>([
    ['a torn end', ({ wal }) => truncateSync(wal, statSync(wal).size - PAGE / 2), 21],
    ['a bad frame', ({ wal }) => flip(wal, statSync(wal).size - 2 * FRAME + 30), 21],
    ['a bad header', ({ wal }) => flip(wal, 20), 1],
    ['no log', ({ wal }) => rmSync(wal), 1],
    [
      'neither log nor index',
      (files) => [files.wal, files.sharedMemory].forEach((f) => rmSync(f)),
      1,
    ],
  ])(
    'a log with acknowledged events and %s is refused, and nothing more is lost',
    async (_, damage, seq) => {
      const files = remember(killedRecord([10, 10, 10]))
      damage(files)
      const left = fingerprint(files.folder)
      await expect(startAndRead(files)).rejects.toMatchObject({ code: 'record-tail-missing', seq })
      const after = fingerprint(files.folder)
      for (const file of ['record.db', 'record.db-wal', 'record.head']) {
        // SQLite may make an empty log; one with content stays as it was.
        expect(after[file] ?? EMPTY_FILE).toBe(left[file] ?? after[file] ?? EMPTY_FILE)
      }
      expect(inspectRecord(files.folder).finding).toMatchObject({
        code: 'record-tail-missing',
        seq,
      })
    },
  )

  it('a missing tail goes on once the technician has written down what is accepted', async () => {
    const files = remember(killedRecord([10, 10, 10]))
    flip(files.wal, statSync(files.wal).size - 2 * FRAME + 30)
    const { head } = inspectRecord(files.folder)
    writeFileSync(files.head, `${head.seq} ${head.hash}\n`)
    expect(await startAndRead(files)).toHaveLength(20)
    expect(inspectRecord(files.folder).finding).toBeNull()
  })

  it.each<[string, (database: string) => void]>([
    ['its last page cut off', (db) => truncateSync(db, statSync(db).size - PAGE)],
    ['its last page cut in half', (db) => truncateSync(db, statSync(db).size - PAGE / 2)],
    ['half of it cut off', (db) => truncateSync(db, statSync(db).size / 2)],
    ['an inner page of zeros', (db) => overwrite(db, 5 * PAGE, Buffer.alloc(PAGE))],
  ])('a database with %s is refused by name, by verify too', async (_, damage) => {
    const files = remember(closedRecord([100, 100]))
    damage(files.database)
    await expect(startAndRead(files)).rejects.toMatchObject({ code: 'record-corrupt' })
    const { finding } = inspectRecord(files.folder)
    expect(finding?.code).toMatch(/^(record-corrupt|chain-broken|batch-broken)$/)
    expect(finding?.seq).toBeGreaterThan(0)
  })

  it.each([
    ['not-a-record', 'PRAGMA application_id = 1'],
    ['record-from-newer-version', 'PRAGMA user_version = 2'],
    ['batch-broken', 'DELETE FROM batch WHERE last = 10'],
    ['record-tail-missing', 'DELETE FROM event WHERE seq > 5; DELETE FROM batch WHERE last > 5'],
  ])('a database that is %s', async (code, sql) => {
    const files = remember(closedRecord([5, 5]))
    change(files.database, sql)
    await expect(startAndRead(files)).rejects.toMatchObject({ code })
  })

  it.each<[string, (files: RecordFiles) => void]>([
    ['not-a-record', ({ database }) => writeFileSync(database, 'x'.repeat(3 * PAGE))],
    ['record-tail-missing', ({ database }) => rmSync(database)],
    ['record-tail-missing', ({ database }) => truncateSync(database, 0)],
    ['head-file-missing', ({ head }) => rmSync(head)],
    ['head-file-damaged', ({ head }) => appendFileSync(head, 'x')],
    ['head-mismatch', ({ head }) => writeFileSync(head, `9 ${'0'.repeat(64)}\n`)],
  ])('files that are %s', async (code, damage) => {
    const files = remember(closedRecord([10]))
    damage(files)
    await expect(startAndRead(files)).rejects.toMatchObject({ code })
  })

  it.each([
    ['of another number', '{"at":1,"cause":{},"data":{},"seq":2,"type":"A","version":1}'],
    ['that is no event', '{"seq":1}'],
    ['that is not JSON', 'ballot'],
  ])('a rightly chained body %s hands nothing over', async (_, body) => {
    const files = remember(forgedRecord([body]))
    await expect(startAndRead(files)).rejects.toMatchObject({ code: 'chain-broken', seq: 1 })
  })

  it('a folder where the making of the record was cut short begins anew', async () => {
    const files = remember(recordFiles(newFolder()))
    writeFileSync(files.database, '')
    expect(await startAndRead(files)).toEqual([])
    rmSync(files.head)
    expect(await startAndRead(files)).toEqual([])
  })

  it('a copy of a whole folder goes on where the original stopped', async () => {
    const files = remember(closedRecord([10]))
    const copy = remember(recordFiles(copyOf(files.folder)))
    expect(await startAndRead(copy)).toHaveLength(10)
  })
})

const EMPTY_FILE = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

function flip(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at] = (bytes[at] ?? 0) ^ 0x10
  writeFileSync(file, bytes)
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const content = readFileSync(file)
  content.set(bytes, at)
  writeFileSync(file, content)
}

function change(database: string, sql: string): void {
  const db = new DatabaseSync(database)
  db.exec(sql)
  db.close()
}
