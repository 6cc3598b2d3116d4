import type { Outcome } from '../../controller/engine/ports.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { Happened } from '../../controller/protocol/event-versions.ts'
import type { BallotId, ConsoleId, MemberId, PressId } from '../../controller/protocol/ids.ts'
import type { Truth } from './truth.ts'
import type { World } from './world.ts'

/** A key that went down, or a card that moved. */
export interface Pressed {
  /** Higher than that of whatever was pressed before it, anywhere. */
  order: number
  console: ConsoleId
  pressId: PressId
  /** Who sat there. */
  by: MemberId
  /** A key, or 'card in', 'card out'. */
  key: string
  /** The vote that was shown. */
  ballot: BallotId | null
}

/** What a member did on a page of their own. */
export interface GivenCommand {
  order: number
  id: string
  by: MemberId
  command: Command
}

interface Fate {
  press: Pressed
  acknowledged: boolean
  /** The codes it was answered with; 'ok' where it was accepted. */
  answers: Set<string>
  /** The last event it led to; 0 for none. */
  seq: number
}

/** The newest thing a member did that may count in a vote. */
interface Newest {
  order: number
  choice: string
  what: string
}

/** What people did, and what became of it: nothing counts that was not pressed, or not the last. */
export class Presses {
  readonly #world: World
  readonly #truth: Truth
  readonly #fates = new Map<string, Fate>()
  readonly #given = new Map<string, GivenCommand>()
  readonly #newest = new Map<BallotId, Map<MemberId, Newest>>()
  /** Who answered to the clerk, perhaps after a press that was on its way: the order is the clerk's. */
  readonly #answered = new Set<string>()
  #order = 0

  constructor(world: World, truth: Truth) {
    this.#world = world
    this.#truth = truth
  }

  pressed(press: Omit<Pressed, 'order'>): void {
    const { console, pressId, by, key, ballot } = press
    this.#world.note(`${by} at ${console}: ${key} ${ballot ?? ''} ${pressId}`)
    const fate = { press: { ...press, order: ++this.#order }, acknowledged: false, seq: 0 }
    this.#fates.set(`${console} ${pressId}`, { ...fate, answers: new Set() })
  }

  given(given: Omit<GivenCommand, 'order'>): void {
    this.#world.note(`${given.by} ${given.id} gives ${given.command.type}`)
    this.#given.set(given.id, { ...given, order: ++this.#order })
  }

  acknowledged(console: ConsoleId, pressId: PressId): void {
    const fate = this.#fates.get(`${console} ${pressId}`)
    if (fate) fate.acknowledged = true
  }

  withheld(console: ConsoleId, pressId: PressId): void {
    this.#world.note(`${console} ${pressId} is withheld`)
    this.#fates.get(`${console} ${pressId}`)?.answers.add('withheld')
  }

  answered(by: Actor, commandId: string, outcome: Outcome): void {
    const code = outcome.ok ? 'ok' : outcome.code
    if (by.kind !== 'console') return
    const fate = this.#fates.get(`${by.console} ${by.pressId}`)
    this.#world.note(`${by.console} ${commandId} is answered ${code}`)
    if (fate === undefined) return this.#ghost(by.console, by.pressId)
    // Of a secret vote nothing tells a repeat after a restart from the press: it is put in again.
    const secret = this.#truth.ballots.get(fate.press.ballot ?? '')?.rule.method === 'secret'
    if (code === 'ok' && fate.answers.has('ok') && !secret) this.#twice(fate.press)
    fate.answers.add(code)
    const { press } = fate
    if (code === 'same-choice') this.#mayCount(press.by, press)
  }

  /** An event is in the record: somebody must have pressed for it, once. */
  recorded(event: Happened): void {
    const { by, command } = event.cause
    if (by.kind === 'console') {
      const fate = this.#fates.get(`${by.console} ${by.pressId}`)
      if (fate === undefined) return this.#ghost(by.console, by.pressId)
      // What one press leads to stands together.
      if (fate.seq !== 0 && fate.seq !== event.seq - 1) this.#twice(fate.press)
      fate.seq = event.seq
      if (event.type === 'VoteCast') this.#voted(event.data, fate.press)
      if (event.type === 'CastingVoteGiven') this.#settled(event.data, fate.press)
      if (event.type === 'PresenceDeclared' && event.data.member !== fate.press.by)
        this.#world.fail(`${fate.press.by} declared ${event.data.member} present`, fate.press.by)
    } else if (event.type === 'VoteCast') this.#votedOnPage(event.data, command)
    if (event.type === 'BallotClosed') this.#closed(event.data.ballot)
  }

  /** Who sat at the console and pressed; null for what came from elsewhere. */
  personOf(by: Actor): MemberId | null {
    if (by.kind !== 'console') return null
    return this.#fates.get(`${by.console} ${by.pressId}`)?.press.by ?? null
  }

  /** Presses a console was told are delivered, of which nobody ever heard. */
  lost(): Pressed[] {
    return [...this.#fates.values()]
      .filter(({ acknowledged, answers, seq }) => acknowledged && answers.size === 0 && seq === 0)
      .map(({ press }) => press)
  }

  #voted(
    { ballot, member, choice }: Extract<Happened, { type: 'VoteCast' }>['data'],
    press: Pressed,
  ): void {
    const pressed = this.#choiceOf(press)
    if (press.by !== member || press.ballot !== ballot || pressed !== choice)
      this.#world.fail(
        `the record has ${choice} of ${member} in ${ballot}; ${press.by} pressed ${pressed} in ${press.ballot}`,
        member,
        press.by,
      )
    this.#mayCount(member, press)
  }

  #votedOnPage(
    { ballot, member, choice }: Extract<Happened, { type: 'VoteCast' }>['data'],
    id: string,
  ): void {
    const given = this.#given.get(id)
    if (given === undefined || !isVoteOf(given, { ballot, member, choice }))
      return this.#world.fail(`nobody gave ${choice} of ${member} in ${ballot}`, member, ballot)
    if (given.command.type === 'AnswerCall') this.#answered.add(`${ballot} ${member}`)
    this.#note(ballot, member, { order: given.order, choice, what: id })
  }

