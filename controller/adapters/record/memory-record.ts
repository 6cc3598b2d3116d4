import type { EventDraft, RecordedEvent, RecordHead, RecordPort } from '../../engine/ports.ts'
import { RecordError } from '../../engine/ports.ts'
import { checkWaiting, numberBody, prepareBatch } from './body.ts'
import type { OpenBody } from './body.ts'
import { chainBroken } from './broken.ts'
import { GENESIS, link } from './chain.ts'
import type { MemoryDisk, WrittenBatch } from './memory-disk.ts'
import { toEvents } from './stored-event.ts'

/** As the SQLite record hands events over, in pieces. */
const CHUNK_EVENTS = 1000

/** RecordPort on a MemoryDisk, for engine tests and simulation: no thread, no clock of its own. */
export class MemoryRecord implements RecordPort {
  readonly #disk: MemoryDisk
  readonly #sync: () => Promise<void>
  #state: 'closed' | 'open' | 'killed' = 'closed'
  #waiting = 0
  #turn: Promise<unknown> = Promise.resolve()
  #underWay: WrittenBatch | null = null

  /** `sync` is the time an fsync takes, in whatever time the caller lives. */
  constructor(disk: MemoryDisk, sync: () => Promise<void> = () => Promise.resolve()) {
    this.#disk = disk
    this.#sync = sync
  }

  async start(): Promise<RecordHead> {
    const head = this.#disk.hold()
    this.#state = 'open'
    return head
  }

  async read(
    onEvents: (events: RecordedEvent[]) => void,
    from = 1,
    to = Number.MAX_SAFE_INTEGER,
  ): Promise<RecordHead> {
    this.#checkOpen()
    const { bodies, hashes } = this.#disk
    let hash = hashes[from - 2] ?? GENESIS
    const end = Math.min(bodies.length, to)
    for (let start = from; start <= end; start += CHUNK_EVENTS) {
      const chunk = bodies.slice(start - 1, Math.min(start - 1 + CHUNK_EVENTS, end))
      chunk.forEach((body, i) => {
        hash = link(hash, body)
        if (hash !== hashes[start - 1 + i]) {
          throw chainBroken('the record', start + i, 'its hash is another')
        }
      })
      const joined = hashes.slice(start - 1, start - 1 + chunk.length).join('')
      onEvents(toEvents(`[${chunk.join()}]`, joined, start))
      await Promise.resolve()
    }
    return { seq: end, hash }
  }

  async append(
    batch: readonly EventDraft[],
  ): Promise<{ events: RecordedEvent[]; head: RecordHead }> {
    const open = prepareBatch(batch)
    checkWaiting(this.#waiting)
    this.#checkOpen()
    this.#waiting += 1
    const written = this.#turn.then(() => this.#write(open))
    this.#turn = written.catch(() => undefined)
    try {
      const { hashes, head } = await written
      const first = head.seq - hashes.length + 1
      const events = batch.map((draft, i) => ({ ...draft, seq: first + i, hash: hashes[i] ?? '' }))
      return { events, head }
    } finally {
      this.#waiting -= 1
    }
  }

  async stop(): Promise<void> {
    if (this.#state !== 'open') return
    this.#state = 'closed'
    await this.#turn
    this.#disk.release()
  }

  /**
   * The process is killed: nothing that was handed in is ever answered. A batch under way is on the
   * disk whole (`kept`) or not at all (`torn`): a commit is one or the other, also in a power cut.
   */
  kill(underWay: 'kept' | 'torn'): void {
    if (this.#state !== 'open') return
    this.#state = 'killed'
    if (this.#underWay && underWay === 'kept') this.#disk.write(this.#underWay)
    this.#disk.release()
  }

  async #write(open: readonly OpenBody[]): Promise<{ hashes: string[]; head: RecordHead }> {
    if (this.#isKilled()) return never()
    let { seq, hash } = this.#disk.head
    const batch: WrittenBatch = { bodies: [], hashes: [] }
    for (const one of open) {
      const body = numberBody(one, ++seq)
      hash = link(hash, body)
      batch.bodies.push(body)
      batch.hashes.push(hash)
    }
    this.#disk.checkRoom()
    this.#underWay = batch
    await this.#sync()
    if (this.#isKilled()) return never()
    this.#underWay = null
    this.#disk.write(batch)
    this.#disk.acknowledge()
    return { hashes: batch.hashes, head: this.#disk.head }
  }

  /** Asked again after each wait: kill() may have come between. */
  #isKilled(): boolean {
    return this.#state === 'killed'
  }

  #checkOpen(): void {
    if (this.#state === 'open') return
    throw new RecordError('record-stopped', 'The record is not open.', 'Nothing was written.')
  }
}

/** A dead process answers nobody. */
function never(): Promise<never> {
  return new Promise(() => undefined)
}
