import { expect } from 'vitest'
import { loadFlags } from '../../config/load.ts'
import { decide } from '../../controller/core/decide.ts'
import type { Flag } from '../../controller/core/evidence/watch.ts'
import { evolve } from '../../controller/core/evolve.ts'
import { violated, violatedDeep } from '../../controller/core/invariants.ts'
import type { ChamberState } from '../../controller/core/state.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { ConsoleKey } from '../../controller/protocol/device-messages.ts'
import { toDraft } from '../../controller/protocol/event-versions.ts'
import type { FlagPolicy } from '../../controller/protocol/flags.ts'
import type { RecordedEvent } from '../../controller/protocol/recorded.ts'
import type { Refusal } from '../../controller/protocol/refusals.ts'
import { DESK, openBallot, scheduledHouse, START } from './given.ts'
import { cardOf, type House } from './house.ts'

/** The flags the product ships with. */
export const FLAGS: FlagPolicy = await loadFlags()

/** A house in session with a clock of its own, in which cards are shown and keys pressed. */
export class WatchedHall {
  state: ChamberState
  /** Milliseconds since it was opened. */
  at = 0
  /** As the record would keep them, from the opening of the sitting on. */
  readonly recorded: RecordedEvent[] = []
  #presses = 0

  constructor(house: House) {
    const policy = { flags: FLAGS, ...house.policy }
    this.state = scheduledHouse({ ...house, policy }).state
    this.give({ type: 'OpenSitting' })
  }

  /** The code of the refusal; null where it was accepted. */
  give(command: Command, by: Actor = DESK): Refusal | null {
    const at = START + this.at
    const decision = decide(this.state, command, by, at)
    if (!decision.ok) return decision.code
    for (const event of decision.events) {
      const happened = { ...event, seq: this.state.seq + 1, at, cause: { by, command: 'c' } }
      this.state = evolve(this.state, happened)
      this.recorded.push({ ...toDraft(event, at, happened.cause), seq: happened.seq, hash: '' })
      expect(violated(this.state, happened)).toBeNull()
    }
    return decision.but?.code ?? null
  }

  card(n: number, seat: number, inserted = true): Refusal | null {
    const command = { type: 'PresentCard', console: `c${seat}`, card: cardOf(n), inserted } as const
    return this.give(command, this.#console(seat))
  }

  /** `bridgeAfter`: what the bridge's clock says it was, since the opening. */
  press(seat: number, key: ConsoleKey, bridgeAfter?: number): Refusal | null {
    const ballot = this.state.ballot?.id ?? null
    const bridgeAt = bridgeAfter === undefined ? {} : { bridgeAt: START + bridgeAfter }
    const by = { ...this.#console(seat), ...bridgeAt }
    return this.give({ type: 'PressKey', console: `c${seat}`, key, ballot }, by)
  }

  /** Members 1 … n at their own seats, by card. */
  seat(n: number): this {
    for (let i = 1; i <= n; i++) this.card(i, i)
    return this
  }

  open(ballot = 'b1'): this {
    expect(this.give(openBallot(ballot))).toBeNull()
    return this
  }

  get flags(): readonly Flag[] {
    expect(violatedDeep(this.state)).toBeNull()
    return this.state.watch.flags
  }

  get codes(): string[] {
    return this.flags.map(({ code }) => code)
  }

  isLocked(member: string): boolean {
    return this.state.watch.locks.has(member)
  }

  #console(seat: number): Extract<Actor, { kind: 'console' }> {
    const pressId = `boot.${++this.#presses}`
    return { kind: 'console', console: `c${seat}`, pressId, deviceAt: START + this.at }
  }
}
