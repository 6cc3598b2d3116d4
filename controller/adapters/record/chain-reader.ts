import type { DatabaseSync } from 'node:sqlite'
import type { RecordHead } from '../../engine/ports.ts'
import { chainBroken } from './broken.ts'
import { ByteChain } from './chain.ts'
import { eventRows, hashAt } from './rows.ts'
import { nameFailure } from './sqlite-failure.ts'

/** Enough to make the cost of a message small, few enough that the main loop breathes between. */
const CHUNK_EVENTS = 1000
const CHUNK_BYTES = 512 * 1024

/** Consecutive events whose hashes were computed anew and found right. */
export interface Chunk {
  /** Canonical bodies, UTF-8, as one JSON array. */
  bodies: Uint8Array<ArrayBuffer>
  /** Their hashes in order, joined: sixty-four digits each. */
  hashes: string
}

const OPEN = Buffer.from('[')
const COMMA = Buffer.from(',')
const CLOSE = Buffer.from(']')

/** Walks the chain from `from` to `to`; from the middle it trusts the hash before `from`. */
export class ChainReader {
  readonly #db: DatabaseSync
  readonly #path: string
  readonly #to: number
  readonly #chain = new ByteChain()
  #seq: number
  #hash: string | null = null

  constructor(db: DatabaseSync, path: string, from: number, to: number) {
    this.#db = db
    this.#path = path
    this.#to = to
    this.#seq = from - 1
  }

  /** The last event that was read; before the first, the one before `from`. */
  get head(): RecordHead {
    return { seq: this.#seq, hash: this.#hash ?? '' }
  }

  /** The next chunk, or null after the last one. Throws RecordError with the first bad seq. */
  next(): Chunk | null {
    try {
      const previous = this.#hash ?? hashAt(this.#db, this.#seq)
      if (previous === null) throw chainBroken(this.#path, this.#seq, 'it is missing')
      this.#hash = previous
      return this.#seq < this.#to ? this.#chunk(previous) : null
    } catch (error) {
      throw nameFailure(error, this.#path, this.#seq + 1)
    }
  }

  #chunk(previous: string): Chunk {
    const parts: Uint8Array[] = []
    let [hash, hashes, bytes] = [previous, '', 0]
    for (const row of eventRows(this.#db, this.#seq, this.#to)) {
      const expected = this.#seq + 1
      if (row.seq !== expected) throw chainBroken(this.#path, expected, 'it is missing')
      if (row.body === null) throw chainBroken(this.#path, expected, 'its body is not text')
      hash = this.#chain.link(hash, row.body)
      if (hash !== row.hash) throw chainBroken(this.#path, expected, 'its hash is another')
      parts.push(parts.length === 0 ? OPEN : COMMA, row.body)
      hashes += hash
      bytes += row.body.length
      this.#seq = expected
      if (parts.length >= 2 * CHUNK_EVENTS || bytes >= CHUNK_BYTES) break
    }
    if (parts.length === 0) throw chainBroken(this.#path, this.#seq + 1, 'it is missing')
    parts.push(CLOSE)
    this.#hash = hash
    return { bodies: joined(parts), hashes }
  }
}

/** In a buffer of its own, so that it can be moved to another thread instead of copied. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0
  for (const part of parts) length += part.length
  const out = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    out.set(part, offset)
    offset += part.length
  }
  return out
}
