import type { RecordErrorCode, RecordHead } from '../../engine/ports.ts'
import { RecordError } from '../../engine/ports.ts'
import type { OpenBody } from './body.ts'
import type { Chunk } from './chain-reader.ts'

/** To the worker. Answers come in the order of the requests, one each. */
export type Request =
  | { do: 'start'; folder: string }
  | { do: 'append'; bodies: readonly OpenBody[] }
  | { do: 'open-reader'; from: number; to: number }
  | { do: 'next-chunk' }
  | { do: 'stop' }

/** From the worker. `trouble` is no answer: something failed that no request asked for. */
export type Answer =
  | { answer: 'started'; head: RecordHead }
  | { answer: 'appended'; hashes: string[]; head: RecordHead }
  | { answer: 'chunk'; chunk: Chunk | null; head: RecordHead }
  | { answer: 'done' }
  | { answer: 'failed'; failure: Failure }
  | { answer: 'trouble'; failure: Failure }

/** A RecordError as it crosses between threads, which keep no classes. */
export interface Failure {
  code: RecordErrorCode
  message: string
  lost: string
  seq: number | null
}

export function toFailure({ code, message, lost, seq }: RecordError): Failure {
  return { code, message, lost, seq }
}

export function toError({ code, message, lost, seq }: Failure): RecordError {
  return new RecordError(code, message, lost, seq)
}
