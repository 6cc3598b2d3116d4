import { createInterface } from 'node:readline'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import type { RecordHead } from '../../controller/engine/ports.ts'
import { RecordError } from '../../controller/engine/ports.ts'
import { votesCast } from './drafts.ts'

/**
 * A process with a record, for tests that kill or starve one. Each line on stdin is one request:
 * `start`, `append N`, `storm` (single events without end), `stop`. Each line on stdout is one
 * answer: a head, or the code of a refusal; a storm answers for every event.
 */
const record = new SqliteRecord({ folder: process.argv[2] ?? '' })
let seq = 0

async function append(count: number): Promise<RecordHead> {
  const { head } = await record.append(votesCast(count, seq + 1))
  seq = head.seq
  return head
}

async function perform(request: string): Promise<RecordHead | null> {
  const [name, count] = request.split(' ')
  if (name === 'append') return append(Number(count))
  if (name === 'start') {
    const head = await record.start()
    seq = head.seq
    return head
  }
  if (name === 'storm') for (;;) answer(await append(1))
  await record.stop()
  return null
}

function answer(value: unknown): void {
  process.stdout.write(JSON.stringify(value) + '\n')
}

for await (const request of createInterface({ input: process.stdin })) {
  try {
    answer(await perform(request))
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    answer({ code: error.code, message: error.message })
  }
}
