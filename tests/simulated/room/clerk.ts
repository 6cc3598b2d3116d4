import type { Rule } from '../../../controller/protocol/chamber.ts'
import type { Command } from '../../../controller/protocol/commands.ts'
import type { DeskView, RoomView } from '../../../controller/protocol/views.ts'

/** What the clerk looks at of the views a desk has. */
export interface ClerksView {
  plan: { rules: readonly Pick<Rule, 'id'>[] }
  room: RoomView
  desk: Pick<DeskView, 'desks' | 'lobby'>
}

/** The pace of a demonstration, ms. */
const OPENS_AFTER = 12_000
const ITEM_LASTS = 90_000
const VOTE_LASTS = 40_000
const RESULT_STANDS = 20_000
const ADMITS_AFTER = 6_000
const GRACE = 5_000

/**
 * Runs a simulated sitting while nobody sits at the desk: opens it, admits from the lobby, grants in
 * the order of the queue, takes the items in turn and puts the last part of each to a vote. Stands
 * back as long as a person is signed in at a desk.
 */
export class Clerk {
  readonly #name: string
  #since = new Map<string, number>()

  constructor(name: string) {
    this.#name = name
  }

  /** The next thing to do, or null. Called about once a second; `now` in ms. */
  next(view: ClerksView, now: number): Command | null {
    const others = view.desk.desks.filter((user) => user !== this.#name)
    if (others.length > 0) {
      this.#since.clear()
      return null
    }
    return (
      this.#admit(view.desk, now) ??
      this.#convene(view.room, now) ??
      this.#vote(view.room, now) ??
      this.#floor(view.room, now) ??
      this.#agenda(view, now)
    )
  }

  /** How long something has been so, ms; it begins when it is first asked for. */
  #lasting(what: string, so: boolean, now: number): number {
    if (!so) this.#since.delete(what)
    else if (!this.#since.has(what)) this.#since.set(what, now)
    return now - (this.#since.get(what) ?? now)
  }

  #admit({ lobby }: ClerksView['desk'], now: number): Command | null {
    const waiting = lobby.find((entry) => now - entry.since > ADMITS_AFTER)
    return waiting ? { type: 'AdmitPerson', member: waiting.member } : null
  }

  #convene({ sitting, presence }: RoomView, now: number): Command | null {
    if (sitting?.state !== 'scheduled') return null
    const ready = this.#lasting('quorate', presence.quorum.holds, now) > OPENS_AFTER
    return ready ? { type: 'OpenSitting' } : null
  }

  #vote({ ballot }: RoomView, now: number): Command | null {
    if (ballot?.state === 'open' && ballot.closesAt !== null && now > ballot.closesAt + GRACE)
      return { type: 'CloseBallot', ballot: ballot.id }
    const closed = ballot?.state === 'closed'
    const settled = this.#lasting('closed', closed, now) > GRACE
    return closed && settled ? { type: 'DeclareResult', ballot: ballot.id, accept: true } : null
  }

  #floor({ sitting, onAir, queue, ballot }: RoomView, now: number): Command | null {
    if (sitting?.state !== 'open' || ballot?.state === 'open') return null
    const late = onAir.find(({ until }) => until !== null && now > until + GRACE)
    if (late) return { type: 'RevokeFloor', member: late.member }
    const [first] = queue
    return onAir.length === 0 && first ? { type: 'GrantFloor', member: first.member } : null
  }

  #agenda({ plan, room }: ClerksView, now: number): Command | null {
    const { sitting, agenda, item, ballot, onAir } = room
    if (sitting?.state !== 'open' || ballot?.state === 'open' || ballot?.state === 'closed')
      return null
    const at = agenda.findIndex(({ id }) => id === item)
    const current = agenda[at]
    const ripe = this.#lasting(`item ${item}`, true, now) > ITEM_LASTS
    if (current && !(ripe && onAir.length === 0)) return null
    const ballotId = `${sitting.id}-${current?.id}`
    const votes = current?.level === 2 && !this.#since.has(ballotId)
    if (votes && room.presence.quorum.holds) {
      this.#since.set(ballotId, now)
      return {
        type: 'OpenBallot',
        ballot: ballotId,
        motion: current.title,
        rule: plan.rules[0]?.id ?? '',
        durationMs: VOTE_LASTS,
        choices: null,
        supporters: null,
        prepared: null,
        runOffOf: null,
      }
    }
    if (this.#lasting(`result ${ballotId}`, true, now) < RESULT_STANDS && current?.level === 2)
      return null
    const following = agenda[at + 1] ?? agenda[0]
    return following ? { type: 'StartAgendaItem', item: following.id } : null
  }
}
