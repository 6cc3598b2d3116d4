import { readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { RecordHead } from '../../engine/ports.ts'
import { RecordError } from '../../engine/ports.ts'
import { chainBroken } from '../record/broken.ts'
import { canonical } from '../record/canonical.ts'
import type { RecordFiles } from '../record/files.ts'
import { openUntouched } from '../record/open-untouched.ts'
import { batchRows, eventRows, hashAt, lastEvent } from '../record/rows.ts'
import { checkTables } from '../record/schema.ts'
import { checkpointPath, readCheckpoints, type Checkpoint } from './checkpoint-file.ts'
import { checkpointNote, type SigningKey } from './signed-note.ts'

export interface BundleOptions {
  files: RecordFiles
  /** One sitting alone; null: the whole record. */
  sitting: string | null
  /** Whether numbers of cards, which old records hold, may be in it. */
  cardNumbers: boolean
  /** Signs the bundle's last event; null where the key is not at hand. */
  key: SigningKey | null
  /** Takes one line, without its end. */
  write: (line: string) => void
}

/** What a bundle holds, as its first line says it (docs/bundle.md). */
export interface BundleSummary {
  first: number
  head: RecordHead
  events: number
  batches: number
  checkpoints: number
  keys: number
}

/** The record holds what is not to be handed out, and no event can be left out of a chain. */
export class BundleError extends Error {
  readonly code = 'card-numbers-in-record'

  constructor(seqs: readonly number[]) {
    super(
      `${seqs.length} events, the last of them ${seqs.at(-1)}, hold numbers of members' cards: they were recorded before cards had marks, and a bundle without them proves nothing. Write a later sitting alone (--sitting), or give the cards new numbers and then write all of it (--with-card-numbers). The record was not changed.`,
    )
    this.name = 'BundleError'
  }
}

/** Where a recorded card is its number and not its mark. Bodies are canonical: no space is in them. */
const CARD_NUMBER = /"card":"[0-9A-F]+"/

/**
 * Writes a record, or the part of it one sitting needs, as lines anybody can check. Changes nothing
 * in the folder and may run beside a controller. Throws RecordError, and BundleError
 * at its end where card numbers would be in it; proves nothing by itself.
 */
export function writeBundle(options: BundleOptions): BundleSummary {
  const { files } = options
  // Before the events: a checkpoint is of an event that is in the record by then.
  const made = readCheckpoints(textOf(checkpointPath(files.folder)))
  const { db, close } = openUntouched(files)
  try {
    // One moment of the record, whatever a controller writes meanwhile.
    db.exec('BEGIN')
    checkTables(db, files.database)
    return writeFrom(db, made, options)
  } finally {
    close()
  }
}

function writeFrom(
  db: DatabaseSync,
  made: readonly Checkpoint[],
  { files, sitting, cardNumbers, key, write }: BundleOptions,
): BundleSummary {
  const [first, last] = rangeOf(db, sitting)
  const head = { seq: last, hash: hashAt(db, last) ?? '' }
  const within = (seq: number) => seq >= first && seq <= last
  const checkpoints = made.filter(({ seq }) => within(seq)).map(({ note }) => note)
  if (key !== null && last > 0) {
    const note = checkpointNote(head, key)
    if (checkpoints.at(-1) !== note) checkpoints.push(note)
  }
  const batches = [...batchRows(db)].filter(({ last: end }) => within(end))
  const keys = earlierKeys(db, first)
  const counts = { batches: batches.length, checkpoints: checkpoints.length, keys: keys.length }
  const events = last - first + 1
  write(
    canonical({
      bundle: 'sapha/1',
      ...{ ...counts, events, first, head, previous: hashAt(db, first - 1), sitting },
    }),
  )
  for (const line of keys) write(line)
  let batch = 0
  const withNumbers: number[] = []
  for (const { seq, body, hash } of eventRows(db, first - 1, last)) {
    if (body === null) throw chainBroken(files.database, seq, 'its body is not text')
    const text = Buffer.from(body).toString('utf8')
    if (!cardNumbers && CARD_NUMBER.test(text)) withNumbers.push(seq)
    write(`{"body":${text},"hash":"${hash}"}`)
    if (batches[batch]?.last === seq) write(canonical({ batch: { ...batches[batch++] } }))
  }
  if (withNumbers.length > 0) throw new BundleError(withNumbers)
  for (const checkpoint of checkpoints) write(canonical({ checkpoint }))
  return { ...counts, events, first, head }
}

/** The events a bundle holds: for a sitting, from the chamber it began with to the next sitting. */
function rangeOf(db: DatabaseSync, sitting: string | null): [first: number, last: number] {
  const last = lastEvent(db)?.seq ?? 0
  if (sitting === null) return [1, last]
  const scheduled = seqOf(
    db,
    `json_extract(body, '$.type') = 'SittingScheduled'
       AND json_extract(body, '$.data.sitting') = ? ORDER BY seq LIMIT 1`,
    sitting,
  )
  if (scheduled === null)
    throw new RecordError(
      'record-not-found',
      `There is no sitting ${sitting} in the record: its id is in the chamber's file and on the desk.`,
      'Nothing was changed.',
    )
  const chamber = seqOf(
    db,
    `json_extract(body, '$.type') = 'ChamberConfigured' AND seq < ? ORDER BY seq DESC LIMIT 1`,
    scheduled,
  )
  const next = seqOf(
    db,
    `json_extract(body, '$.type') = 'SittingScheduled' AND seq > ? ORDER BY seq LIMIT 1`,
    scheduled,
  )
  return [chamber ?? scheduled, next === null ? last : next - 1]
}

function seqOf(db: DatabaseSync, where: string, value: string | number): number | null {
  const row = db.prepare(`SELECT seq FROM event WHERE ${where}`).get(value)
  return row === undefined ? null : Number(row['seq'])
}

/** Keys recorded before the bundle begins: whose signatures its checkpoints may carry. */
function earlierKeys(db: DatabaseSync, first: number): string[] {
  const rows = db.prepare(
    `SELECT seq, json_extract(body, '$.data') AS data FROM event
      WHERE seq < ? AND json_extract(body, '$.type') = 'SigningKeyChanged' ORDER BY seq`,
  )
  return [...rows.iterate(first)].map(({ seq, data }) => {
    const key: unknown = JSON.parse(String(data))
    return canonical({ key, seq: Number(seq) })
  })
}

/** A folder without checkpoints, or a copy of the record alone, has none to give. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
