import type { BridgeTime } from '../bridge-time.ts'
import type { Transport } from '../transports/transport.ts'

/**
 * A gigabit would bring a hundred times more; levels of 800 microphones five times a second as text
 * are a fifth of it.
 */
const MAX_BYTES_A_SECOND = 1_000_000
const SECOND_MS = 1000

/** The transport, until more comes over it than any device has to say: told once, and then deaf. */
export function watchedTransport(
  transport: Transport,
  time: BridgeTime,
  onFlood: (bytes: number) => void,
): Transport {
  let since = -Infinity
  let bytes = 0
  let isFlooded = false
  return {
    name: transport.name,
    open: (listener) =>
      transport.open({
        received(chunk) {
          const now = time.now()
          if (now - since >= SECOND_MS) {
            since = now
            bytes = 0
          }
          bytes += chunk.length
          if (bytes > MAX_BYTES_A_SECOND && !isFlooded) {
            isFlooded = true
            onFlood(bytes)
          }
          if (!isFlooded) listener.received(chunk)
        },
        gone: (error) => listener.gone(error),
      }),
  }
}
