import { resolve } from 'node:path'
import { inspectRecord } from './adapters/record/inspect-record.ts'
import type { Inspection } from './adapters/record/inspect-record.ts'
import { RecordError } from './engine/ports.ts'

const USAGE = `npm run verify -- DIR

Proves the record in a data folder (or a copy of one, or a record.db) and changes nothing.
It may run while the controller does.
Ends with 0: it holds. 1: it does not hold. 2: there is no record to judge.`

const HOLDS = 0
const DOES_NOT_HOLD = 1
const NOT_JUDGED = 2

function main(args: readonly string[]): number {
  const [path, ...more] = args
  if (path === undefined || more.length > 0 || path.startsWith('-')) {
    console.error(USAGE)
    return NOT_JUDGED
  }
  const startedAt = performance.now()
  try {
    // npm runs this in the package's folder; INIT_CWD is where the command was typed.
    const inspection = inspectRecord(resolve(process.env['INIT_CWD'] ?? '.', path))
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log([...report(inspection), `Checked in ${seconds} s.`].join('\n'))
    return inspection.finding ? DOES_NOT_HOLD : HOLDS
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    console.log(`Cannot be judged (${error.code}): ${error.message}`)
    console.log('ตรวจสอบบันทึกไม่ได้')
    return NOT_JUDGED
  }
}

function report({ files, head, batches, firstAt, lastAt, finding }: Inspection): string[] {
  const events = head.seq.toLocaleString('en')
  const proven = [
    `Head:  ${head.seq} ${head.hash}`,
    ...(firstAt === null || lastAt === null ? [] : [`From ${iso(firstAt)} to ${iso(lastAt)}.`]),
  ]
  if (!finding) {
    return [
      `The record in ${files.folder} HOLDS: ${events} events in ${batches.toLocaleString('en')} batches.`,
      `บันทึกถูกต้องครบถ้วน ${events} เหตุการณ์`,
      ...proven,
    ]
  }
  const from = finding.seq === null ? '' : ` from event ${finding.seq} on`
  return [
    `The record in ${files.folder} DOES NOT HOLD${from} (${finding.code}).`,
    `บันทึกไม่ถูกต้อง${finding.seq === null ? '' : ` ตั้งแต่เหตุการณ์ที่ ${finding.seq} เป็นต้นไป`}`,
    finding.message,
    finding.lost,
    `Proven: ${head.seq === 0 ? 'no event' : `events 1 to ${events}`}.`,
    ...proven,
    'What to do: docs/record.md, "When it does not hold".',
  ]
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

process.exitCode = main(process.argv.slice(2))
