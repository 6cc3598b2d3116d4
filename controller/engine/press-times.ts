/** How many of the last presses the figure on the desk is the median of. */
const WINDOW = 100

/** The last durations from a press's receipt to its lamp's order, ms. */
export class PressTimes {
  readonly #times: number[] = []

  /** Null before the first. */
  get median(): number | null {
    const sorted = this.#times.toSorted((a, b) => a - b)
    return sorted[sorted.length >> 1] ?? null
  }

  add(ms: number): void {
    this.#times.push(ms)
    if (this.#times.length > WINDOW) this.#times.shift()
  }
}
