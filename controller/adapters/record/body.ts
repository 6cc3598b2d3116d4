import type { EventDraft, RecordErrorCode } from '../../engine/ports.ts'
import { RecordError } from '../../engine/ports.ts'
import { canonical } from './canonical.ts'

/** One event's canonical bytes; a roster of 750 members takes about 300 kB. */
export const MAX_EVENT_BYTES = 1024 * 1024
/** A burst of a full chamber (1,200 consoles) with room to spare, in one transaction. */
export const MAX_BATCH_EVENTS = 4096
/** Batches waiting for the disk. The engine has one under way; more than this is a fault in it. */
export const MAX_WAITING_BATCHES = 64

/** A canonical body around the place of its number, which only the writer knows. */
export type OpenBody = readonly [before: string, after: string]

/** `{"at":…,"cause":…,"data":…,"seq":N,"type":…,"version":…}`: sorted keys put seq in the middle. */
export function numberBody([before, after]: OpenBody, seq: number): string {
  return `${before}${seq}${after}`
}

/** Checks a batch and turns it into canonical text; what the caller does to it later is no matter. */
export function prepareBatch(batch: readonly EventDraft[]): OpenBody[] {
  if (batch.length > MAX_BATCH_EVENTS) {
    throw refused(
      'batch-too-large',
      `A batch of ${batch.length} events is over the limit of ${MAX_BATCH_EVENTS}.`,
    )
  }
  return batch.map(prepare)
}

function prepare({ at, cause, data, type, version }: EventDraft): OpenBody {
  if (typeof type !== 'string' || !(version >= 1) || !(at >= 0)) {
    throw refused('not-canonical', 'An event needs a type, a version from 1 and a time from 0.')
  }
  const before = `{"at":${canonical(at)},"cause":${canonical(cause)},"data":${canonical(data)},"seq":`
  const after = `,"type":${canonical(type)},"version":${canonical(version)}}`
  const bytes = Buffer.byteLength(before) + Buffer.byteLength(after)
  // 16 is the longest number a safe integer gives.
  if (bytes + 16 > MAX_EVENT_BYTES) {
    throw refused(
      'event-too-large',
      `An event ${type} of ${bytes} bytes is over the limit of ${MAX_EVENT_BYTES}.`,
    )
  }
  return [before, after]
}

/** Throws 'record-overloaded'. */
export function checkWaiting(batches: number): void {
  if (batches < MAX_WAITING_BATCHES) return
  throw refused('record-overloaded', `${batches} batches wait for the disk already; try again.`)
}

function refused(code: RecordErrorCode, why: string): RecordError {
  return new RecordError(code, why, 'The batch was not written; everything before it stands.')
}
