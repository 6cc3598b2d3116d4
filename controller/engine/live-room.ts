import type { Live } from '../core/live.ts'
import type { CardNumber, RecordedCard } from '../protocol/card.ts'
import type { Command, FaultSource } from '../protocol/commands.ts'
import type {
  BridgeReported,
  ConsoleEvent,
  ConsoleKey,
  ConsoleReported,
} from '../protocol/device-messages.ts'
import type { ConsoleId, DeviceId, Instant, MemberId, UserId } from '../protocol/ids.ts'
import type { ChamberEngine } from './engine.ts'
import { presentSecretBallot } from '../core/secret/standing.ts'
import { FaultWatch } from './fault-watch.ts'
import { noSecretVotes } from './ports.ts'
import type {
  Clock,
  DeviceHandlers,
  LivePort,
  Outcome,
  RecordHead,
  Scheduler,
  SecretVotesPort,
} from './ports.ts'
import { PressTimes } from './press-times.ts'

/**
 * What a key takes from the finger to here at most: two rounds of the longest line (20 ms each) and
 * the way through the bridge and the broker. A console's own clock is evidence and moves nothing.
 */
const LINE_DELAY_MS = 50

export interface LiveRoomParts {
  engine: Pick<ChamberEngine, 'state' | 'submit' | 'onRecordHealth'>
  clock: Clock
  scheduler: Scheduler
  secretVotes?: Pick<SecretVotesPort, 'cast' | 'castPlain'>
  /** What stands for a card in the record, by the number its reader reports. */
  cardMark: (number: CardNumber) => RecordedCard
  /** The consoles on a bridge's cables: they cannot be reached without it. */
  consolesOf: (bridge: DeviceId) => readonly ConsoleId[]
}

