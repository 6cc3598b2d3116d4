import { shownVote } from '../simulated/shown-vote.ts'
import { Compile } from 'typebox/compile'
import {
  ConsoleDesired,
  type ConsoleEvent,
  type ConsoleKey,
  type ConsoleReported,
} from '../../controller/protocol/device-messages.ts'
import type { BallotId, ConsoleId, MemberId } from '../../controller/protocol/ids.ts'
import { topicOf, type TopicLeaf } from '../../controller/protocol/topics.ts'
import type { Device, Session } from './broker.ts'
import type { Checker } from './checker.ts'
import type { Envelopes } from './envelopes.ts'
import type { HallConsole, Lamps } from './hall-console.ts'
import type { Network } from './network.ts'
import type { World } from './world.ts'

/** docs/mqtt.md §1: reports once for what changes in this time, reconnects after this long. */
const REPORT_MS = 100
const RECONNECT_MS = [150, 350] as const
/** A press unacknowledged for this long: the console gives the connection up and takes a new one. */
const PATIENCE_MS = 5_000
/** What a small console has room for. */
const KEPT = 8

/** A press or card that the broker has not acknowledged. */
interface Kept {
  text: string
  isChoice: boolean
  /** The connection it was sent on last. */
  session: Session | null
}

const isDesired = Compile(ConsoleDesired)
const ONLINE = JSON.stringify({ online: true })

export interface NetConsoleParts {
  world: World
  network: Network
  checker: Checker
  envelopes: Envelopes
}

/**
 * A console with a network of its own, as docs/mqtt.md asks one to be. A hasty one does not wait with
 * a second choice until the first is acknowledged, so that the network may bring them in any order.
 */
export class NetConsole implements HallConsole, Device {
  readonly kind = 'console'
  readonly id: ConsoleId
  readonly consoles: readonly ConsoleId[]
  onShown: () => void = () => undefined
  readonly #parts: NetConsoleParts
  readonly #hasty: boolean
  /** In the order they were pressed. */
  readonly #unacknowledged = new Map<string, Kept>()
  #session: Session | null = null
  #shown: ConsoleDesired | null = null
  #dead = true
  #boots = 0
  #presses = 0
  #reporting = false

  constructor(id: ConsoleId, hasty: boolean, parts: NetConsoleParts) {
    this.id = id
    this.consoles = [id]
    this.#hasty = hasty
    this.#parts = parts
  }

