/** Something that will happen; `run` is null once it was taken back. */
export interface Planned {
  readonly at: number
  readonly order: number
  run: (() => void) | null
}

const before = (a: Planned, b: Planned) => a.at < b.at || (a.at === b.at && a.order < b.order)

/**
 * Virtual time: what is planned happens in the order of its moments, and at one moment in the order
 * it was planned. Between two events nothing happens, however long that takes the machine.
 */
export class EventQueue {
  /** Milliseconds since the beginning of the run, with fractions. */
  now = 0
  handled = 0
  /** A binary heap: the earliest at its root. */
  readonly #heap: Planned[] = []
  #planned = 0
  #stirred = false

  after(ms: number, run: () => void): Planned {
    const planned = { at: this.now + ms, order: this.#planned++, run }
    this.#rise(planned)
    return planned
  }

  cancel(planned: Planned | null): void {
    if (planned !== null) planned.run = null
  }

  /** Whoever sets promises going says so, and they run to their end before the next event. */
  stir(): void {
    this.#stirred = true
  }

  /** Lets time pass up to `end`, or until `stopped` says so. */
  async runUntil(end: number, stopped: () => boolean): Promise<void> {
    for (let next = this.#heap[0]; next && next.at <= end && !stopped(); next = this.#heap[0]) {
      this.#removeFirst()
      if (next.run === null) continue
      this.now = next.at
      this.handled += 1
      next.run()
      if (!this.#stirred) continue
      this.#stirred = false
      await promisesSettled()
    }
    if (!stopped()) this.now = end
  }

  #rise(planned: Planned): void {
    const heap = this.#heap
    let at = heap.push(planned) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !before(planned, parent)) break
      heap[at] = parent
      at = above
    }
    heap[at] = planned
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      const left = heap[below]
      const right = heap[below + 1]
      if (left === undefined) break
      if (right !== undefined && before(right, left)) below += 1
      const child = heap[below]
      if (child === undefined || !before(child, last)) break
      heap[at] = child
      at = below
    }
    heap[at] = last
  }
}

/** Every promise that can go on has gone on before the loop comes round to this. */
const promisesSettled = () => new Promise((resolve) => setImmediate(resolve))
