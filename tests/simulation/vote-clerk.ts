import type { Command } from '../../controller/protocol/commands.ts'
import type { BallotId, UserId } from '../../controller/protocol/ids.ts'
import type {
  BallotView,
  DeskView,
  PreparedVoteView,
  RollCallView,
  RoomView,
} from '../../controller/protocol/views.ts'
import { isElection, PERSONS } from './vote-rules.ts'
import type { World } from './world.ts'

/** How long things take at this desk, ms. */
export interface Pace {
  betweenVotes: readonly [least: number, most: number]
  voteLasts: readonly [least: number, most: number]
  /** Rules by which votes are opened; a large house has no time to call 700 names. */
  rules: readonly string[]
  callsNames: boolean
  /** How often presence is checked before a vote: every declaration is an event. */
  checks: number
}

/** The next vote is often opened before late presses of the last one have all arrived. */
const AT_ONCE_MS = [100, 2_500] as const
const CHECK_MS = [2_000, 5_000] as const
const MOTION = { th: 'ญัตติ', en: 'Motion' }

/** What a desk shows, and who sits at it. */
export interface Desk {
  user: UserId
  room: RoomView
  own: DeskView
  /** Each vote has a presence check of its own before it. */
  checksFirst: boolean
}

/** Where an officer gives the own half of the key of a secret vote. */
export interface Officers {
  keyOf(user: UserId): string
  giveHalf(user: UserId, ballot: BallotId): void
}

/** All that is done at a desk with votes, in every way they can be held, by what the desk shows. */
export class VoteClerk {
  readonly #world: World
  readonly #pace: Pace
  readonly #officers: Officers
  #ids = 0
  #nextVoteAt: number
  #seen: BallotId | null = null
  #closeAt = 0
  #checkUntil = 0
  #rule: string | null = null
  #checkWanted = false

  constructor(world: World, pace: Pace, officers: Officers) {
    this.#world = world
    this.#pace = pace
    this.#officers = officers
    this.#nextVoteAt = world.chance.between(6_000, 12_000)
  }

  next(desk: Desk): Command | null {
    const { room, own } = desk
    if (room.sitting?.state !== 'open') return null
    if (room.presenceCheck?.state === 'running') return this.#duringCheck(room.presenceCheck.id)
    const { ballot } = own
    if (ballot !== null && ballot.id !== this.#seen) this.#begin(ballot.id)
    switch (ballot?.state) {
      case 'open':
        return this.#whileOpen(ballot, desk)
      case 'held':
        return this.#whileHeld(ballot)
      case 'closing':
        if (ballot.secret?.officers.includes(desk.user) && this.#happens(0.35))
          this.#officers.giveHalf(desk.user, ballot.id)
        return null
      case 'closed':
        return this.#preview(ballot, desk)
      default:
        return this.#between(ballot, desk)
    }
  }

  #begin(ballot: BallotId): void {
    this.#seen = ballot
    this.#rule = null
    this.#closeAt = this.#world.queue.now + this.#world.chance.between(...this.#pace.voteLasts)
  }

  #duringCheck(check: string): Command | null {
    return this.#world.queue.now < this.#checkUntil ? null : { type: 'EndPresenceCheck', check }
  }

