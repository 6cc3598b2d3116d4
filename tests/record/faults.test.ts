import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { prepareBatch } from '../../controller/adapters/record/body.ts'
import { EMPTY } from '../../controller/adapters/record/chain.ts'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import type { RecordFiles } from '../../controller/adapters/record/files.ts'
import { HeadFile } from '../../controller/adapters/record/head-file.ts'
import { inspectRecord } from '../../controller/adapters/record/inspect-record.ts'
import { Ledger } from '../../controller/adapters/record/ledger.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import type { RecordError } from '../../controller/engine/ports.ts'
import { voteCast, votesCast } from './drafts.ts'
import { closedRecord, newFolder, removeFolder } from './folders.ts'
import { RecordProcess } from './record-process.ts'

/** A mount of one's own, where the machine allows it: a real disk that really is full. */
const OWN_MOUNTS = ['unshare', '--user', '--map-root-user', '--mount']
const mayMount =
  spawnSync('unshare', [...OWN_MOUNTS.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()])
    .status === 0

/** Some start processes; a busy machine takes its time over that. */
describe('the record, when the world fails', { timeout: 60_000 }, () => {
  const closers: (() => unknown)[] = []
  const folderFor = (): RecordFiles => {
    const files = recordFiles(newFolder())
    closers.push(() => removeFolder(files.folder))
    return files
  }
  const processOn = (...args: ConstructorParameters<typeof RecordProcess>): RecordProcess => {
    const child = new RecordProcess(...args)
    closers.push(() => child.kill())
    return child
  }
  const recordOn = ({ folder }: RecordFiles): SqliteRecord => {
    const record = new SqliteRecord({ folder })
    closers.push(() => record.stop())
    return record
  }
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  it('keeps every acknowledged event through kills in the middle of writing', async () => {
    const files = folderFor()
    for (let round = 0; round < 3; round++) {
      const child = processOn(files.folder)
      await child.ask('start')
      let acknowledged = await child.ask('storm')
      for (let i = 0; i < 200; i++) acknowledged = await child.next()
      await child.kill()
      if (!acknowledged || !('seq' in acknowledged)) throw new Error('the storm was refused')
      const { finding, head } = inspectRecord(files.folder)
      expect(finding).toBeNull()
      expect(head.seq).toBeGreaterThanOrEqual(acknowledged.seq)
    }
    const head = await recordOn(files).start()
    expect(head.seq).toBeGreaterThan(600)
  })

  it('names the process that holds it, and is free as soon as that one is killed', async () => {
    const files = folderFor()
    const child = processOn(files.folder)
    await child.ask('start')
    const refusal = await recordOn(files)
      .start()
      .catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'record-locked' })
    expect(String(refusal)).toContain(`Process ${child.pid} `)
    await child.kill()
    expect(await recordOn(files).start()).toEqual(EMPTY)
  })

  it('names a program that keeps its database busy, and goes on after it', async () => {
    const files = folderFor()
    const record = recordOn(files)
    await record.start()
    const browser = new DatabaseSync(files.database)
    browser.exec('BEGIN IMMEDIATE')
    await expect(record.append([voteCast(1)])).rejects.toMatchObject({ code: 'record-busy' })
    browser.close()
    expect((await record.append([voteCast(1)])).head.seq).toBe(1)
  })

  it('names a program that wrote into it', async () => {
    const files = folderFor()
    const record = recordOn(files)
    await record.start()
    const intruder = new DatabaseSync(files.database)
    intruder.exec(`INSERT INTO event VALUES (1, '{}', 'x')`)
    intruder.close()
    await expect(record.append([voteCast(1)])).rejects.toMatchObject({ code: 'chain-broken' })
  })

  it('names what it may not write, at the start and not at the first command', async () => {
    const [empty, whole, odd] = [folderFor(), closedRecord([3]), closedRecord([3])]
    for (const files of [empty, whole]) chmodSync(files.folder, 0o555)
    chmodSync(odd.folder, 0o777)
    for (const file of [odd.head, odd.lock]) chmodSync(file, 0o666)
    chmodSync(odd.database, 0o444)
    // The superuser may write anywhere: then the process runs as nobody.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    for (const files of [empty, whole, odd]) {
      closers.push(() => removeFolder(files.folder))
      const child = processOn(files.folder, [], nobody)
      expect(await child.ask('start')).toMatchObject({ code: 'record-unwritable' })
      chmodSync(files.folder, 0o755)
    }
    const nowhere = new SqliteRecord({ folder: '/dev/null/data' })
    await expect(nowhere.start()).rejects.toMatchObject({ code: 'record-unwritable' })
  })

  it('survives writes the system refuses, and goes on when it allows them', async () => {
    const files = folderFor()
    // No file may pass this size (EFBIG): to SQLite an input/output error, not a full disk.
    const child = processOn(files.folder, ['prlimit', '--fsize=300000:unlimited'])
    await child.ask('start')
    const { written, code } = await appendUntilRefused(child)
    expect(code).toBe('record-io-failed')
    expect(inspectRecord(files.folder)).toMatchObject({ finding: null, head: { seq: written } })
    execFileSync('prlimit', ['--pid', `${child.pid}`, '--fsize=unlimited:unlimited'])
    expect(await child.ask('append 50')).toMatchObject({ seq: written + 50 })
    await child.kill()
    expect(inspectRecord(files.folder)).toMatchObject({
      finding: null,
      head: { seq: written + 50 },
    })
  })

  it.skipIf(!mayMount)('survives a disk that is really full', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sapha-full-'))
    closers.push(() => removeFolder(folder))
    const mount = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"'
    const child = processOn(folder, [...OWN_MOUNTS, 'sh', '-c', mount, 'sh', folder])
    await child.ask('start')
    const { written, code } = await appendUntilRefused(child)
    expect(code).toBe('record-full')
    expect(written).toBeGreaterThan(500)
    const inside = ['--target', `${child.pid}`, '--user', '--preserve-credentials', '--mount']
    execFileSync('nsenter', [...inside, 'mount', '-o', 'remount,size=8m', folder])
    expect(await child.ask('append 50')).toMatchObject({ seq: written + 50 })
  })

  it('cleans the log after a commit failed at the disk, before it writes again', () => {
    const files = folderFor()
    const disk = { fails: false, log: [] as string[] }
    const ledger = new Ledger(
      files,
      () => undefined,
      (path, readOnly) => new Flaky(path, readOnly, disk),
    )
    ledger.open()
    closers.push(() => ledger.close())
    const batch = prepareBatch(votesCast(5))
    ledger.append(batch)
    disk.fails = true
    expect(() => ledger.append(batch)).toThrow(
      expect.objectContaining({ code: 'record-io-failed' }),
    )
    expect(() => ledger.append(batch)).toThrow(
      expect.objectContaining({ code: 'record-io-failed' }),
    )
    disk.fails = false
    disk.log.length = 0
    expect(ledger.append(batch).head.seq).toBe(10)
    expect(disk.log).toEqual(['PRAGMA wal_checkpoint(TRUNCATE)', 'BEGIN IMMEDIATE', 'COMMIT'])
    expect(inspectRecord(files.folder)).toMatchObject({ finding: null, head: { seq: 10 } })
  })

  it('says so when its head file cannot be written, and keeps what was committed', () => {
    const files = { ...folderFor(), head: join(newFolder(), 'full') }
    closers.push(() => removeFolder(join(files.head, '..')))
    symlinkSync('/dev/full', files.head)
    const troubles: unknown[] = []
    const head = new HeadFile(files, (error) => troubles.push(error))
    head.open(EMPTY)
    head.close()
    expect(troubles).toContainEqual(expect.objectContaining({ code: 'ENOSPC' }))
  })

  it('refuses what is under way when its thread dies, and says so', async () => {
    const troubles: RecordError[] = []
    const worker = new URL('./dying-worker.ts', import.meta.url)
    const onTrouble = (error: RecordError) => troubles.push(error)
    const record = new SqliteRecord({ folder: folderFor().folder, worker, onTrouble })
    await record.start()
    await expect(record.append([voteCast(1)])).rejects.toMatchObject({ code: 'record-stopped' })
    await expect(record.append([voteCast(1)])).rejects.toMatchObject({ code: 'record-stopped' })
    expect(troubles.map(({ code }) => code)).toEqual(['record-stopped'])
    await record.stop()
  })

  it('starts over 100,000 events, all proven', async () => {
    const { folder } = closedRecord(Array.from({ length: 25 }, () => 4000))
    closers.push(() => removeFolder(folder))
    const record = new SqliteRecord({ folder })
    const startedAt = performance.now()
    const head = await record.start()
    let seen = 0
    expect(await record.read((events) => (seen += events.length))).toEqual(head)
    // About 0.4 s on an idle machine of two cores; the limit is for a busy one.
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    expect(seen).toBe(100_000)
    await record.stop()
  })
})

