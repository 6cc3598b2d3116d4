/** What a simulated person sees and can do: the front of a console, or a page in a browser. */
export interface PersonsFront {
  seen(): Seen
  /** Sits down and signs in, or asks to be let in; who is here already declares it. */
  arrive(): void
  leave(): void
  talk(): void
  choose(choice: number): void
}

export interface Seen {
  /** False while there is nothing to act on: no link, no sitting shown. */
  working: boolean
  /** Signed in and, while presence is checked, declared. */
  present: boolean
  talk: 'off' | 'asking' | 'next' | 'on-air'
  /** The vote shown; recorded 0 means nothing yet. */
  ballot: { choices: number; recorded: number } | null
}

/** Chances per second of what a person may do of their own accord, and how long they speak. */
export interface Temper {
  arrives: number
  asks: number
  withdraws: number
  leaves: number
  votes: number
  speaksForS: [least: number, most: number]
}

/** A committee that is awake: about one request in ten seconds among sixty people. */
export const CALM: Temper = {
  arrives: 0.08,
  asks: 0.0018,
  withdraws: 0.002,
  leaves: 0.0004,
  votes: 0.22,
  speaksForS: [12, 35],
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * One simulated person: looks at their front once a second and does what people do. They answer
 * only to what the room shows them, so whoever takes the desk is obeyed.
 */
export class Person {
  readonly #front: PersonsFront
  readonly #temper: Temper
  readonly #roll: () => number
  #speakingLeftS: number | null = null
  #awayS = 0

  constructor(front: PersonsFront, temper: Temper, roll: () => number) {
    this.#front = front
    this.#temper = temper
    this.#roll = roll
  }

  /** Once a second. */
  live(): void {
    const seen = this.#front.seen()
    if (!seen.working) return
    if (!seen.present) this.#perhapsArrive()
    else if (seen.ballot) this.#perhapsVote(seen.ballot)
    else if (seen.talk === 'on-air') this.#speak()
    else this.#perhapsAct(seen.talk)
    if (seen.talk !== 'on-air') this.#speakingLeftS = null
  }

  #chance(perSecond: number): boolean {
    return this.#roll() < perSecond
  }

  #perhapsArrive(): void {
    if (this.#awayS > 0) this.#awayS--
    else if (this.#chance(this.#temper.arrives)) this.#front.arrive()
  }

  #perhapsVote(ballot: { choices: number; recorded: number }): void {
    if (ballot.recorded !== 0 || !this.#chance(this.#temper.votes)) return
    const leaning = this.#roll()
    const choice = leaning < 0.56 ? 1 : leaning < 0.9 ? 2 : leaning < 0.97 ? 3 : 4
    this.#front.choose(Math.min(choice, ballot.choices))
  }

  #speak(): void {
    const [least, most] = this.#temper.speaksForS
    this.#speakingLeftS ??= least + this.#roll() * (most - least)
    this.#speakingLeftS--
    if (this.#speakingLeftS <= 0) this.#front.talk()
  }

  #perhapsAct(talk: 'off' | 'asking' | 'next'): void {
    if (talk === 'off' && this.#chance(this.#temper.asks)) this.#front.talk()
    else if (talk === 'asking' && this.#chance(this.#temper.withdraws)) this.#front.talk()
    else if (talk === 'off' && this.#chance(this.#temper.leaves)) {
      this.#awayS = 30 + this.#roll() * 60
      this.#front.leave()
    }
  }
}
