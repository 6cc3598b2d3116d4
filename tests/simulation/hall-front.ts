import type { BallotId, MemberId, SeatId } from '../../controller/protocol/ids.ts'
import type { RoomView, SeatView } from '../../controller/protocol/views.ts'
import type { HallConsole } from './hall-console.ts'
import type { Page } from './page.ts'
import type { Front, Seen } from './person.ts'
import type { World } from './world.ts'

/** Who is at which console, in the flesh. */
export type Occupancy = Map<HallConsole, HallFront>

export interface HallPlace {
  member: MemberId
  /** Null for a person without a card, who signs in by the key of their own seat. */
  card: string | null
  home: HallConsole
  /** The touch screen of the own seat, where there is one; then votes are given there. */
  touch: { page: Page; seat: SeatId } | null
}

/** What can be seen in the hall beside one's own console. */
export interface Surroundings {
  /** The display on the wall. */
  readonly display: Page
  /** The name that a console's place bears now; null for none. */
  nameAt(console: HallConsole): MemberId | null
}

/** A member in the hall: at their own console, now and then at a free one of somebody else. */
export class HallFront implements Front {
  /** What they see of themselves may have changed. */
  onNotice: () => void = () => undefined
  readonly #world: World
  readonly #place: HallPlace
  readonly #consoles: readonly HallConsole[]
  readonly #occupancy: Occupancy
  readonly #around: Surroundings
  #at: HallConsole | null = null
  #cardIn = false
  /** They saw the presence lamp come on for them: before that it tells of somebody else. */
  #signedIn = false
  #sawDark = false

  constructor(
    world: World,
    place: HallPlace,
    consoles: readonly HallConsole[],
    occupancy: Occupancy,
    around: Surroundings,
  ) {
    this.#world = world
    this.#place = place
    this.#consoles = consoles
    this.#occupancy = occupancy
    this.#around = around
  }

  see(): Seen | null {
    const lamps = (this.#at ?? this.#place.home).lamps
    if (lamps === null) return null
    if (this.#at === null) return { present: false, talk: 'off', ballot: null }
    if (!lamps.present || !this.#signedIn) return { present: false, talk: 'off', ballot: null }
    const { ballot } = lamps
    const talk = lamps.talk === 'next' ? 'asking' : lamps.talk
    const known = ballot !== null && ballot.id !== null
    return { present: true, talk, ballot: known ? { ...ballot, id: ballot.id ?? '' } : null }
  }

  /** The lamps of a console changed. */
  notice(console: HallConsole): void {
    if (console !== this.#at || console.lamps === null) return
    if (!console.lamps.present) this.#signedIn = false
    // While presence is checked a lamp is dark also where somebody else is signed in.
    else if (this.#sawDark && this.#isMine) this.#signedIn = true
    this.#sawDark = !console.lamps.present
    this.onNotice()
  }

  /** Sits down, or tries again to sign in. */
  arrive(): void {
    if (this.#at === null) return this.#sitDown()
    if (this.asked()) return this.declare()
    const { card, member } = this.#place
    const atHome = this.#at === this.#place.home
    // Somebody who has left is still signed in here, as far as the lamp tells.
    const stale = this.#at.lamps?.present === true
    if (stale && !atHome) return this.leave()
    const byKey = card === null || (atHome && this.#world.chance.happens(0.2))
    if (stale || byKey) return this.#at.press('present', member)
    this.#cardIn = !this.#cardIn
    this.#at.card(card, this.#cardIn, member)
  }

  leave(): void {
    const { card, member } = this.#place
    const console = this.#at
    if (console === null) return
    if (card !== null && this.#cardIn) console.card(card, false, member)
    // The key of a seat signs in its own member: nobody touches that of another. Some forget it.
    else if (console === this.#place.home && this.#world.chance.happens(0.7))
      console.press('present', member)
    this.#cardIn = false
    this.#signedIn = false
    this.#at = null
    this.#occupancy.delete(console)
  }

  asked(): boolean {
    const { presenceCheck } = (this.#around.display.view('room') ?? {}) as Partial<RoomView>
    return presenceCheck?.state === 'running' && this.#isMine && this.#at?.lamps?.present === false
  }

  declare(): void {
    const { member, touch } = this.#place
    if (touch === null || this.#at !== this.#place.home) this.#at?.press('present', member)
    else touch.page.give(member, { type: 'DeclarePresence', member })
  }

  get #isMine(): boolean {
    return this.#at !== null && this.#around.nameAt(this.#at) === this.#place.member
  }

  talk(): void {
    this.#at?.press('talk', this.#place.member)
  }

  choose(ballot: BallotId, choice: number): void {
    const { member, touch } = this.#place
    if (!this.#signedIn) return
    if (touch === null || this.#at !== this.#place.home) {
      this.#at?.press(`choice-${choice}`, member)
      return
    }
    const view = touch.page.view(`seat:${touch.seat}`) as SeatView | undefined
    if (view?.member !== member || !view.signedIn || view.ballot?.id !== ballot) return
    if (view.ballot.mayVote) touch.page.vote(member, ballot, choice)
  }

  #sitDown(): void {
    const { home, card, member } = this.#place
    const console = card !== null && this.#world.chance.happens(0.2) ? this.#free() : home
    if (console === undefined || this.#occupancy.has(console)) return
    this.#at = console
    this.#occupancy.set(console, this)
    this.#sawDark = console.lamps?.present === false
    if (!this.#sawDark) return
    const byKey = console === home && this.#world.chance.happens(0.3)
    if (card === null || byKey) return console.press('present', member)
    this.#cardIn = true
    console.card(card, true, member)
  }

  /** A console where nobody sits and nobody is signed in. */
  #free(): HallConsole | undefined {
    const free = this.#consoles.filter(
      (console) => !this.#occupancy.has(console) && console.lamps?.present === false,
    )
    return this.#world.chance.pick(free)
  }
}
