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

/** The list of batches and the events tell different stories. */
export function batchBroken(path: string, seq: number, why: string): RecordError {
  return new RecordError(
    'batch-broken',
    `The list of batches in ${path} does not fit the events from event ${seq} on: ${why}. Keep a copy of the folder and run "npm run verify".`,
    `Events from ${seq} on may be incomplete; those before stand if the chain holds.`,
    seq,
  )
}
