import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { ChamberEvent } from '../../controller/protocol/events.ts'

const VERIFY = fileURLToPath(new URL('../../controller/verify.ts', import.meta.url))

/** What `npm run verify -- DIR` says of a data folder, and its exit status. */
export async function verify(data: string): Promise<{ status: number; words: string }> {
  const child = spawn(process.execPath, [VERIFY, data], { stdio: ['ignore', 'pipe', 'inherit'] })
  let words = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (words += text))
  const [status] = (await once(child, 'close')) as [number]
  return { status, words }
}

export type EventOf<T extends ChamberEvent['type']> = Extract<ChamberEvent, { type: T }>

/** Events of a type as the record keeps them, in their order, read by SQLite alone. */
export function eventsIn<T extends ChamberEvent['type']>(data: string, type: T): EventOf<T>[] {
  const db = new DatabaseSync(join(data, 'record.db'), { readOnly: true })
  try {
    return db
      .prepare('SELECT body FROM event ORDER BY seq')
      .all()
      .map(({ body }) => JSON.parse(String(body)) as ChamberEvent)
      .filter((event): event is EventOf<T> => event.type === type)
  } finally {
    db.close()
  }
}
