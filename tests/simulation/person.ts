import type { BallotId } from '../../controller/protocol/ids.ts'
import type { Planned } from './queue.ts'
import type { World } from './world.ts'

/** What a person knows of their own part. */
export interface Seen {
  /** Signed in here, as far as they can tell. */
  present: boolean
  talk: 'off' | 'asking' | 'on-air'
  ballot: { id: BallotId; choices: number; recorded: number } | null
}

/** What a person has before them: a console, a touch screen, a page at home. */
export interface Front {
  /** Null while nothing works. */
  see(): Seen | null
  arrive(): void
  leave(): void
  talk(): void
  choose(ballot: BallotId, choice: number): void
  /** Presence is checked, and theirs is awaited, as far as they can tell. */
  asked(): boolean
  declare(): void
}

/** How lively a room is. */
export interface Temper {
  /** Mean time between two looks up, ms. */
  looksUpMs: number
  /** Chances at each look. */
  asks: number
  leaves: number
  /** Most have voted this long after the vote was opened, ms. */
  votesWithinMs: number
}

/** About one departure in ten seconds, and more requests than can be granted, however large the room. */
export const temperOf = (members: number): Temper => {
  const large = members > 100
  const looksUpMs = large ? 40_000 : 12_000
  const looksAMs = members / looksUpMs
  return {
    looksUpMs,
    asks: 1 / (large ? 15_000 : 4_000) / looksAMs,
    leaves: 1 / 10_000 / looksAMs,
    votesWithinMs: 4_000,
  }
}

/** How often somebody whose vote is not shown presses again before giving up. */
const PATIENCE = 6

/** Somebody in a sitting: comes and goes, asks and speaks, votes, and changes their mind. */
export class Person {
  readonly #world: World
  readonly #front: Front
  readonly #temper: Temper
  #voting: BallotId | null = null
  /** The choice they want to see recorded. */
  #wish = 0
  #tick: Planned | null = null
  #active = true
  #declaring = false

  constructor(world: World, front: Front, temper: Temper) {
    this.#world = world
    this.#front = front
    this.#temper = temper
  }

  start(): void {
    const first = this.#world.chance.between(500, this.#temper.looksUpMs / 2)
    this.#tick = this.#world.queue.after(first, () => this.#lookUp())
  }

  /** Does nothing more. */
  rest(): void {
    this.#active = false
    this.#world.queue.cancel(this.#tick)
  }

  /** What is before them changed. */
  notice(): void {
    if (!this.#active) return
    if (!this.#declaring && this.#front.asked()) this.#declareSoon()
    const ballot = this.#front.see()?.ballot ?? null
    if (ballot === null || ballot.id === this.#voting) return
    this.#voting = ballot.id
    this.#wish = 0
    const { chance } = this.#world
    if (chance.happens(0.93))
      this.#later(200, this.#temper.votesWithinMs, () => this.#vote(ballot.id))
    // Some press whenever they please, also when the vote they mean is long over.
    if (chance.happens(0.1)) this.#later(0, 40_000, () => this.#choose(ballot.id))
  }

  #declareSoon(): void {
    this.#declaring = true
    this.#world.queue.after(this.#world.chance.between(100, 2_500), () => {
      this.#declaring = false
      if (this.#active && this.#front.asked()) this.#front.declare()
    })
  }

  #lookUp(): void {
    const { queue, chance } = this.#world
    const { looksUpMs, asks, leaves } = this.#temper
    this.#tick = queue.after(chance.wait(looksUpMs), () => this.#lookUp())
    const seen = this.#front.see()
    if (seen === null) return
    if (!seen.present) {
      if (chance.happens(0.6)) this.#front.arrive()
    } else if (seen.talk === 'on-air') {
      if (chance.happens(0.5)) this.#front.talk()
    } else if (seen.talk === 'asking') {
      if (chance.happens(0.08)) this.#front.talk()
    } else if (chance.happens(asks)) this.#front.talk()
    else if (chance.happens(leaves)) this.#front.leave()
  }

  #vote(ballot: BallotId): void {
    const { chance } = this.#world
    this.#choose(ballot)
    // A finger that slips: the next choice comes at once.
    if (chance.happens(0.2)) this.#later(20, 900, () => this.#choose(ballot))
    if (chance.happens(0.1)) this.#later(20, 900, () => this.#choose(ballot))
    if (chance.happens(0.2)) this.#later(1_000, 15_000, () => this.#choose(ballot))
    this.#insist(ballot, PATIENCE)
  }

  #insist(ballot: BallotId, left: number): void {
    this.#later(2_000, 6_000, () => {
      const seen = this.#front.see()?.ballot
      if (left === 0 || seen?.id !== ballot || seen.recorded === this.#wish) return
      if (this.#wish > 0) this.#front.choose(ballot, this.#wish)
      this.#insist(ballot, left - 1)
    })
  }

  #choose(ballot: BallotId): void {
    const choices = this.#front.see()?.ballot?.choices ?? 3
    this.#wish = this.#world.chance.whole(1, choices)
    this.#front.choose(ballot, this.#wish)
  }

  #later(least: number, most: number, act: () => void): void {
    const { queue, chance } = this.#world
    queue.after(chance.between(least, most), () => {
      if (this.#active) act()
    })
  }
}
