/** How many of the last presses the figure on the desk is the median of. */
const WINDOW = 100

/** The last durations from a press's receipt to its lamp's order, ms. */
export class PressTimes {
  readonly #times: number[] = []
  /** The same, ascending: kept so, as a vote asks for the median at each of a thousand presses. */
  readonly #sorted: number[] = []

  /** Null before the first. */
  get median(): number | null {
    return this.#sorted[this.#sorted.length >> 1] ?? null
  }

  add(ms: number): void {
    this.#times.push(ms)
    this.#sorted.splice(this.#placeOf(ms), 0, ms)
    if (this.#times.length <= WINDOW) return
    const oldest = this.#times.shift()
    if (oldest !== undefined) this.#sorted.splice(this.#placeOf(oldest), 1)
  }

  /** Where the first duration stands that is not shorter. */
  #placeOf(ms: number): number {
    const at = this.#sorted.findIndex((time) => time >= ms)
    return at < 0 ? this.#sorted.length : at
  }
}