/** Until it is refused twice running: after one failure, folding the log in may make room again. */
async function appendUntilRefused(
  child: RecordProcess,
): Promise<{ written: number; code: string }> {
  for (let written = 0, refused = 0; ;) {
    const answer = await child.ask('append 50')
    if (answer && 'seq' in answer) [written, refused] = [answer.seq, 0]
    else if (++refused === 2) return { written, code: answer?.code ?? '' }
  }
}

/** A database whose disk fails at each commit and each cleaning of the log, while it is told to. */
class Flaky extends DatabaseSync {
  readonly #disk: { fails: boolean; log: string[] }

  constructor(path: string, readOnly: boolean, disk: { fails: boolean; log: string[] }) {
    super(path, { readOnly })
    this.#disk = disk
  }

  override exec(sql: string): void {
    this.#note(sql)
    super.exec(sql)
  }

  override prepare(...args: Parameters<DatabaseSync['prepare']>) {
    this.#note(args[0])
    return super.prepare(...args)
  }

  #note(sql: string): void {
    if (!/^(BEGIN|COMMIT|PRAGMA wal_checkpoint)/.test(sql)) return
    this.#disk.log.push(sql)
    const failure = Object.assign(new Error('disk I/O error'), { errcode: 1034 })
    if (this.#disk.fails && !sql.startsWith('BEGIN')) throw failure
  }
}
