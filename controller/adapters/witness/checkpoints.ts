import type { RecordedEvent, RecordHead } from '../../engine/ports.ts'
import { CheckpointFile, type Checkpoint } from './checkpoint-file.ts'
import { checkpointNote, openNote, type SigningKey, type VerifyingKey } from './signed-note.ts'

/** After these the chain is signed: whatever was decided is bound from here on. */
const WORTH_SIGNING: ReadonlySet<string> = new Set([
  'SigningKeyChanged',
  'BallotSealed',
  'ResultDeclared',
  'SittingClosed',
])

/** Kept in memory, about 5 MB; the file has all. */
const KEPT = 20_000
/** Heads that wait for a disk that is full; the newest binds those dropped. */
const MAX_WAITING = 1000

/** Signs heads of the chain and keeps what it signed. */
export class Checkpoints {
  readonly #file: CheckpointFile
  readonly #keys: VerifyingKey[] = []
  #kept: Checkpoint[] = []
  #waiting: RecordHead[] = []
  #underWay: Promise<void> | null = null

  constructor(dataDir: string) {
    this.#file = new CheckpointFile(dataDir)
  }

  /** Oldest first, KEPT at most. */
  get all(): readonly Checkpoint[] {
    return this.#kept
  }

  get latest(): Checkpoint | null {
    return this.#kept.at(-1) ?? null
  }

  async start(): Promise<void> {
    this.#kept = (await this.#file.start()).slice(-KEPT)
    this.#waiting = this.#waiting.filter(({ seq }) => seq > (this.latest?.seq ?? 0))
  }

  /** Notes the heads that are worth signing, and the keys that may sign. */
  add(events: readonly RecordedEvent[]): void {
    for (const { type, seq, hash, data } of events) {
      const { name, key } = data
      if (type === 'SigningKeyChanged' && typeof name === 'string' && typeof key === 'string')
        this.#keys.push({ name, publicKey: key })
      if (WORTH_SIGNING.has(type)) this.want({ seq, hash })
    }
  }

  want({ seq, hash }: RecordHead): void {
    if (seq <= (this.#waiting.at(-1)?.seq ?? this.latest?.seq ?? 0)) return
    this.#waiting.push({ seq, hash })
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift()
  }

  /**
   * Signs what waits, each on the disk before the next. Resolves when nothing waits or a write
   * failed (told to `onTried`); what is asked for meanwhile is signed in the same go.
   */
  sign(key: SigningKey, onTried: (problem: string | null) => void): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve()
    this.#underWay ??= this.#signAll(key, onTried).finally(() => {
      this.#underWay = null
    })
    return this.#underWay
  }

  /** The checkpoint of exactly this event, with the key that signed it. */
  at(seq: number): { note: string; name: string; key: string } | null {
    const note = this.#kept.findLast((checkpoint) => checkpoint.seq === seq)?.note
    if (note === undefined) return null
    const key = this.#keys.findLast((known) => openNote(note, known) !== null)
    return key === undefined ? null : { note, name: key.name, key: key.publicKey }
  }

  async stop(): Promise<void> {
    await this.#underWay
    await this.#file.stop()
  }

  async #signAll(key: SigningKey, onTried: (problem: string | null) => void): Promise<void> {
    for (let head = this.#waiting[0]; head !== undefined; head = this.#waiting[0]) {
      const checkpoint = { ...head, note: checkpointNote(head, key) }
      try {
        await this.#file.add(checkpoint)
      } catch (error) {
        return onTried(error instanceof Error ? error.message : String(error))
      }
      this.#waiting = this.#waiting.filter(({ seq }) => seq > checkpoint.seq)
      this.#kept.push(checkpoint)
      if (this.#kept.length > KEPT) this.#kept.shift()
      onTried(null)
    }
  }
}
