import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import { inspectRecord } from '../../controller/adapters/record/inspect-record.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import { voteCast, votesCast } from './drafts.ts'
import {
  closedRecord,
  copyOf,
  fingerprint,
  forgedRecord,
  killedRecord,
  newFolder,
  removeFolder,
} from './folders.ts'

/** Debian's base system has it, a slim container may not. */
const hasPython = spawnSync('python3', ['--version']).status === 0
const command = fileURLToPath(new URL('../../controller/verify.ts', import.meta.url))

/** Each starts a process or several; a busy machine takes its time over that. */
describe('npm run verify', { timeout: 60_000 }, () => {
  const folders: string[] = []
  const remember = <T extends { folder: string }>(files: T): T => {
    folders.push(files.folder)
    return files
  }
  afterEach(() => folders.splice(0).forEach(removeFolder))

  it('says that a closed record holds, and changes nothing', async () => {
    const { folder, database } = remember(closedRecord([3, 1, 40]))
    const before = fingerprint(folder)
    const said = verify(folder)
    expect(said.status).toBe(0)
    expect(said.stdout).toContain('HOLDS: 44 events in 3 batches')
    expect(said.stdout).toContain('บันทึกถูกต้องครบถ้วน 44 เหตุการณ์')
    expect(verify(database)).toMatchObject({ status: 0 })
    expect(fingerprint(folder)).toEqual(before)
  })

  it('holds, and changes nothing, over a killed record with and without the log’s index', async () => {
    const files = remember(killedRecord([10, 10]))
    for (const leaveOut of [null, files.sharedMemory]) {
      if (leaveOut) rmSync(leaveOut)
      const before = fingerprint(files.folder)
      expect(verify(files.folder).stdout).toContain('HOLDS: 20 events in 2 batches')
      expect(fingerprint(files.folder)).toEqual(before)
    }
  })

  it('works beside a controller that goes on writing', async () => {
    const { folder } = remember(recordFiles(newFolder()))
    const record = new SqliteRecord({ folder })
    await record.start()
    await record.append(votesCast(30))
    const before = fingerprint(folder)
    expect(verify(folder)).toMatchObject({ status: 0 })
    expect(fingerprint(folder)).toEqual(before)
    expect((await record.append([voteCast(31)])).head.seq).toBe(31)
    expect(verify(folder).stdout).toContain('HOLDS: 31 events in 2 batches')
    await record.stop()
  })

  it('holds over a backup made as docs/record.md says, while a controller writes', async () => {
    const live = remember(recordFiles(newFolder()))
    const saved = remember(recordFiles(newFolder()))
    const record = new SqliteRecord({ folder: live.folder })
    await record.start()
    await record.append(votesCast(30))
    copyFileSync(live.head, saved.head)
    await record.append(votesCast(10, 31))
    const db = new DatabaseSync(live.database, { readOnly: true })
    await backup(db, saved.database)
    db.close()
    await record.stop()
    expect(verify(saved.folder).stdout).toContain('HOLDS: 40 events in 2 batches')
  })

  it.skipIf(!hasPython)(
    'agrees with the program of docs/record.md, which shares nothing with it',
    () => {
      const document = readFileSync(new URL('../../docs/record.md', import.meta.url), 'utf8')
      const program = /```python\n(.*?)```/s.exec(document)?.[1] ?? ''
      const python = (path: string) =>
        spawnSync('python3', ['-c', program, path], { encoding: 'utf8' })
      const { folder, database } = remember(closedRecord([20, 5]))
      const { head } = inspectRecord(folder)
      expect(python(database).stdout.trim()).toBe(`${head.seq} ${head.hash}`)
      change(
        database,
        `UPDATE event SET body = replace(body, '"agree"', '"abstain"') WHERE seq = 8`,
      )
      expect(python(database).stderr).toContain('does not hold from event 8 on')
    },
  )

  it('holds over an empty record', async () => {
    const { folder } = remember(closedRecord([]))
    expect(verify(folder).stdout).toContain('HOLDS: 0 events in 0 batches')
  })

  it('names the first event that does not hold', async () => {
    const { folder, database } = remember(closedRecord([20]))
    change(database, `UPDATE event SET body = replace(body, '"agree"', '"abstain"') WHERE seq > 12`)
    const said = verify(folder)
    expect(said.status).toBe(1)
    expect(said.stdout).toContain('DOES NOT HOLD from event 13 on (chain-broken)')
    expect(said.stdout).toContain('ตั้งแต่เหตุการณ์ที่ 13 เป็นต้นไป')
    expect(said.stdout).toContain('events 1 to 12')
  })

  it.each([
    ['not there', () => '/nonexistent/folder'],
    ['without a record', newFolder],
    [
      'with another program’s database',
      () => {
        const { folder, database } = recordFiles(newFolder())
        change(database, 'CREATE TABLE song (title TEXT)')
        return folder
      },
    ],
    [
      'with something that is no database',
      () => {
        const { folder, database } = recordFiles(newFolder())
        writeFileSync(database, 'x'.repeat(8192))
        return folder
      },
    ],
  ])('ends with 2 for a folder %s', (_, make) => {
    const folder = make()
    expect(verify(folder)).toMatchObject({ status: 2 })
    removeFolder(folder)
  })

  it('ends with 2 for a record of a newer program, and without an argument', async () => {
    const { folder, database } = remember(closedRecord([1]))
    change(database, 'PRAGMA user_version = 2')
    expect(verify(folder)).toMatchObject({ status: 2 })
    expect(spawnSync(process.execPath, [command])).toMatchObject({ status: 2 })
  })
})

