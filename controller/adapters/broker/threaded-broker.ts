import { Worker } from 'node:worker_threads'
import type { ListenAnswer, ListenRequest, ThreadAnswer, ThreadSettings } from './broker-thread.ts'
import { accessFor, type Principals } from './access.ts'
import { BrokerError } from './embedded.ts'
import type { Misbehaviour } from './misbehaviour.ts'

export interface ThreadedBrokerOptions {
  principals: Principals
  passwordOf: (user: string) => string
  onMisbehaviour: (report: Misbehaviour) => void
}

/** Enough for a burst of a whole room; without a limit V8 lets it grow to ten times as much. */
const YOUNG_MB = 24

/**
 * The embedded broker in a thread of its own: in a vote it works as hard as the rest of the
 * controller together, and neither then waits for the other. An error that escapes it ends the
 * controller, as it would without a thread.
 */
export class ThreadedBroker {
  readonly #options: ThreadedBrokerOptions
  #worker: Worker | null = null
  #onAnswer: ((answer: ListenAnswer) => void) | null = null

  constructor(options: ThreadedBrokerOptions) {
    this.#options = options
  }

  start(): void {
    const { principals, passwordOf, onMisbehaviour } = this.#options
    const users = [...accessFor(principals).users]
    const settings: ThreadSettings = {
      principals,
      passwords: new Map(users.map((user) => [user, passwordOf(user)])),
    }
    const worker = new Worker(new URL('./broker-thread.ts', import.meta.url), {
      workerData: settings,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    worker.on('message', (answer: ThreadAnswer) => {
      if (answer.type === 'misbehaviour') onMisbehaviour(answer.report)
      else this.#onAnswer?.(answer)
    })
    this.#worker = worker
  }

  /** As EmbeddedBroker's; one call at a time. */
  async listen(host: string, port: number): Promise<number> {
    const worker = this.#worker
    if (worker === null) throw new Error('The broker has not been started.')
    const request: ListenRequest = { host, port }
    worker.postMessage(request)
    const answer = await new Promise<ListenAnswer>((resolve) => (this.#onAnswer = resolve))
    if (answer.type === 'failed') throw new BrokerError(answer.code, answer.message)
    return answer.port
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = null
  }
}
