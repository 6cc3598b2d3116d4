import { realTime, type BridgeTime } from '../bridge-time.ts'
import { TransportError, type Link, type Transport } from './transport.ts'

/** First wait before opening again; doubled up to the second. A line is back within 1 s of its return. */
const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 250
/** For devices beside consoles: a projector that was switched on again is found within ten seconds. */
const LONGEST_DEVICE_WAIT_MS = 10_000

export interface LinkUser {
  /** The way is open. */
  up(link: Link): void
  received(bytes: Uint8Array): void
  /** The way is lost, or could not be opened; it is tried again by itself. */
  down(error: TransportError): void
}

/**
 * Keeps a transport open until `stop`, trying again with growing pauses, of 250 ms at most where
 * nothing else is said.
 */
export class KeepOpen {
  private readonly transport: Transport
  private readonly user: LinkUser
  private readonly longestWaitMs: number
  private link: Link | null = null
  private readonly time: BridgeTime
  private cancel: () => void = () => undefined
  private readonly random: () => number
  private waitMs = FIRST_WAIT_MS
  private openedAt = 0
  private wanted = false

  constructor(
    transport: Transport,
    user: LinkUser,
    longestWaitMs = LONGEST_WAIT_MS,
    time = realTime,
    random: () => number = () => 0,
  ) {
    this.transport = transport
    this.user = user
    this.longestWaitMs = longestWaitMs
    this.time = time
    this.random = random
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
    this.hungUp(error)
  }

  private hungUp(error: TransportError): void {
    this.link = null
    // What is lost as soon as it is open is not tried any faster for having been open.
    if (this.time.now() - this.openedAt >= this.longestWaitMs) this.waitMs = FIRST_WAIT_MS
    this.lost(error)
  }

  private async open(): Promise<void> {
    try {
      const link = await this.transport.open({
        received: (bytes) => this.user.received(bytes),
        gone: (error) => this.hungUp(error),
      })
      if (!this.wanted) return await link.close()
      this.link = link
      this.openedAt = this.time.now()
      this.user.up(link)
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      this.lost(error)
    }
  }

  private lost(error: TransportError): void {
    if (!this.wanted) return
    this.user.down(error)
    const waitMs = this.waitMs * (1 - this.random() / 2)
    this.cancel = this.time.after(waitMs, () => void this.open())
    this.waitMs = Math.min(2 * this.waitMs, this.longestWaitMs)
  }
}

/**
 * For a device beside consoles. Up to half of each pause is left to chance, so that a hundred devices
 * whose switch was restarted do not all come at once.
 */
export const keepDeviceOpen = (transport: Transport, user: LinkUser, time: BridgeTime): KeepOpen =>
  new KeepOpen(transport, user, LONGEST_DEVICE_WAIT_MS, time, Math.random)
