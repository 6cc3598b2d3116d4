import { mkdtemp, rm } from 'node:fs/promises'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import { FULL_FLAG } from '../record/small-disk.ts'
import { recordContract } from './record.ts'

const worker = new URL('../record/small-disk-worker.ts', import.meta.url)

recordContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sapha-record-'))
  const flag = join(folder, FULL_FLAG)
  const change = (sql: string) => {
    const db = new DatabaseSync(recordFiles(folder).database)
    db.exec(sql)
    db.close()
  }
  return {
    open: () => new SqliteRecord({ folder, worker }),
    setFull: (full) => (full ? writeFileSync(flag, '') : rmSync(flag)),
    damage: (seq) =>
      change(`UPDATE event SET body = replace(body, 'agree', 'agred') WHERE seq = ${seq}`),
    loseTail: (count) => {
      const last = `(SELECT max(last) FROM batch) - ${count}`
      change(`DELETE FROM event WHERE seq > ${last}; DELETE FROM batch WHERE last > ${last}`)
    },
    remove: () => rm(folder, { recursive: true }),
  }
})
