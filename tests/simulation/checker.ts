import { isDeepStrictEqual } from 'node:util'
import { shownVote } from '../simulated/shown-vote.ts'
import type { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import { violatedDeep } from '../../controller/core/invariants.ts'
import type { ChamberState } from '../../controller/core/state.ts'
import type { Outcome } from '../../controller/engine/ports.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { ConsoleAim } from '../../controller/protocol/device-messages.ts'
import type { Happened } from '../../controller/protocol/event-versions.ts'
import type { BallotId, ConsoleId, MemberId } from '../../controller/protocol/ids.ts'
import type { Lamps } from './hall-console.ts'
import type { BoxShelf } from './boxes.ts'
import { Coverage } from './coverage.ts'
import type { Envelopes } from './envelopes.ts'
import { Presses, type GivenCommand, type Pressed } from './presses.ts'
import { SecretTruth } from './secret-truth.ts'
import { SEALED } from './true-ballots.ts'
import { Truth } from './truth.ts'
import type { World } from './world.ts'

/** Faults that production raises about itself: none may ever be seen. */
const OWN_FAULTS: ReadonlySet<string> = new Set(['invariant-broken', 'listener-failed'])
/** The whole state of a large room is looked through now and then only: it takes milliseconds. */
const LARGE_ROOM = 100
const LARGE_ROOM_BATCHES = 100

/** Watches everything that is written, told and shown, and says what must not be. */
export class Checker {
  readonly truth = new Truth()
  readonly presses: Presses
  readonly secrets: SecretTruth
  readonly coverage: Coverage
  votes = 0
  readonly #world: World
  readonly #disk: MemoryDisk
  readonly #told = new Map<ConsoleId, Set<string>>()
  #batches = 0

  constructor(world: World, disk: MemoryDisk, sealed: { shelf: BoxShelf; envelopes: Envelopes }) {
    this.#world = world
    this.#disk = disk
    this.presses = new Presses(world, this.truth)
    const { ballots } = this.truth
    this.secrets = new SecretTruth(world, ballots, sealed.shelf, sealed.envelopes)
    this.coverage = new Coverage(ballots)
  }

  /** After every durable batch, before anybody else hears of it, and after every start. */
  durable(state: ChamberState): void {
    const from = this.truth.seq
    const wrong = this.truth.absorb(this.#disk, (event) => this.#recorded(event))
    for (const body of this.#disk.bodies.slice(from)) this.secrets.leaves('the record', body)
    for (const sentence of wrong) this.#world.fail(sentence)
    if (state.seq !== this.truth.seq)
      this.#world.fail(`the engine is at event ${state.seq}, the record at ${this.truth.seq}`)
    this.#batches += 1
    if (state.index.members.size < LARGE_ROOM || this.#batches % LARGE_ROOM_BATCHES === 0)
      this.looksThrough(state)
  }

  looksThrough(state: ChamberState): void {
    const broken = violatedDeep(state)
    if (broken !== null) this.#world.fail(`the state does not hold: ${broken}`)
    for (const ballot of [...state.pastBallots, state.ballot]) {
      // What was counted stays, whatever is counted again, taken over or corrected later.
      const known = this.truth.ballots.get(ballot?.id ?? '')
      if (ballot === null || known === undefined) continue
      if (ballot.state !== known.state || !isDeepStrictEqual(ballot.result, known.result))
        this.#world.fail(`vote ${ballot.id} is not what the record says of it`, ballot.id)
    }
  }

  pressed(press: Omit<Pressed, 'order'>): void {
    this.#world.counts.presses += 1
    this.presses.pressed(press)
  }

  acknowledged(console: ConsoleId, pressId: string): void {
    this.presses.acknowledged(console, pressId)
  }

  /** A bridge does not send it: it may be of a secret vote that is over. */
  withheld(console: ConsoleId, pressId: string): void {
    this.presses.withheld(console, pressId)
  }

  /** A page gave a command. */
  given(command: Omit<GivenCommand, 'order'>): void {
    this.presses.given(command)
  }

  answered(by: Actor, commandId: string, outcome: Outcome): void {
    this.presses.answered(by, commandId, outcome)
  }

  /** A sealed vote was accepted: it is the newest of its member in the box. */
  sealed(by: Actor, ballot: BallotId, sealed: string): void {
    this.secrets.accepted(ballot, sealed, this.presses.personOf(by))
  }

  /** The controller tells a console what it should be. */
  told(console: ConsoleId, aim: ConsoleAim, revision: number): void {
    const { truth } = this
    const told = this.#told.get(console) ?? new Set()
    this.#told.set(
      console,
      told.add(signatureOf({ ...aim, ballot: shownVote(aim), microphoneOpen: isOpen(aim) })),
    )
    const wrong = (what: string) => this.#world.fail(`${console} is told ${what}`, console)
    if (aim.ballot !== null)
      this.secrets.leaves(`what ${console} is told`, JSON.stringify(aim.ballot))
    if (revision > truth.seq) return wrong(`of event ${revision}, which is not on the disk`)
    const member = truth.sitterAt(console, revision)
    if (isOpen(aim) && (member === null || !truth.microphoneOpen(member, revision)))
      wrong(`to open its microphone, and nobody there may speak`)
    const lit = member !== null && truth.shownPresent(member, revision)
    if (aim.present !== lit) wrong(`that somebody is present: ${aim.present}`)
    if (aim.ballot === null || aim.ballot.recorded === 0) return
    const ballot = truth.ballots.get(aim.ballot.id)
    const { recorded } = aim.ballot
    const choice = recorded === SEALED ? SEALED : ballot?.rule.choices[recorded - 1]?.id
    if (ballot?.choices.get(member ?? '')?.at(revision) !== choice)
      wrong(`that ${choice} is recorded for ${member} in ${aim.ballot.id}`)
  }

  /** A console's lamps changed. */
  shown(console: ConsoleId, lamps: Lamps | null): void {
    const signature = lamps === null ? 'dark' : signatureOf(lamps)
    this.#world.note(`${console} shows ${signature}`)
    if (lamps === null) return
    if (!this.#told.get(console)?.has(signature))
      this.#world.fail(`${console} shows ${signature}, which it was never told`, console)
    const { ballot } = lamps
    if (ballot === null || ballot.id === null || ballot.recorded === 0) return
    const { id, recorded } = ballot
    const rule = this.truth.ballots.get(id)?.rule
    const choice = rule?.method === 'secret' ? SEALED : (rule?.choices[recorded - 1]?.id ?? '')
    if (!this.truth.sittersAt(console).some((member) => this.truth.hasVote(id, member, choice)))
      this.#world.fail(`${console} shows ${choice} recorded, and it is not`, console, id)
  }

  /** A page shows this choice of this member as recorded. */
  shownOnPage(page: string, ballot: string, member: MemberId, choice: string): void {
    if (!this.truth.hasVote(ballot, member, choice))
      this.#world.fail(`${page} shows ${choice} recorded, and it is not`, member, ballot)
  }

  /** Exactly these remote members are made audible in the hall. */
  heard(members: ReadonlySet<MemberId>): void {
    for (const member of members)
      if (!this.truth.microphoneOpen(member))
        this.#world.fail(`${member} is heard without the floor`, member)
  }

  #recorded(event: Happened): void {
    this.#world.note(`+ ${event.seq} ${event.type} ${subjectOf(event)}`)
    this.presses.recorded(event)
    this.secrets.recorded(event)
    this.coverage.recorded(event)
    if (event.type === 'VoteCast' || event.type === 'SecretVoteCast') this.votes += 1
    if (event.type === 'FaultRaised' && OWN_FAULTS.has(event.data.code))
      this.#world.fail(`production found fault with itself: ${event.data.detail}`)
  }
}

const isOpen = ({ microphone }: ConsoleAim) => microphone === 'open'

/** All that lamps show, in one word. */
function signatureOf({ microphoneOpen, talk, place, present, ballot }: Lamps): string {
  const vote = ballot === null ? '-' : `${ballot.id}/${ballot.choices}/${ballot.recorded}`
  return `${microphoneOpen ? 'open' : 'closed'},${talk},${place},${present ? 'in' : 'out'},${vote}`
}

function subjectOf({ type, data, cause: { by } }: Happened): string {
  const of = 'member' in data ? data.member : 'fault' in data ? data.fault : ''
  const vote = 'ballot' in data ? ` ${data.ballot}` : ''
  const choice = type === 'VoteCast' ? ` ${data.choice}` : ''
  const from = by.kind === 'console' ? ` by ${by.console} ${by.pressId}` : ''
  return `${of}${vote}${choice}${from}`
}
