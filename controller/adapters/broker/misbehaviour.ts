import type { DeviceHandlers } from '../../engine/ports.ts'
import { TokenBucket } from './token-bucket.ts'

export type Misbehaviour = Parameters<DeviceHandlers['onMisbehaviour']>[0]

/** The same complaint about the same client once in this time: enough to see, too little to flood. */
const REPEAT_MS = 10_000
/** More clients than a chamber has; beyond it everything old is forgotten. */
const REMEMBERED = 4_000
const MAX_TEXT = 200
/** A whole room that misbehaves at once (a wrong release of firmware) is told about in part. */
const PER_SECOND = 20
const BURST = 100

/**
 * Passes reports on, but each kind about each client only once in 10 s, 20 a second in all, and
 * texts (which come from the client) cut to a length that fits a fault.
 */
export function calmReports(
  report: (misbehaviour: Misbehaviour) => void,
  now: () => number = () => performance.now(),
): (misbehaviour: Misbehaviour) => void {
  const reportedAt = new Map<string, number>()
  const all = new TokenBucket(PER_SECOND, BURST, now())
  return ({ client, topic, code, detail }) => {
    const key = `${code} ${client.slice(0, MAX_TEXT)}`
    const at = now()
    const last = reportedAt.get(key)
    if (last !== undefined && at - last < REPEAT_MS) return
    if (!all.take(at)) return
    if (reportedAt.size >= REMEMBERED) reportedAt.clear()
    reportedAt.set(key, at)
    report({
      client: client.slice(0, MAX_TEXT),
      topic: topic.slice(0, MAX_TEXT),
      code,
      detail: detail.slice(0, MAX_TEXT),
    })
  }
}
