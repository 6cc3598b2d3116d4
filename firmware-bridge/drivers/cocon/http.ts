import { TransportError, type Link, type Transport } from '../../transports/transport.ts'
import { encodeQuestion, heardOf } from './codec.ts'

const OPEN_MS = 2000
const ANSWER_MS = 3000
/** The server ends a notification without news after 30 s. */
const NEWS_MS = 40_000
/** All seats of the largest hall fit a hundred times. */
const MAX_ANSWER = 1024 * 1024
/** More questions on their way than this, and the server is stuck. */
const MAX_QUESTIONS = 64

/**
 * The way to a CoCon server: one notification is kept open and opened again, as section 3.4.1 wants
 * it; what is sent is an address, and its answer comes as what was received.
 */
export function coconHttp(base: string): Transport {
  return {
    name: base,
    open: async (listener) => {
      const ending = new AbortController()
      const ask = (path: string, ms: number) => answerTo(base + path, ms, ending.signal)
      const connected = heardOf(await ask(encodeQuestion({ type: 'connect' }), OPEN_MS))
      if (connected.type !== 'connected')
        throw new TransportError('port-unavailable', `${base} lets nobody connect.`)
      const lost = (error: unknown) => {
        if (ending.signal.aborted) return
        ending.abort()
        listener.gone(asLost(base, error))
      }
      const hear = (bytes: Uint8Array) => {
        if (!ending.signal.aborted && bytes.length > 0) listener.received(bytes)
      }
      const news = encodeQuestion({ type: 'notification', id: connected.id })
      const listen = async () => {
        while (!ending.signal.aborted) hear(await ask(news, NEWS_MS))
      }
      listen().catch(lost)
      return linkTo(
        (path) => ask(path, ANSWER_MS).then(hear),
        lost,
        () => ending.abort(),
      )
    },
  }
}

/** One question after the other. */
function linkTo(
  ask: (path: string) => Promise<void>,
  lost: (error: unknown) => void,
  close: () => void,
): Link {
  let last = Promise.resolve()
  let waiting = 0
  return {
    send: (bytes) => {
      if (waiting >= MAX_QUESTIONS) return lost(new Error('it answers too slowly'))
      waiting++
      const path = new TextDecoder().decode(bytes)
      last = last.then(() => ask(path)).then(() => void waiting--, lost)
    },
    close: () => {
      close()
      return Promise.resolve()
    },
  }
}

/** Empty where the server had nothing to say in time (408). Rejects with TransportError. */
async function answerTo(url: string, ms: number, ending: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([ending, AbortSignal.timeout(ms)]),
    })
    if (response.status === 408) {
      await response.body?.cancel()
      return new Uint8Array()
    }
    if (!response.ok) throw new Error(`it answers ${response.status}`)
    const parts: Uint8Array[] = []
    let length = 0
    for await (const part of response.body ?? []) {
      length += part.length
      if (length > MAX_ANSWER) throw new Error('it answers too much')
      parts.push(part)
    }
    return Buffer.concat(parts)
  } catch (error) {
    throw asLost(url, error)
  }
}

/** Whatever ends a request ends the way: the next connection begins anew. */
function asLost(where: string, error: unknown): TransportError {
  if (error instanceof TransportError) return error
  const why = error instanceof Error ? error.message : 'it ended'
  return new TransportError('port-lost', `${where}: ${why}`)
}