  #whileOpen(view: BallotView, desk: Desk): Command | null {
    const { id: ballot, closesAt, secret, call } = view
    if (this.#happens(0.004)) return { type: 'VoidBallot', ballot, reason: 'wrong motion' }
    if (this.#happens(0.015)) return { type: 'HoldBallot', ballot, reason: 'disquiet' }
    if (closesAt !== null && this.#happens(0.04))
      return { type: 'ExtendBallot', ballot, byMs: 5_000 }
    if (this.#happens(0.01)) return this.#takeOver(view)
    const oral = this.#oral(view, desk)
    if (oral !== null) return oral
    if (call !== null) return this.#call(view, call)
    const notReady = secret !== null && secret.seal === null
    return notReady || this.#world.queue.now < this.#closeAt ? null : this.#close(ballot)
  }

  #close(ballot: BallotId): Command {
    const wait = this.#happens(0.4) ? AT_ONCE_MS : this.#pace.betweenVotes
    this.#nextVoteAt = this.#world.queue.now + this.#world.chance.between(...wait)
    return { type: 'CloseBallot', ballot }
  }

  #whileHeld(view: BallotView): Command | null {
    if (this.#happens(0.3)) return { type: 'ResumeBallot', ballot: view.id }
    return this.#happens(0.08) ? this.#takeOver(view) : null
  }

  #takeOver({ id: of, method }: BallotView): Command | null {
    return method === 'machine' && this.#pace.callsNames
      ? { type: 'TakeOverByRollCall', ballot: this.#id('b'), of, reason: 'consoles fail' }
      : null
  }

  /** The caller's next word: a name, an answer taken down, or nobody answers. */
  #call({ id: ballot, rule }: BallotView, call: RollCallView): Command | null {
    const { called: member, answered, missing, next, round } = call
    if (member !== null && !answered) {
      const choice = this.#pick(rule.choices)?.id ?? ''
      if (this.#happens(0.35)) return { type: 'AnswerCall', ballot, member, choice }
      return this.#happens(0.12) ? { type: 'SkipCalled', ballot } : null
    }
    const back = this.#happens(0.08) ? this.#pick(missing) : undefined
    if (back !== undefined) return { type: 'CallBack', ballot, member: back }
    if (next !== null) return { type: 'CallNext', ballot }
    return round === 1 && missing.length > 0 && this.#happens(0.7)
      ? { type: 'CallMissing', ballot }
      : this.#close(ballot)
  }

  /** One officer writes down what was said aloud, another attests it. */
  #oral({ id, rule, method, result }: BallotView, { room, own }: Desk): Command | null {
    const proposed = this.#pick(own.oral)
    if (proposed !== undefined && this.#happens(0.4))
      return { type: 'AttestOralVote', ballot: proposed.ballot, member: proposed.member }
    if (method === 'secret' || !this.#happens(0.04)) return null
    const member = this.#pick(result?.silent ?? Object.values(room.seated).sort())
    const choice = this.#pick(rule.choices)?.id ?? ''
    return member !== undefined
      ? { type: 'AddOralVote', ballot: id, member, choice, reason: 'its console is dark' }
      : null
  }

  #preview(view: BallotView, desk: Desk): Command | null {
    const { id: ballot, result } = view
    if (this.#happens(0.01)) return { type: 'VoidBallot', ballot, reason: 'wrong motion' }
    if (this.#happens(0.03)) return this.#takeOver(view)
    const before = this.#oral(view, desk) ?? (this.#happens(0.1) ? this.#recount(view) : null)
    if (before !== null) return before
    // A tie is left to the chair for a while.
    return this.#happens(result?.outcome === 'tie' ? 0.06 : 0.35)
      ? { type: 'DeclareResult', ballot, accept: this.#happens(0.85) }
      : null
  }

  /** Whether the rule allows it is for the controller to say. */
  #recount({ id: of, method }: BallotView): Command | null {
    const demandedBy = this.#world.chance.whole(2, 6)
    return method === 'machine' && this.#pace.callsNames
      ? { type: 'OpenRecount', ballot: this.#id('b'), of, demandedBy }
      : null
  }

  #between(before: BallotView | null, desk: Desk): Command | null {
    const { room } = desk
    if (before?.state === 'declared') {
      const after = this.#afterDeclared(before, desk)
      if (after !== null) return after
    }
    if (this.#happens(0.03)) return { type: 'RingBell' }
    if (this.#happens(0.05)) return this.#prepare(room)
    if (this.#world.queue.now < this.#nextVoteAt) return null
    if (this.#rule === null) {
      this.#rule = this.#pick(this.#pace.rules) ?? 'ordinary'
      this.#checkWanted = this.#happens(this.#pace.checks)
    }
    return this.#check(desk) ?? this.#open(this.#rule, desk)
  }

  #afterDeclared(before: BallotView, desk: Desk): Command | null {
    if (before.result?.outcome === 'run-off' && this.#happens(0.5))
      return this.#opening(before.rule.id, { choices: null, runOffOf: before.id })
    return this.#oral(before, desk) ?? (this.#happens(0.08) ? this.#recount(before) : null)
  }

  #check({ room, checksFirst }: Desk): Command | null {
    const { presenceCheck: check } = room
    const fresh = check !== null && !check.used
    // A check that found too few is what counts until another finds more.
    const enough = fresh ? check.quorum.holds : !this.#checkWanted && !checksFirst
    if (enough) return null
    this.#checkWanted = false
    this.#checkUntil = this.#world.queue.now + this.#world.chance.between(...CHECK_MS)
    return { type: 'StartPresenceCheck', check: this.#id('check-') }
  }

  #prepare({ agenda }: RoomView): Command {
    const rule = this.#pick(this.#pace.rules) ?? 'ordinary'
    const item = this.#happens(0.7) ? null : (this.#pick(agenda)?.id ?? null)
    const vote = this.#id('v')
    const choices = isElection(rule) ? PERSONS : null
    return { type: 'PrepareVote', vote, item, motion: MOTION, rule, choices, durationMs: 20_000 }
  }

  #open(rule: string, { user, room, own }: Desk): Command {
    const prepared = this.#happens(0.3)
      ? this.#pick(room.prepared.filter(({ ballot }) => ballot === null))
      : undefined
    const by = prepared?.rule ?? rule
    if (by.startsWith('secret') && own.officerKeys.length < 2)
      return { type: 'GiveOfficerKey', key: this.#officers.keyOf(user) }
    return this.#opening(by, prepared ?? {})
  }

  #opening(
    rule: string,
    { vote, durationMs, choices, runOffOf }: Partial<PreparedVoteView> & { runOffOf?: BallotId },
  ): Command {
    return {
      type: 'OpenBallot',
      ballot: this.#id('b'),
      motion: MOTION,
      rule,
      durationMs: durationMs ?? (this.#happens(0.3) ? 10_000 : 0),
      choices: runOffOf === undefined && isElection(rule) ? [...(choices ?? PERSONS)] : null,
      supporters: null,
      prepared: vote ?? null,
      runOffOf: runOffOf ?? null,
      acknowledged: true,
    }
  }

  #id(prefix: string): string {
    return `${prefix}${++this.#ids}`
  }

  #happens(probability: number): boolean {
    return this.#world.chance.happens(probability)
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return this.#world.chance.pick(list)
  }
}
