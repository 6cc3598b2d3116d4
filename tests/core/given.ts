import { expect } from 'vitest'
import { decide } from '../../controller/core/decide.ts'
import { evolve } from '../../controller/core/evolve.ts'
import { violated, violatedDeep } from '../../controller/core/invariants.ts'
import type { Live } from '../../controller/core/live.ts'
import { initialState, type ChamberState } from '../../controller/core/state.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command, Place } from '../../controller/protocol/commands.ts'
import type { ChamberEvent, VoteEvidence } from '../../controller/protocol/events.ts'
import type { ConsoleKey } from '../../controller/protocol/device-messages.ts'
import type { MemberId } from '../../controller/protocol/ids.ts'
import type { Refusal } from '../../controller/protocol/refusals.ts'
import { houseOf, type House } from './house.ts'

export const DESK: Actor = { kind: 'desk', user: 'officer' }
export const SYSTEM: Actor = { kind: 'system', part: 'test' }

/** When the tests' clock stands still: the first event of a scene happens at START + 1. */
export const START = 1_700_000_000_000

/** One event after the other, a millisecond apart, brought about by `by`. */
export function fold(
  state: ChamberState,
  events: readonly ChamberEvent[],
  by: Actor = DESK,
): ChamberState {
  const folded = events.reduce((before, event) => {
    const seq = before.seq + 1
    const happened = { ...event, seq, at: START + seq, cause: { by, command: 'given' } }
    const after = evolve(before, happened)
    expect(violated(after, happened)).toBeNull()
    return after
  }, state)
  expect(violatedDeep(folded)).toBeNull()
  return folded
}

/** Given … when … then …: a scene is a state that grows by commands. */
export class Scene {
  readonly state: ChamberState

  constructor(state: ChamberState) {
    this.state = state
  }

  /** Facts, not to be decided any more. */
  and(...events: ChamberEvent[]): Scene {
    return new Scene(fold(this.state, events))
  }

  /** The command must be accepted; the scene goes on behind it. */
  after(command: Command, by: Actor = DESK): Scene {
    const decision = decide(this.state, command, by, this.#now)
    if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.code}`)
    return new Scene(fold(this.state, decision.events, by))
  }

  /** What the command leads to: the events, or the code of the refusal, with or without any. */
  when(command: Command, by: Actor = DESK): ChamberEvent[] | Refusal {
    const decision = decide(this.state, command, by, this.#now)
    if (!decision.ok) return decision.code
    if (decision.but !== undefined) return decision.but.code
    expect(decision.events.length).toBeGreaterThan(0)
    fold(this.state, decision.events, by)
    return decision.events
  }

  get #now(): number {
    return START + this.state.seq + 1
  }
}

export const given = (...events: ChamberEvent[]): Scene => new Scene(fold(initialState, events))

/** A house with a sitting scheduled, nobody in it. */
export const scheduledHouse = (house: House): Scene =>
  given(
    { type: 'ChamberConfigured', data: { chamber: houseOf(house) } },
    { type: 'SittingScheduled', data: { sitting: 'sitting-1', title, agenda } },
  )

/** The same with the sitting open and members m1 … mN signed in at their seats. */
export const openHouse = (house: House, present = house.members): Scene =>
  scheduledHouse(house).and(
    { type: 'SittingOpened', data: { sitting: 'sitting-1' } },
    ...Array.from({ length: present }, (_, at) => seated(`m${at + 1}`, `s${at + 1}`)),
  )

const title = { th: 'การประชุม', en: 'Sitting' }
const agenda = ['one', 'two'].map((id) => ({
  id,
  number: id,
  title: { th: id, en: id },
  level: 0,
}))

export const seated = (
  member: MemberId,
  seat: string,
  card: string | null = null,
): ChamberEvent => ({
  type: 'MemberSignedIn',
  data: { member, place: { kind: 'seat', seat }, card },
})

/** A vote's evidence of which nothing is known but the place. */
export const evidenceAt = (place: Place): VoteEvidence => ({
  place,
  console: null,
  line: null,
  card: null,
  credential: null,
  presentSince: null,
  pressId: null,
  deviceAt: null,
  bridgeAt: null,
  sentAt: null,
  called: false,
})

export const fromAfar = (member: MemberId): ChamberEvent => ({
  type: 'MemberSignedIn',
  data: { member, place: { kind: 'remote' }, card: null },
})

/** A key at console `c<n>` with its n-th press, and who it came from. */
export function press(
  console: string,
  counter: number,
  key: ConsoleKey,
  ballot: string | null = null,
): [Command, Actor] {
  const by = { kind: 'console', console, pressId: `boot.${counter}`, deviceAt: START } as const
  return [{ type: 'PressKey', console, key, ballot }, by]
}

export const motion = { th: 'ญัตติ', en: 'Motion' }

export const openBallot = (
  ballot = 'b1',
  rule = 'ordinary',
  durationMs = 0,
): Extract<Command, { type: 'OpenBallot' }> => ({
  type: 'OpenBallot',
  ballot,
  motion,
  rule,
  durationMs,
  choices: null,
  supporters: null,
  prepared: null,
  runOffOf: null,
})

/** What is known beside the record: nobody connected, everything well. */
export const live = (change: Partial<Live> = {}): Live => ({
  consoles: new Map(),
  bridges: new Map(),
  displays: new Set(),
  desks: new Set(),
  connected: new Set(),
  heard: new Set(),
  media: { up: true, hallSound: true, hallPicture: false, sessions: 1 },
  record: { seq: 1, hash: 'ab', healthy: true },
  checkpoint: null,
  pressToLampMs: null,
  ...change,
})
