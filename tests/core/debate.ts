import { expect } from 'vitest'
import { decide } from '../../controller/core/decide.ts'
import { evolve } from '../../controller/core/evolve.ts'
import { violated, violatedDeep } from '../../controller/core/invariants.ts'
import type { ChamberState } from '../../controller/core/state.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { ConsoleKey, HeldKey } from '../../controller/protocol/device-messages.ts'
import type { Happened } from '../../controller/protocol/event-versions.ts'
import type { ChamberEvent } from '../../controller/protocol/events.ts'
import type { RequestKind } from '../../controller/protocol/floor-commands.ts'
import type { Refusal } from '../../controller/protocol/refusals.ts'
import { DESK, START, SYSTEM, type Scene } from './given.ts'
import { CHAIR } from './house.ts'

/** A scene with a clock of its own that stands still until it is told to go on. */
export class Debate {
  state: ChamberState
  now: number
  readonly events: Happened[] = []
  #presses = 0

  constructor(scene: Scene) {
    this.state = scene.state
    this.now = START + 1_000_000
  }

  wait(ms: number): this {
    this.now += ms
    return this
  }

  /** What came of it: the types of the events, or the code of the refusal. */
  do(command: Command, by: Actor = DESK): string[] | Refusal {
    const decision = decide(this.state, command, by, this.now)
    if (!decision.ok) return decision.code
    for (const event of decision.events) this.#fold(event, by)
    expect(violatedDeep(this.state)).toBeNull()
    return decision.events.map(({ type }) => type)
  }

  press(n: number, key: ConsoleKey = 'talk', releases?: true) {
    const console = this.#console(n)
    const command = { type: 'PressKey', console, key, ballot: null } as const
    return this.do(releases ? { ...command, releases } : command, this.#by(console))
  }

  release(n: number, key: HeldKey = 'talk') {
    const console = this.#console(n)
    return this.do({ type: 'ReleaseKey', console, key }, this.#by(console))
  }

  voice(n: number, on: boolean) {
    const console = this.#console(n)
    return this.do({ type: 'HearVoice', console, on }, this.#by(console))
  }

  ask = (member: string, kind: RequestKind = 'speak') =>
    this.do({ type: 'RequestFloor', member, kind })
  grant = (member: string) => this.do({ type: 'GrantFloor', member })
  end = (member: string) => this.do({ type: 'RevokeFloor', member })
  callTime = (member: string) => this.do({ type: 'CallTime', member }, SYSTEM)
  warn = (member: string) => this.do({ type: 'WarnSpeaker', member }, SYSTEM)

  get queue(): string[] {
    return this.state.floor.queue.map(({ member }) => member)
  }

  get speaking(): string[] {
    return this.state.floor.speakers.map(({ member }) => member)
  }

  /** Seat 0 is the chair's. */
  #console = (n: number) => (n === 0 ? CHAIR.console : `c${n}`)

  #by(console: string): Actor {
    this.#presses++
    return { kind: 'console', console, pressId: `boot.${this.#presses}`, deviceAt: START }
  }

  #fold(event: ChamberEvent, by: Actor): void {
    const cause = { by, command: 'debate' }
    const happened: Happened = { ...event, seq: this.state.seq + 1, at: this.now, cause }
    this.state = evolve(this.state, happened)
    expect(violated(this.state, happened)).toBeNull()
    this.events.push(happened)
  }
}
