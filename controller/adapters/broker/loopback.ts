import { Duplex } from 'node:stream'

/** One end of a connection inside the process. What is written corked arrives as one chunk. */
class LoopbackEnd extends Duplex {
  #other: LoopbackEnd | null = null
  #delivered: (() => void) | null = null

  join(other: LoopbackEnd): void {
    this.#other = other
  }

  override _read(): void {
    this.#other?.goOn()
  }

  /** The other end has room again: the writer may go on. */
  goOn(): void {
    const delivered = this.#delivered
    this.#delivered = null
    delivered?.()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#deliver(chunk, done)
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#deliver(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _final(done: () => void): void {
    this.#other?.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#delivered = null
    const other = this.#other
    // As with a cable: the other end notices in its own time, and only that it is over.
    if (other !== null && !other.destroyed) setImmediate(() => other.destroy())
    done(error)
  }

  #deliver(bytes: Buffer, done: () => void): void {
    if (this.#other?.push(bytes) === false) this.#delivered = done
    else done()
  }
}

/** Two joined ends: how the controller's own MQTT client reaches the broker beside it. */
export function loopback(): [Duplex, Duplex] {
  const [here, there] = [new LoopbackEnd(), new LoopbackEnd()]
  here.join(there)
  there.join(here)
  return [here, there]
}
