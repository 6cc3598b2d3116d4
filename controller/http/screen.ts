import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { ChannelName, ServerFrame } from '../protocol/socket.ts'
import type { Subscriber } from './channels.ts'
import { FrameRate } from './frame-rate.ts'
import { textMessage } from './frames.ts'
import type { Grant } from './identity.ts'
import { RoundTrip } from './round-trip.ts'

/**
 * What may wait for one screen: the snapshots of the largest chamber (1 MiB) twice. A screen that
 * is behind by more is dropped, and has everything again from one snapshot when it returns.
 */
export const MAX_WAITING_BYTES = 2 * 1024 * 1024

/** Policy violation, RFC 6455 §7.4.1. */
const CLOSE_POLICY = 1008

/** The connection under a screen, as far as a screen uses it. */
export interface ScreenLink {
  ws: Pick<WebSocket, 'readyState' | 'close' | 'terminate'>
  connection: Pick<Duplex, 'writableLength' | 'write'>
}

/** One connected page. */
export class Screen implements Subscriber {
  readonly id: string
  /** Replaced when the same session goes on under a new password. */
  grant: Grant
  readonly channels = new Set<ChannelName>()
  readonly rate: FrameRate
  /** Media calls that were not answered yet. */
  mediaCalls = 0
  readonly roundTrip = new RoundTrip()
  /** Pings since it last answered one. */
  unanswered = 0
  readonly #ws: ScreenLink['ws']
  readonly #connection: ScreenLink['connection']
  readonly #onSlow: (screen: Screen) => void

  constructor(
    id: string,
    grant: Grant,
    link: ScreenLink,
    now: number,
    onSlow: (screen: Screen) => void,
  ) {
    this.id = id
    this.grant = grant
    this.rate = new FrameRate(now)
    this.#ws = link.ws
    this.#connection = link.connection
    this.#onSlow = onSlow
  }

  /** Writes a whole message, framed once for everybody; `ws` itself writes only whole frames too. */
  push(message: Buffer): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return
    if (this.#connection.writableLength > MAX_WAITING_BYTES) {
      this.#onSlow(this)
      this.#ws.terminate()
      return
    }
    this.#connection.write(message)
  }

  send(frame: ServerFrame): void {
    this.push(textMessage(frame))
  }

  /** Says why, then closes. */
  end(code: string, detail: string): void {
    this.send({ t: 'gone', channel: null, code, detail })
    this.#ws.close(CLOSE_POLICY, code)
  }

  terminate(): void {
    this.#ws.terminate()
  }
}
