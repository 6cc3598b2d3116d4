import { Worker } from 'node:worker_threads'
import type { EventDraft, RecordedEvent, RecordHead, RecordPort } from '../../engine/ports.ts'
import { RecordError } from '../../engine/ports.ts'
import { checkWaiting, prepareBatch } from './body.ts'
import type { Answer, Request } from './messages.ts'
import { toError } from './messages.ts'
import { toEvents } from './stored-event.ts'

/** Chunks asked for ahead: the worker proves the next ones while this thread parses. */
const CHUNKS_AHEAD = 4

const WORKER = new URL('./worker.ts', import.meta.url)

export interface SqliteRecordOptions {
  /** Data folder; the record's files are made in it (docs/record.md). */
  folder: string
  /** Something failed that no call asked for, e.g. the head file. Called at most once a batch. */
  onTrouble?: (error: RecordError) => void
  worker?: URL
}

/** RecordPort in one SQLite database, written and proven in a worker thread. */
export class SqliteRecord implements RecordPort {
  readonly #options: SqliteRecordOptions
  /** Answers come in the order of the requests. */
  readonly #waiting: { resolve: (answer: Answer) => void; reject: (error: RecordError) => void }[] =
    []
  #worker: Worker | null = null
  #reading: Promise<unknown> = Promise.resolve()

  constructor(options: SqliteRecordOptions) {
    this.#options = options
  }

  async start(): Promise<RecordHead> {
    const worker = new Worker(this.#options.worker ?? WORKER)
    this.#worker = worker
    worker.on('message', (answer: Answer) => this.#receive(answer))
    worker.on('error', (error: Error) => this.#died(error.message))
    worker.on('exit', () => this.#died('it ended'))
    try {
      const answer = await this.#ask({ do: 'start', folder: this.#options.folder })
      if (answer.answer !== 'started') throw unexpected(answer)
      return answer.head
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  async append(
    batch: readonly EventDraft[],
  ): Promise<{ events: RecordedEvent[]; head: RecordHead }> {
    const bodies = prepareBatch(batch)
    checkWaiting(this.#waiting.length)
    const answer = await this.#ask({ do: 'append', bodies })
    if (answer.answer !== 'appended') throw unexpected(answer)
    const first = answer.head.seq - answer.hashes.length + 1
    const events = batch.map((draft, i) => ({
      ...draft,
      seq: first + i,
      hash: answer.hashes[i] ?? '',
    }))
    return { events, head: answer.head }
  }

  /** One reading at a time; a second call waits for the first. */
  read(
    onEvents: (events: RecordedEvent[]) => void,
    from = 1,
    to = Number.MAX_SAFE_INTEGER,
  ): Promise<RecordHead> {
    const reading = this.#reading.then(() => this.#read(onEvents, from, to))
    this.#reading = reading.catch(() => undefined)
    return reading
  }

  async stop(): Promise<void> {
    const worker = this.#worker
    if (!worker) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    const answered = this.#ask({ do: 'stop' })
    this.#worker = null
    try {
      await answered
    } finally {
      await ended
    }
  }

  async #read(
    onEvents: (events: RecordedEvent[]) => void,
    from: number,
    to: number,
  ): Promise<RecordHead> {
    await this.#ask({ do: 'open-reader', from, to })
    const ahead: Promise<Answer>[] = []
    const askNext = () => {
      const asked = this.#ask({ do: 'next-chunk' })
      // Its failure is met when its turn comes; until then it must not count as unhandled.
      asked.catch(() => undefined)
      ahead.push(asked)
    }
    for (let i = 0; i < CHUNKS_AHEAD; i++) askNext()
    for (let next = from; ;) {
      const answer = await ahead.shift()
      if (answer?.answer !== 'chunk') throw unexpected(answer)
      if (!answer.chunk) return answer.head
      askNext()
      const { bodies, hashes } = answer.chunk
      const events = toEvents(Buffer.from(bodies.buffer).toString(), hashes, next)
      next += events.length
      onEvents(events)
    }
  }

  #ask(request: Request): Promise<Answer> {
    const worker = this.#worker
    if (!worker) {
      return Promise.reject(
        new RecordError('record-stopped', 'The record is not open.', 'Nothing was written.'),
      )
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      worker.postMessage(request)
    })
  }

  #receive(answer: Answer): void {
    if (answer.answer === 'trouble') {
      this.#options.onTrouble?.(toError(answer.failure))
      return
    }
    const asked = this.#waiting.shift()
    if (answer.answer === 'failed') asked?.reject(toError(answer.failure))
    else asked?.resolve(answer)
  }

  #died(why: string): void {
    const wasRunning = this.#worker !== null
    this.#worker = null
    const error = new RecordError(
      'record-stopped',
      `The record's thread stopped (${why}). Start the controller again.`,
      'Batches under way may or may not be in the record; everything acknowledged is.',
    )
    for (const { reject } of this.#waiting.splice(0)) reject(error)
    if (wasRunning) this.#options.onTrouble?.(error)
  }
}

function unexpected(answer: Answer | undefined): Error {
  return new Error(`the record's thread answered ${answer?.answer ?? 'nothing'}`)
}
