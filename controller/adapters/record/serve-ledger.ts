import type { MessagePort } from 'node:worker_threads'
import type { RecordError } from '../../engine/ports.ts'
import type { ChainReader, Chunk } from './chain-reader.ts'
import { recordFiles } from './files.ts'
import { Ledger } from './ledger.ts'
import type { Answer, Request } from './messages.ts'
import { toFailure } from './messages.ts'
import { nameFailure } from './sqlite-failure.ts'

/** Answers requests on a ledger one after the other; `makeLedger` lets a test bring a full disk. */
export function serveLedger(
  port: MessagePort,
  makeLedger = (folder: string, onTrouble: (error: RecordError) => void) =>
    new Ledger(recordFiles(folder), onTrouble),
): void {
  let ledger: Ledger | null = null
  let reader: ChainReader | null = null

  function perform(request: Request): Answer {
    if (request.do === 'start') {
      ledger = makeLedger(request.folder, (error) => {
        port.postMessage({ answer: 'trouble', failure: toFailure(error) } satisfies Answer)
      })
      return { answer: 'started', head: ledger.open() }
    }
    if (!ledger) throw new Error(`${request.do} before start`)
    switch (request.do) {
      case 'append':
        return { answer: 'appended', ...ledger.append(request.bodies) }
      case 'open-reader':
        reader = ledger.reader(request.from, request.to)
        return { answer: 'done' }
      case 'next-chunk':
        if (!reader) throw new Error('next-chunk before open-reader')
        return { answer: 'chunk', chunk: reader.next(), head: reader.head }
      case 'stop':
        ledger.close()
        return { answer: 'done' }
    }
  }

  port.on('message', (request: Request) => {
    let answer: Answer
    try {
      answer = perform(request)
    } catch (error) {
      answer = { answer: 'failed', failure: toFailure(nameFailure(error, 'record')) }
    }
    port.postMessage(answer, moved(answer.answer === 'chunk' ? answer.chunk : null))
    if (request.do === 'stop') port.close()
  })
}

/** Bodies are moved to the other thread, not copied. */
function moved(chunk: Chunk | null): ArrayBuffer[] {
  return chunk ? [chunk.bodies.buffer] : []
}
