/**
 * A way to a device: something that carries bytes (serial) or reports (HID), and may go at any time.
 * What is promised here is tested on every implementation by `tests/bridge/transport-contract.ts`.
 */
export interface Transport {
  /** For people: the device's path or name. */
  readonly name: string
  /**
   * Opens the way. Rejects with TransportError within 2 s when it cannot. May be called again after
   * `gone` or `close`.
   */
  open(listener: TransportListener): Promise<Link>
}

export interface TransportListener {
  /** What was received, in order; of HID one report at a time. Not called after `gone`. */
  received(bytes: Uint8Array): void
  /** The way is lost: called once at most, and not after `close`. It is closed already. */
  gone(error: TransportError): void
}

export interface Link {
  /** Queues what to send; in order, nothing in between. After `gone` or `close` it is dropped. */
  send(bytes: Uint8Array): void
  /** Ends within 0.5 s, whatever the device does. */
  close(): Promise<void>
}

export class TransportError extends Error {
  /** `port-stuck`: the device takes no more bytes. */
  readonly code: 'port-unavailable' | 'port-lost' | 'port-stuck' | 'hid-unavailable'
  constructor(code: TransportError['code'], message: string) {
    super(message)
    this.name = 'TransportError'
    this.code = code
  }
}
