import { realTime, type BridgeTime } from '../bridge-time.ts'
import { TransportError, type Link, type Transport } from './transport.ts'

/** First wait before opening again; doubled up to the second. A line is back within 1 s of its return. */
const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 250

export interface LinkUser {
  /** The way is open. */
  up(link: Link): void
  received(bytes: Uint8Array): void
  /** The way is lost, or could not be opened; it is tried again by itself. */
  down(error: TransportError): void
}

/** Keeps a transport open until `stop`, trying again with growing pauses, of 250 ms at most where nothing else is said. */
export class KeepOpen {
  private readonly transport: Transport
  private readonly user: LinkUser
  private readonly longestWaitMs: number
  private link: Link | null = null
  private readonly time: BridgeTime
  private cancel: () => void = () => undefined
  private waitMs = FIRST_WAIT_MS
  private wanted = false

  constructor(
    transport: Transport,
    user: LinkUser,
    longestWaitMs = LONGEST_WAIT_MS,
    time = realTime,
  ) {
    this.transport = transport
    this.user = user
    this.longestWaitMs = longestWaitMs
    this.time = time
  }

  start(): void {
    this.wanted = true
    void this.open()
  }

  async stop(): Promise<void> {
    this.wanted = false
    this.cancel()
    const link = this.link
    this.link = null
    await link?.close()
  }

  /** Hangs up and opens again: for a user who knows better than the port that it is dead. */
  reopen(error: TransportError): void {
    // Not waited for: a driver that hangs while closing must not delay the next attempt.
    void this.link?.close()
    this.link = null
    this.lost(error)
  }

  private async open(): Promise<void> {
    try {
      const link = await this.transport.open({
        received: (bytes) => this.user.received(bytes),
        gone: (error) => {
          this.link = null
          this.lost(error)
        },
      })
      if (!this.wanted) return await link.close()
      this.link = link
      this.waitMs = FIRST_WAIT_MS
      this.user.up(link)
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      this.lost(error)
    }
  }

  private lost(error: TransportError): void {
    if (!this.wanted) return
    this.user.down(error)
    this.cancel = this.time.after(this.waitMs, () => void this.open())
    this.waitMs = Math.min(2 * this.waitMs, this.longestWaitMs)
  }
}