/** What is known of the outside world now, and what devices say turned into commands. */
export class LiveRoom implements DeviceHandlers, LivePort {
  readonly #parts: LiveRoomParts
  readonly #faults: FaultWatch
  readonly #pressTimes = new PressTimes()
  readonly #listeners = new Set<(live: Live) => void>()
  readonly #consoles = new Map<ConsoleId, NonNullable<ReturnType<Live['consoles']['get']>>>()
  readonly #bridges = new Map<DeviceId, NonNullable<ReturnType<Live['bridges']['get']>>>()
  readonly #displays = new Connections<DeviceId>()
  readonly #members = new Connections<MemberId>()
  readonly #desks = new Connections<UserId>()
  #live: Live = {
    consoles: this.#consoles,
    bridges: this.#bridges,
    displays: new Set(),
    desks: new Set(),
    connected: new Set(),
    heard: new Set(),
    media: { up: false, hallSound: false, hallPicture: false, sessions: 0 },
    record: { seq: 0, hash: '', healthy: true },
    checkpoint: null,
    pressToLampMs: null,
  }
  #stop: () => void = () => undefined

  constructor(parts: LiveRoomParts) {
    this.#parts = parts
    this.#faults = new FaultWatch(parts)
  }

  /** A new object after every change; the maps of consoles and bridges in it are always the same. */
  get live(): Live {
    return this.#live
  }

  start(): void {
    this.#faults.start()
    this.#stop = this.#parts.engine.onRecordHealth(({ healthy, head }) =>
      this.#change({ record: { ...head, healthy } }),
    )
  }

  stop(): void {
    this.#faults.stop()
    this.#stop()
  }

  /** Called after every change of `live`. */
  onChanged(listener: (live: Live) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async onConsoleEvent(id: ConsoleId, event: ConsoleEvent): Promise<void> {
    const { clock } = this.#parts
    const receivedAt = clock.now()
    const outcome = await this.#decided(id, event, receivedAt - LINE_DELAY_MS)
    if (!outcome.ok) return
    // What was committed has been told to the devices before its command was answered.
    this.#pressTimes.add(clock.now() - receivedAt)
    const { median } = this.#pressTimes
    if (median !== this.#live.pressToLampMs) this.#change({ pressToLampMs: median })
  }

  onConsoleReported(id: ConsoleId, reported: ConsoleReported): void {
    this.#consoles.set(id, { online: this.#consoles.get(id)?.online ?? false, reported })
    this.#change({})
  }

  onConsoleOnline(id: ConsoleId, online: boolean): void {
    this.#consoles.set(id, { online, reported: this.#consoles.get(id)?.reported ?? null })
    if (this.#parts.engine.state.index.consoles.has(id))
      this.#watch(!online, 'console-silent', { kind: 'console', id }, 'It is no longer reachable.')
    this.#change({})
  }

  onBridgeReported(id: DeviceId, reported: BridgeReported): void {
    this.#bridges.set(id, { online: this.#bridges.get(id)?.online ?? false, reported })
    for (const line of reported.lines)
      this.#watch(
        line.state === 'down',
        'line-down',
        { kind: 'line', id: line.id },
        `Bridge ${id} cannot reach the line: see cable, adapter and power.`,
      )
    this.#change({})
  }

  onBridgeOnline(id: DeviceId, online: boolean): void {
    this.#bridges.set(id, { online, reported: this.#bridges.get(id)?.reported ?? null })
    this.#watch(!online, 'bridge-lost', { kind: 'bridge', id }, 'Its process or network is gone.')
    // One fault says it for all of them; a bridge that is back tells of each console itself.
    if (!online)
      for (const console of this.#parts.consolesOf(id))
        this.#consoles.set(console, {
          online: false,
          reported: this.#consoles.get(console)?.reported ?? null,
        })
    this.#change({})
  }

  onBrokerOnline(online: boolean): void {
    const source = { kind: 'broker', id: 'broker' } as const
    this.#watch(!online, 'broker-lost', source, 'No device can be reached until it answers.')
  }

  /** Stays open until the desk resolves it: nobody can say that a client will behave from now on. */
  onMisbehaviour(report: { client: string; topic: string; code: string; detail: string }): void {
    const { client, topic, detail } = report
    const known = this.#parts.engine.state.index.consoles.has(client)
    this.#faults.raise({
      code: FAULT_CODE.test(report.code) ? report.code : 'topic-refused',
      source: { kind: known ? 'console' : 'broker', id: client.slice(0, 80) || 'unknown' },
      detail: `${topic}: ${detail}`.toWellFormed(),
    })
  }

  /** A hall display connected or went away; several screens of one display count once. */
  displayConnected(display: DeviceId, connected: boolean): void {
    this.#change({ displays: this.#displays.with(display, connected) })
  }

  /** A remote member's page connected or went away; several pages of one member count once. */
  memberConnected(member: MemberId, connected: boolean): void {
    this.#change({ connected: this.#members.with(member, connected) })
  }

  /** A desk was opened or closed; several pages of one user count once. */
  deskConnected(user: UserId, connected: boolean): void {
    this.#change({ desks: this.#desks.with(user, connected) })
  }

  /** A head of the chain was signed. */
  onCheckpoint({ seq, hash }: RecordHead): void {
    this.#change({ checkpoint: { seq, hash } })
  }

  /** As MediaHandlers.onStatus. */
  onMediaStatus(media: Live['media'], heard: ReadonlySet<MemberId>): void {
    this.#change({ media, heard })
  }

  /** A choice of a secret vote goes into the box and never to the core, sealed or not. */
  #decided(id: ConsoleId, event: ConsoleEvent, sentAt: Instant): Promise<Outcome> {
    const { engine, secretVotes = noSecretVotes } = this.#parts
    const { pressId, at: deviceAt } = event
    const press = { kind: 'console', console: id, pressId, deviceAt } as const
    if (event.type === 'sealed') return secretVotes.cast(press, event.ballot, event, sentAt)
    const { bridgeAt } = event
    const by = bridgeAt === undefined ? press : { ...press, bridgeAt }
    if (event.type === 'press' && presentSecretBallot(engine.state) !== null) {
      const choice = choiceOf(event.key)
      if (choice !== null) return secretVotes.castPlain(by, event.ballot, choice, sentAt)
    }
    return engine.submit(this.#commandOf(id, event), by, pressId, sentAt)
  }

  #commandOf(console: ConsoleId, event: Pressed): Command {
    switch (event.type) {
      case 'press': {
        const { key, ballot, releases } = event
        return { type: 'PressKey', console, key, ballot, ...(releases && { releases }) }
      }
      case 'release':
        return { type: 'ReleaseKey', console, key: event.key }
      case 'voice':
        return { type: 'HearVoice', console, on: event.on }
      case 'card': {
        const { card, inserted } = event
        return { type: 'PresentCard', console, card: this.#recordedCard(card), inserted }
      }
    }
  }

  /** A chamber recorded before cards had marks knows their numbers, until its sitting is closed. */
  #recordedCard(number: CardNumber): RecordedCard {
    const { memberOfCard } = this.#parts.engine.state.index
    const mark = this.#parts.cardMark(number)
    return !memberOfCard.has(mark) && memberOfCard.has(number) ? number : mark
  }

  #watch(broken: boolean, code: string, source: FaultSource, detail: string): void {
    if (broken) this.#faults.raise({ code, source, detail })
    else this.#faults.resolve(code, source)
  }

  #change(change: Partial<Live>): void {
    this.#live = { ...this.#live, ...change }
    for (const listener of this.#listeners) listener(this.#live)
  }
}

/** As RaiseFault's schema has it. */
const FAULT_CODE = /^[a-z][a-z0-9-]{0,39}$/

type Pressed = Exclude<ConsoleEvent, { type: 'sealed' }>

/** The number of the choice whose key it is; null where it is none. */
const choiceOf = (key: ConsoleKey): number | null =>
  key.startsWith('choice-') ? Number(key.slice('choice-'.length)) : null

/** Counts the open pages of each one. */
class Connections<Id> {
  readonly #pages = new Map<Id, number>()

  /** Who is connected once this page came or went. */
  with(id: Id, connected: boolean): ReadonlySet<Id> {
    const pages = (this.#pages.get(id) ?? 0) + (connected ? 1 : -1)
    if (pages > 0) this.#pages.set(id, pages)
    else this.#pages.delete(id)
    return new Set(this.#pages.keys())
  }
}
