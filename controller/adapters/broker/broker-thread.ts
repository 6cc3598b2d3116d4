import { timingSafeEqual } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { accessFor, type Principals } from './access.ts'
import { BrokerError, EmbeddedBroker } from './embedded.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import { withoutNumberCache } from './number-cache.ts'

/** The thread in which the embedded broker runs; threaded-broker.ts is the other side. */

export interface ThreadSettings {
  principals: Principals
  /** Each user's password. The master secret stays where it is. */
  passwords: ReadonlyMap<string, string>
}

export interface ListenRequest {
  host: string
  port: number
}

export type ListenAnswer =
  | { type: 'listening'; port: number }
  | { type: 'failed'; code: BrokerError['code']; message: string }

export type ThreadAnswer = ListenAnswer | { type: 'misbehaviour'; report: Misbehaviour }

withoutNumberCache()
const { principals, passwords } = workerData as ThreadSettings
const answer = (message: ThreadAnswer) => parentPort?.postMessage(message)

const broker = new EmbeddedBroker({
  access: accessFor(principals),
  isPassword: (user, given) => {
    const expected = Buffer.from(passwords.get(user) ?? '')
    return (
      expected.length > 0 && given.length === expected.length && timingSafeEqual(given, expected)
    )
  },
  onMisbehaviour: (report) => answer({ type: 'misbehaviour', report }),
})
await broker.start()

parentPort?.on('message', (request: ListenRequest) => {
  broker.listen(request.host, request.port).then(
    (port) => answer({ type: 'listening', port }),
    (error: unknown) => {
      if (!(error instanceof BrokerError)) throw error
      answer({ type: 'failed', code: error.code, message: error.message })
    },
  )
})
