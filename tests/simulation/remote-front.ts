import type { BallotId, MemberId } from '../../controller/protocol/ids.ts'
import type { MemberView } from '../../controller/protocol/views.ts'
import type { Page } from './page.ts'
import type { Front, Seen } from './person.ts'

const CHECK = { camera: true, microphone: true, levelTenthsDb: -180, roundTripMs: 24 }

/** A member afar, before their own page. */
export class RemoteFront implements Front {
  readonly #member: MemberId
  readonly #page: Page

  constructor(member: MemberId, page: Page) {
    this.#member = member
    this.#page = page
  }

  see(): Seen | null {
    const view = this.#view()
    if (view === undefined || !this.#page.isLive) return null
    const { stage, onAir, asking, ballot } = view
    const shown =
      ballot?.mayVote && this.#page.choices > 0
        ? {
            id: ballot.id,
            choices: this.#page.choices,
            recorded: this.#page.recordedIn(ballot),
          }
        : null
    return {
      // Whoever waits in the lobby can do no more.
      present: stage === 'admitted' || stage === 'lobby',
      talk: onAir ? 'on-air' : asking ? 'asking' : 'off',
      ballot: shown,
    }
  }

  arrive(): void {
    if (this.#view()?.stage !== 'removed')
      this.#page.give(this.#member, { type: 'EnterLobby', member: this.#member, check: CHECK })
  }

  leave(): void {
    const inLobby = this.#view()?.stage === 'lobby'
    const type = inLobby ? 'LeaveLobby' : 'SignOut'
    this.#page.give(this.#member, { type, member: this.#member })
  }

  talk(): void {
    const view = this.#view()
    if (view?.stage !== 'admitted') return
    const member = this.#member
    if (view.onAir) this.#page.give(member, { type: 'RevokeFloor', member })
    else if (view.asking) this.#page.give(member, { type: 'WithdrawRequest', member })
    else this.#page.give(member, { type: 'RequestFloor', member, kind: 'speak' })
  }

  choose(ballot: BallotId, choice: number): void {
    this.#page.vote(this.#member, ballot, choice)
  }

  asked(): boolean {
    return this.#view()?.presence === 'awaited'
  }

  declare(): void {
    this.#page.give(this.#member, { type: 'DeclarePresence', member: this.#member })
  }

  #view(): MemberView | undefined {
    return this.#page.view(`member:${this.#member}`) as MemberView | undefined
  }
}
