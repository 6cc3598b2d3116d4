import { RecordError } from '../../engine/ports.ts'

/** The chain does not hold at `seq`; everything before it does. */
export function chainBroken(path: string, seq: number, why: string): RecordError {
  return new RecordError(
    'chain-broken',
    `Event ${seq} of ${path} does not hold: ${why}. Keep a copy of the folder, run "npm run verify", restore a backup; see docs/record.md.`,
    `Event ${seq} and those after it are not proven; those before it stand.`,
    seq,
  )
}

/** The file is not what SQLite wrote; `seq`: the first event that could not be read. */
export function damaged(path: string, why: string, seq: number | null = null): RecordError {
  return new RecordError(
    'record-corrupt',
    `${path} is damaged (${why}). Keep a copy of the folder, run "npm run verify", restore a backup; see docs/record.md.`,
    'Nothing was changed. What still holds is told by "npm run verify".',
    seq,
  )
}

/** The list of batches and the events tell different stories. */
export function batchBroken(path: string, seq: number, why: string): RecordError {
  return new RecordError(
    'batch-broken',
    `The list of batches in ${path} does not fit the events from event ${seq} on: ${why}. Keep a copy of the folder and run "npm run verify".`,
    `Events from ${seq} on may be incomplete; those before stand if the chain holds.`,
    seq,
  )
}
