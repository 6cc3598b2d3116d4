import { hash } from 'node:crypto'
import type { RecordHead } from '../../engine/ports.ts'

/** What the first event is chained to. */
export const GENESIS = '0'.repeat(64)

export const EMPTY: RecordHead = { seq: 0, hash: GENESIS }

/** A hash as it is written everywhere: sixty-four lower-case hexadecimal digits. */
const HASH_LENGTH = 64

/** The next link, for a body at hand as text. `body` must be well-formed Unicode. */
export function link(previous: string, body: string): string {
  return hash('sha256', previous + body)
}

/**
 * The next link over the bytes as they are stored, not over a decoded text: decoding replaces
 * invalid UTF-8, and a damaged byte could pass as the replacement character it damaged.
 */
export class ByteChain {
  // Grows to the largest body seen, at most an event's limit.
  #scratch = Buffer.alloc(4096)

  link(previous: string, body: Uint8Array): string {
    const length = HASH_LENGTH + body.length
    if (this.#scratch.length < length) this.#scratch = Buffer.alloc(length)
    this.#scratch.write(previous, 0, HASH_LENGTH, 'latin1')
    this.#scratch.set(body, HASH_LENGTH)
    return hash('sha256', this.#scratch.subarray(0, length))
  }
}
