import { initialState, type ChamberState } from '../core/state.ts'
import { evolve } from '../core/evolve.ts'
import { PersistentMap } from '../core/persistent-map.ts'
import { refuse } from '../core/decision.ts'
import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import { toEvent } from '../protocol/event-versions.ts'
import type { Instant } from '../protocol/ids.ts'
import type { Refusal } from '../protocol/refusals.ts'
import {
  decideBatch,
  draftsOf,
  sentenceOf,
  type Batch,
  type RefusedPresses,
  type Waiting,
} from './batch.ts'
import { RecordError } from './ports.ts'
import type {
  Clock,
  Committed,
  Engine,
  Outcome,
  RecordedEvent,
  RecordHead,
  RecordPort,
} from './ports.ts'

/**
 * Every console of the largest chamber (1,200) with four presses on the way, and as much again from
 * screens. What does not fit is refused with 'busy', at once.
 */
const INBOX_LIMIT = 8192

/**
 * What waits behind one fsync is decided in one go: 1,024 commands take some milliseconds, about as
 * long as the fsync itself, so that the loop is never held longer than that.
 */
const BATCH_LIMIT = 1024

export interface RecordHealth {
  healthy: boolean
  head: RecordHead
  /** A sentence; null while healthy. */
  problem: string | null
}

export interface EngineParts {
  record: RecordPort
  clock: Clock
}

/** `unwritable`: it is what was handed in, not the disk, and nothing of it was written. */
type Written = { ok: true; batch: Batch } | { ok: false; problem: string; unwritable: boolean }

const isUnwritable = (error: unknown) =>
  error instanceof RecordError &&
  (error.code === 'not-canonical' ||
    error.code === 'event-too-large' ||
    error.code === 'batch-too-large')

/** A command that changed nothing, and why. */
export interface RefusedCommand {
  command: Command
  by: Actor
  at: Instant
  code: Refusal
}

/** The single writer: commands in, durable events out, many commands in one append. */
export class ChamberEngine implements Engine {
  readonly #record: RecordPort
  readonly #clock: Clock
  readonly #inbox: Waiting[] = []
  readonly #committed = new Set<(committed: Committed) => void>()
  readonly #refusedOnes = new Set<(refused: RefusedCommand) => void>()
  readonly #healthChanged = new Set<(health: RecordHealth) => void>()
  #state: ChamberState = initialState
  #refused: RefusedPresses = PersistentMap.empty()
  #health: RecordHealth = { healthy: true, head: { seq: 0, hash: '' }, problem: null }
  #running = false
  #draining: Promise<void> | null = null

  constructor(parts: EngineParts) {
    this.#record = parts.record
    this.#clock = parts.clock
  }

  /** What all durable events fold to. */
  get state(): ChamberState {
    return this.#state
  }

  get recordHealth(): RecordHealth {
    return this.#health
  }