  /** The chair's own key, in the vote that it showed. */
  #settled(
    { ballot, choice }: Extract<Happened, { type: 'CastingVoteGiven' }>['data'],
    press: Pressed,
  ): void {
    if (press.ballot !== ballot || this.#choiceOf(press) !== choice)
      this.#world.fail(`the chair pressed ${press.key} and gave ${choice}`, press.by)
  }

  #mayCount(member: MemberId, press: Pressed): void {
    const { ballot, order, pressId } = press
    const choice = this.#choiceOf(press)
    if (ballot !== null && choice !== null)
      this.#note(ballot, member, { order, choice, what: pressId })
  }

  #note(ballot: BallotId, member: MemberId, newest: Newest): void {
    const ofBallot = this.#newest.get(ballot) ?? new Map<MemberId, Newest>()
    this.#newest.set(ballot, ofBallot)
    if ((ofBallot.get(member)?.order ?? 0) < newest.order) ofBallot.set(member, newest)
  }

  /** The last choice of each member counts; answers of the same batch still come after its events. */
  #closed(id: BallotId): void {
    this.#world.queue.after(0, () => {
      const ballot = this.#truth.ballots.get(id)
      if (ballot?.rule.revision !== 'last-counts') return
      for (const [member, { choice, what }] of this.#newest.get(id) ?? [])
        if (!this.#answered.has(`${id} ${member}`) && ballot.votes.get(member) !== choice)
          this.#world.fail(
            `in ${id} counts ${ballot.votes.get(member)} of ${member}, whose last was ${choice} (${what})`,
            member,
          )
    })
  }

  #choiceOf({ key, ballot }: Pressed): string | null {
    const rule = this.#truth.ballots.get(ballot ?? '')?.rule
    return rule?.choices[Number(key.slice('choice-'.length)) - 1]?.id ?? null
  }

  #ghost(console: ConsoleId, pressId: PressId): void {
    this.#world.fail(`nobody ever pressed ${pressId} at ${console}`, console)
  }

  #twice({ console, pressId }: Pressed): void {
    this.#world.fail(`press ${pressId} of ${console} was decided twice`, console)
  }
}

/** By the member, or by the clerk to whom the member has answered. */
function isVoteOf(
  { by, command }: GivenCommand,
  vote: { ballot: BallotId; member: MemberId; choice: string },
): boolean {
  const own = command.type === 'CastVote' && by === vote.member
  if (!own && command.type !== 'AnswerCall') return false
  const { ballot, member, choice } = command
  return ballot === vote.ballot && member === vote.member && choice === vote.choice
}
