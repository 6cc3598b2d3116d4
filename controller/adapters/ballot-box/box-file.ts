import { open, rename, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BallotBoxError } from '../../engine/ports.ts'
import { SLOT_VOTE_BYTES } from '../../protocol/sealing.ts'
import { isMissing, syncFolder } from './shred.ts'

/** The sealed vote and sixteen bytes that vouch for it. */
export const SLOT_BYTES = SLOT_VOTE_BYTES + 16
/** So that no place lies across two sectors of a disk: a torn write leaves a place old or new. */
const HEADER_BYTES = 512
const HEADER = 'sapha ballot box 1\n'

interface Write {
  bytes: Buffer
  done: () => void
  failed: (error: BallotBoxError) => void
}

/**
 * Places of one size, written over in place. Nothing in it or of it says when or in which order:
 * what waits together is written in the order of the places, and the file's times are always 1970.
 */
export class BoxFile {
  readonly #path: string
  readonly #file: FileHandle
  readonly places: number
  /** Bounded by the places: of one that is written twice in a batch, only the last is written. */
  #waiting = new Map<number, Write[]>()
  #writing: Promise<void> | null = null

  private constructor(path: string, file: FileHandle, places: number) {
    this.#path = path
    this.#file = file
    this.places = places
  }

  /** Whole and durable under its name, or not there. */
  static async create(path: string, slots: readonly Buffer[]): Promise<BoxFile> {
    const draft = `${path}.new`
    const file = await open(draft, 'w', 0o600)
    try {
      const header = Buffer.alloc(HEADER_BYTES)
      header.write(HEADER, 'latin1')
      await file.writeFile(Buffer.concat([header, ...slots]))
      await file.utimes(0, 0)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    await syncFolder(dirname(path))
    return new BoxFile(path, await open(path, 'r+'), slots.length)
  }

  /** Null where there is none; 'box-damaged' where it has not the size of this many places. */
  static async open(path: string, places: number): Promise<BoxFile | null> {
    const file = await open(path, 'r+').catch((error: unknown) => {
      if (isMissing(error)) return null
      throw error
    })
    if (file === null) return null
    const { size } = await file.stat()
    if (size === HEADER_BYTES + places * SLOT_BYTES) {
      // A process that was killed between writing and this has left the time of its last write.
      await file.utimes(0, 0)
      return new BoxFile(path, file, places)
    }
    await file.close()
    throw new BallotBoxError(
      'box-damaged',
      `${path} has ${size} bytes and not those of ${places} places: void the vote and hold it again.`,
      'Who has voted is in the record.',
    )
  }

  /** Durable when it resolves; what waits for the same fsync shares it. */
  write(place: number, bytes: Buffer): Promise<void> {
    return new Promise((done, failed) => {
      const before = this.#waiting.get(place) ?? []
      this.#waiting.set(place, [...before, { bytes, done, failed }])
      this.#writing ??= this.#drain()
    })
  }

  async read(place: number): Promise<Buffer> {
    const bytes = Buffer.alloc(SLOT_BYTES)
    await this.#file.read(bytes, 0, SLOT_BYTES, HEADER_BYTES + place * SLOT_BYTES)
    return bytes
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#file.close()
  }

  async #drain(): Promise<void> {
    // What arrives in the same turn of the loop goes into the same batch.
    await Promise.resolve()
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].sort(([a], [b]) => a - b)
      this.#waiting = new Map()
      const writes = batch.flatMap(([, all]) => all)
      try {
        for (const [place, all] of batch) await this.#writeLast(place, all)
        await this.#file.utimes(0, 0)
        await this.#file.sync()
        for (const { done } of writes) done()
      } catch (error) {
        for (const { failed } of writes) failed(this.#ioFailed(error))
      }
    }
    this.#writing = null
  }

  async #writeLast(place: number, writes: readonly Write[]): Promise<void> {
    const last = writes.at(-1)
    if (last === undefined) return
    await this.#file.write(last.bytes, 0, SLOT_BYTES, HEADER_BYTES + place * SLOT_BYTES)
  }

  #ioFailed(error: unknown): BallotBoxError {
    const why = error instanceof Error ? error.message : String(error)
    return new BallotBoxError(
      'box-io-failed',
      `${this.#path} could not be written: ${why}`,
      'This vote is not in the box; those recorded before are.',
    )
  }
}
