import { dice } from '../simulated/room/person.ts'

/** The one source of everything that happens by chance in a run: the same for the same seed. */
export class Chance {
  readonly #roll: () => number

  constructor(seed: number) {
    this.#roll = dice(seed)
  }

  happens(probability: number): boolean {
    return this.#roll() < probability
  }

  between(least: number, most: number): number {
    return least + this.#roll() * (most - least)
  }

  /** A whole number from `least` to `most`, both among them. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#roll() * (most - least + 1))
  }

  /** A waiting time with this mean (a Poisson process), four times the mean at most. */
  wait(mean: number): number {
    return Math.min(4 * mean, -Math.log(1 - this.#roll()) * mean)
  }

  /** Undefined only for an empty list. */
  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#roll() * list.length)]
  }
}