  get lamps(): Lamps | null {
    if (this.#shown === null) return null
    const { microphone, talk, place, present, time } = this.#shown.aim
    const ballot = shownVote(this.#shown.aim)
    const lamps = { microphoneOpen: microphone === 'open', talk, place, present, ballot }
    return time === undefined ? lamps : { ...lamps, time }
  }

  get #boot(): string {
    return `${this.id}-boot${this.#boots}`.slice(-24)
  }

  press(key: ConsoleKey, by: MemberId): void {
    const ballot = this.#shown?.aim.ballot ?? null
    // A choice above those shown, or without a vote, does nothing.
    if (key.startsWith('choice-') && Number(key.slice(7)) > (ballot?.choices ?? 0)) return
    this.#say({ type: 'press', key, ballot: ballot?.id ?? null }, by)
  }

  card(card: string, inserted: boolean, by: MemberId): void {
    this.#say({ type: 'card', card, inserted }, by)
  }

  die(): void {
    this.#parts.world.note(`${this.id} dies`)
    this.#dead = true
    this.#unacknowledged.clear()
    this.#show(null)
    const session = this.#session
    this.#session = null
    session?.connection.doom()
  }

  boot(): void {
    this.#dead = false
    this.#boots += 1
    this.#presses = 0
    this.#parts.world.note(`${this.id} starts as ${this.#boot}`)
    this.#connect()
  }

  onDesired(_console: ConsoleId, text: string): void {
    if (this.#dead) return
    const desired: unknown = JSON.parse(text)
    if (!isDesired.Check(desired))
      return this.#parts.world.fail(`${this.id} was told what is not of the contract`, this.id)
    // Lower: an older message that arrives late. Equal: a repeat.
    if (desired.revision <= (this.#shown?.revision ?? -1)) return
    this.#show(desired)
    if (this.#reporting) return
    this.#reporting = true
    this.#parts.world.queue.after(REPORT_MS, () => this.#report())
  }

  onClosed(session: Session): void {
    if (this.#session !== session) return
    this.#session = null
    this.#parts.world.queue.after(this.#parts.world.chance.between(...RECONNECT_MS), () =>
      this.#connect(),
    )
  }

  #say(
    what:
      | { type: 'press'; key: ConsoleKey; ballot: BallotId | null }
      | { type: 'card'; card: string; inserted: boolean },
    by: MemberId,
  ): void {
    if (this.#dead || this.#unacknowledged.size >= KEPT) return
    const { world, checker } = this.#parts
    const pressId = `${this.#boot}.${++this.#presses}`
    const event = this.#sealed({ ...what, pressId, at: world.now() })
    const key = what.type === 'press' ? what.key : `card ${what.inserted ? 'in' : 'out'}`
    const ballot = what.type === 'press' ? what.ballot : null
    checker.pressed({ console: this.id, pressId, by, key, ballot })
    const isChoice = key.startsWith('choice-')
    this.#unacknowledged.set(pressId, { text: JSON.stringify(event), isChoice, session: null })
    this.#send()
    const session = this.#session
    world.queue.after(PATIENCE_MS, () => {
      if (this.#unacknowledged.has(pressId) && this.#session === session)
        session?.connection.break()
    })
  }

  /** A choice of a secret vote, as it may leave the console. */
  #sealed(event: ConsoleEvent): ConsoleEvent {
    const { id: ballot, seal } = this.#shown?.aim.ballot ?? {}
    if (event.type !== 'press' || !event.key.startsWith('choice-')) return event
    if (seal === undefined || ballot === undefined) return event
    const choice = Number(event.key.slice('choice-'.length))
    const vote = { ballot, seal, choice, from: `console:${this.id}` as const }
    const { pressId, at } = event
    return { type: 'sealed', pressId, at, ballot, sealed: this.#parts.envelopes.seal(vote) }
  }

  /** The oldest event, and the next one once it is acknowledged. */
  #send(): void {
    let mayFollow = true
    for (const [pressId, kept] of this.#unacknowledged) {
      if (!mayFollow) return
      mayFollow = this.#hasty && kept.isChoice
      if (kept.session !== this.#session) this.#publish(pressId, kept)
    }
  }

  #publish(pressId: string, kept: Kept): void {
    kept.session = this.#session
    kept.session?.publish(this.#topic('event'), kept.text, () => {
      if (!this.#unacknowledged.delete(pressId)) return
      this.#parts.checker.acknowledged(this.id, pressId)
      this.#send()
    })
  }

  #connect(): void {
    if (this.#dead || this.#session !== null) return
    const { world, network } = this.#parts
    this.#session = network.broker?.connect(this) ?? null
    if (this.#session === null) {
      world.queue.after(world.chance.between(...RECONNECT_MS), () => this.#connect())
      return
    }
    this.#session.publish(this.#topic('online'), ONLINE)
    if (this.#shown !== null) this.#report()
    this.#send()
  }

  #report(): void {
    this.#reporting = false
    if (this.#shown === null) return
    const reported: ConsoleReported = {
      revision: this.#shown.revision,
      microphone: this.#shown.aim.microphone,
      firmware: 'simulated',
      problem: null,
    }
    this.#session?.publish(this.#topic('reported'), JSON.stringify(reported))
  }

  #show(desired: ConsoleDesired | null): void {
    this.#shown = desired
    this.#parts.checker.shown(this.id, this.lamps)
    this.onShown()
  }

  #topic(leaf: TopicLeaf): string {
    return topicOf('console', this.id, leaf)
  }
}