describe('what the inspection finds', () => {
  it.each([
    ['an event taken out', 'DELETE FROM event WHERE seq = 7', 'chain-broken', 7],
    ['the first event taken out', 'DELETE FROM event WHERE seq = 1', 'chain-broken', 1],
    ['an event added before the first', `${INSERT_AT(0)}`, 'chain-broken', 1],
    ['two events exchanged', EXCHANGE, 'chain-broken', 4],
    ['an event in no batch', INSERT_AT(16), 'chain-broken', 16],
    ['the end taken out', 'DELETE FROM event WHERE seq > 12', 'batch-broken', 11],
    [
      'the last batch taken out',
      'DELETE FROM event WHERE seq > 10; DELETE FROM batch WHERE last > 10',
      'record-tail-missing',
      11,
    ],
    ['a batch taken out', 'DELETE FROM batch WHERE last = 15', 'batch-broken', 11],
    ['a batch made up', `INSERT INTO batch VALUES (3, 'x', 1)`, 'batch-broken', 1],
    ['a batch past the end', `INSERT INTO batch VALUES (99, 'x', 1)`, 'batch-broken', 16],
    ['a batch’s head', `UPDATE batch SET hash = upper(hash) WHERE last = 10`, 'batch-broken', 6],
    ['a batch’s time', `UPDATE batch SET at = at + 1 WHERE last = 10`, 'batch-broken', 6],
    ['a hash', `UPDATE event SET hash = upper(hash) WHERE seq = 9`, 'chain-broken', 9],
  ])('%s', async (_, sql, code, seq) => {
    const { folder, database } = closedRecord([5, 5, 5])
    change(database, sql)
    expect(inspectRecord(folder).finding).toMatchObject({ code, seq })
    removeFolder(folder)
  })

  it.each([
    ['with spaces', '{"at": 1,"cause":{},"data":{},"seq":2,"type":"A","version":1}'],
    ['with keys in another order', '{"cause":{},"at":1,"data":{},"seq":2,"type":"A","version":1}'],
    ['with a fraction', '{"at":1,"cause":{},"data":{"x":0.5},"seq":2,"type":"A","version":1}'],
    ['with a key twice', '{"at":1,"at":1,"cause":{},"data":{},"seq":2,"type":"A","version":1}'],
    ['with another number', '{"at":1,"cause":{},"data":{},"seq":3,"type":"A","version":1}'],
    ['that is no event', '{"seq":2}'],
    ['that is not JSON', 'ballot'],
  ])('a rightly chained body %s', (_, body) => {
    const sound = '{"at":1,"cause":{},"data":{},"seq":1,"type":"A","version":1}'
    const { folder } = forgedRecord([sound, body])
    expect(inspectRecord(folder).finding).toMatchObject({ code: 'chain-broken', seq: 2 })
    removeFolder(folder)
  })

  it('a chain that was computed anew over other events', async () => {
    const original = closedRecord([15])
    const forged = closedRecord([15], 100)
    copyFileSync(original.head, forged.head)
    const { finding } = inspectRecord(forged.folder)
    expect(finding).toMatchObject({ code: 'head-mismatch', seq: 15 })
    removeFolder(original.folder)
    removeFolder(forged.folder)
  })

  it.each([
    ['head-file-missing', (head: string) => rmSync(head)],
    ['head-file-damaged', (head: string) => writeFileSync(head, '15 beef\n')],
    ['head-file-damaged', (head: string) => writeFileSync(head, '')],
  ])('%s', async (code, damage) => {
    const { folder, head } = closedRecord([15])
    damage(head)
    const inspection = inspectRecord(folder)
    expect(inspection.finding).toMatchObject({ code })
    expect(inspection.head.seq).toBe(15)
    removeFolder(folder)
  })

  it('a record whose database is gone', async () => {
    const { folder, database } = closedRecord([15])
    rmSync(database)
    expect(inspectRecord(folder).finding).toMatchObject({ code: 'record-tail-missing', seq: 1 })
    removeFolder(folder)
  })

  it('nothing in a copy that was taken while a controller wrote', async () => {
    const files = killedRecord([5, 5])
    const copy = copyOf(files.folder)
    expect(inspectRecord(copy)).toMatchObject({ finding: null, head: { seq: 10 } })
    removeFolder(files.folder)
    removeFolder(copy)
  })
})

function INSERT_AT(seq: number): string {
  return `INSERT INTO event SELECT ${seq}, body, hash FROM event WHERE seq = 2`
}
const EXCHANGE = `UPDATE event SET seq = -4 WHERE seq = 4; UPDATE event SET seq = 4 WHERE seq = 5;
                  UPDATE event SET seq = 5 WHERE seq = -4`

function verify(path: string): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [command, path], { encoding: 'utf8' })
}

function change(database: string, sql: string): void {
  const db = new DatabaseSync(database)
  db.exec(sql)
  db.close()
}
