import type { World } from './world.ts'

/** What a connection does to messages: delays in ms, the rest as the probability for each message. */
export interface Weather {
  delayMs: readonly [least: number, most: number]
  /** The connection is dead from here on, and both ends find out only later. */
  loses: number
  /** One frame is missing; what comes after it arrives, and the connection breaks later. */
  drops: number
  duplicates: number
  reorders: number
}

/** Cables of the house: what comes late is rare, what is lost rarer. */
export const HALL: Weather = {
  delayMs: [0.2, 6],
  loses: 0.001,
  drops: 0,
  duplicates: 0.02,
  reorders: 0.02,
}
/** Controller and a broker of the house's own, side by side. */
export const MACHINE_ROOM: Weather = {
  delayMs: [0.1, 1],
  loses: 0,
  drops: 0,
  duplicates: 0.01,
  reorders: 0,
}
export const SCREENS: Weather = {
  delayMs: [1, 12],
  loses: 0.0003,
  drops: 0.0007,
  duplicates: 0,
  reorders: 0,
}
/** Mobile networks and homes. */
export const AFAR: Weather = {
  delayMs: [20, 160],
  loses: 0.001,
  drops: 0.001,
  duplicates: 0,
  reorders: 0,
}

/** Shorter than any console takes to start again, so that no message outlives two starts. */
const LATEST_MS = 1_500
/** Until both ends know that a connection is dead: keep-alives, beats. */
const NOTICED_MS = [500, 4_000] as const

/** `loose` may be repeated, overtaken, and arrive after the connection is gone; else in order. */
export type Manner = 'in-order' | 'loose'

/** One connection with two ends. */
export class Connection {
  readonly #world: World
  readonly #weather: Weather
  readonly #onBroken: () => void
  readonly #latest = { up: 0, down: 0 }
  #open = true
  #doomed = false

  constructor(world: World, weather: Weather, onBroken: () => void) {
    this.#world = world
    this.#weather = weather
    this.#onBroken = onBroken
  }

  get isOpen(): boolean {
    return this.#open
  }

  carry(way: 'up' | 'down', manner: Manner, deliver: () => void): void {
    const { queue, chance, calm } = this.#world
    if (!this.#open || this.#doomed) return
    const { delayMs, loses, drops, duplicates, reorders } = this.#weather
    const delay = chance.between(...delayMs)
    const inOrder = Math.max(queue.now + delay, this.#latest[way])
    const plainly = () => {
      this.#latest[way] = inOrder
      queue.after(inOrder - queue.now, () => {
        if (this.#open) deliver()
      })
    }
    if (calm) return plainly()
    if (chance.happens(loses)) return this.doom()
    if (chance.happens(drops)) return this.#breakLater()
    if (manner === 'in-order') return plainly()
    // What is on its way to the server may be read there after the connection has been replaced.
    const late = () => {
      if (this.#open || way === 'up') deliver()
    }
    if (chance.happens(duplicates)) queue.after(delay + chance.between(0, LATEST_MS), late)
    if (chance.happens(reorders)) queue.after(delay + chance.between(0, LATEST_MS), late)
    else plainly()
  }

  /** Nothing gets through any more, and nobody knows yet. */
  doom(): void {
    if (this.#doomed || !this.#open) return
    this.#doomed = true
    this.#breakLater()
  }

  /** Both ends know at once. */
  break(): void {
    if (!this.#open) return
    this.#open = false
    this.#onBroken()
  }

  #breakLater(): void {
    const { queue, chance } = this.#world
    queue.after(chance.between(...NOTICED_MS), () => this.break())
  }
}
