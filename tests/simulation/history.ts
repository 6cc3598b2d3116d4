/** What something was from which event on. */
export class History<T> {
  readonly #seqs: number[] = []
  readonly #values: T[] = []

  get last(): T | undefined {
    return this.#values.at(-1)
  }

  add(seq: number, value: T): void {
    this.#seqs.push(seq)
    this.#values.push(value)
  }

  /** What it was when event `seq` was the last; undefined before the first. */
  at(seq: number): T | undefined {
    return this.#values[this.#seqs.findLastIndex((since) => since <= seq)]
  }

  all(): readonly T[] {
    return this.#values
  }
}