  /**
   * Opens the record and folds it; rejects with the record's error where it does not hold. What is
   * derived from the events beside the state is given them by `onEvents`, in this one reading.
   */
  async start(onEvents: (events: readonly RecordedEvent[]) => void = () => {}): Promise<void> {
    await this.#record.start()
    const head = await this.#record.read((events) => {
      this.#state = events.reduce((state, event) => evolve(state, toEvent(event)), this.#state)
      onEvents(events)
    })
    this.#health = { healthy: true, head, problem: null }
    this.#running = true
  }

  submit(command: Command, by: Actor, commandId: string, sentAt?: Instant): Promise<Outcome> {
    if (!this.#running)
      return Promise.resolve(refuse('busy', 'The controller is stopping or has not started.'))
    if (this.#inbox.length >= INBOX_LIMIT)
      return Promise.resolve(refuse('busy', `${INBOX_LIMIT} commands wait: try again in a moment.`))
    return new Promise((answer) => {
      this.#inbox.push({ command, by, commandId, sentAt, answer })
      this.#draining ??= this.#drain()
    })
  }

  /** Called after every durable batch, in order; must not throw and must return at once. */
  onCommitted(listener: (committed: Committed) => void): () => void {
    this.#committed.add(listener)
    return () => this.#committed.delete(listener)
  }

  /** Called for every command that was decided and refused; must not throw and must return at once. */
  onRefused(listener: (refused: RefusedCommand) => void): () => void {
    this.#refusedOnes.add(listener)
    return () => this.#refusedOnes.delete(listener)
  }

  /** Called at once with the present health, and at every change of it or of the head. */
  onRecordHealth(listener: (health: RecordHealth) => void): () => void {
    this.#healthChanged.add(listener)
    listener(this.#health)
    return () => this.#healthChanged.delete(listener)
  }

  /** Refuses what comes after, decides and writes what came before, closes the record. */
  async stop(): Promise<void> {
    this.#running = false
    await this.#draining
    await this.#record.stop()
  }

  async #drain(): Promise<void> {
    // What arrives in the same turn of the loop goes into the same batch.
    await Promise.resolve()
    while (this.#inbox.length > 0) await this.#runBatch(this.#inbox.splice(0, BATCH_LIMIT))
    this.#draining = null
  }

  /**
   * Nothing is answered before it is durable, refusals included: they may rest on what a command
   * just before them led to, and that is not true until it is written.
   */
  async #runBatch(commands: readonly Waiting[]): Promise<void> {
    const written = await this.#decideAndWrite(commands)
    if (written.ok) return this.#answer(commands, written.batch)
    if (written.unwritable && commands.length > 1) {
      // One command that cannot be written must not cost the others theirs.
      const half = commands.length >> 1
      await this.#runBatch(commands.slice(0, half))
      return this.#runBatch(commands.slice(half))
    }
    const unavailable = refuse('record-unavailable', written.problem)
    for (const waiting of commands) this.#answerOne(waiting, unavailable)
  }

  #answer(commands: readonly Waiting[], batch: Batch): void {
    commands.forEach((waiting, at) => {
      const outcome = batch.outcomes[at]
      if (outcome !== undefined) this.#answerOne(waiting, outcome)
    })
    for (const sentence of batch.broken) this.#reportOwnFault('invariant-broken', sentence)
  }

  #answerOne({ command, by, answer }: Waiting, outcome: Outcome): void {
    answer(outcome)
    if (outcome.ok || this.#refusedOnes.size === 0) return
    const refused = { command, by, at: this.#clock.now(), code: outcome.code }
    for (const listener of this.#refusedOnes) listener(refused)
  }

  async #decideAndWrite(commands: readonly Waiting[]): Promise<Written> {
    try {
      if (!this.#health.healthy) this.#publish(await this.#missedEvents())
      const batch = decideBatch(this.#state, commands, this.#clock.now(), this.#refused)
      if (batch.events.length > 0) this.#publish(await this.#append(batch))
      this.#refused = batch.refused
      return { ok: true, batch }
    } catch (error) {
      const problem = `The record did not take it: ${sentenceOf(error)}`
      const unwritable = isUnwritable(error)
      if (!unwritable) this.#setHealth({ ...this.#health, healthy: false, problem })
      return { ok: false, problem, unwritable }
    }
  }

  async #append(batch: Batch): Promise<Committed & { head: RecordHead }> {
    const { events, head } = await this.#record.append(draftsOf(batch))
    if (events[0]?.seq !== this.#state.seq + 1 || head.seq !== batch.state.seq)
      throw new Error(`somebody else wrote to it: event ${this.#state.seq + 1} was not ours.`)
    return { state: batch.state, events, head }
  }

  /**
   * After a failed append nobody knows whether it reached the disk. Whatever did is true: it is
   * folded before anything new is decided.
   */
  async #missedEvents(): Promise<Committed & { head: RecordHead }> {
    const events: RecordedEvent[] = []
    const head = await this.#record.read((read) => events.push(...read), this.#state.seq + 1)
    const state = events.reduce((folded, event) => evolve(folded, toEvent(event)), this.#state)
    return { state, events, head }
  }

  #publish({ state, events, head }: Committed & { head: RecordHead }): void {
    this.#state = state
    this.#setHealth({ healthy: true, head, problem: null })
    if (events.length === 0) return
    for (const listener of this.#committed) {
      try {
        listener({ state, events })
      } catch (error) {
        this.#reportOwnFault('listener-failed', sentenceOf(error))
      }
    }
  }

  #setHealth(health: RecordHealth): void {
    this.#health = health
    for (const listener of this.#healthChanged) listener(health)
  }

  /** A fault of this software itself: the desk must see it, once for each kind until resolved. */
  #reportOwnFault(code: string, detail: string): void {
    const source = { kind: 'controller', id: 'engine' } as const
    void this.submit(
      { type: 'RaiseFault', fault: code, source, code, detail: detail.slice(0, 500) },
      { kind: 'system', part: 'engine' },
      code,
    )
  }
}
