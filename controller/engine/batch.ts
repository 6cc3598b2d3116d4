import { mayCommand } from '../core/authority.ts'
import { decide, type Decision } from '../core/decide.ts'
import { refuse, type Refused } from '../core/decision.ts'
import { evolve } from '../core/evolve.ts'
import { violated } from '../core/invariants.ts'
import type { PersistentMap } from '../core/persistent-map.ts'
import { wasSeen, withPress, type PressWindows } from '../core/press-window.ts'
import type { ChamberState } from '../core/state.ts'
import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import { toDraft, type Happened } from '../protocol/event-versions.ts'
import type { ConsoleId, Instant } from '../protocol/ids.ts'
import type { EventDraft, Outcome } from './ports.ts'

/** A command waiting for its turn. */
export interface Waiting {
  command: Command
  by: Actor
  commandId: string
  /** When it was sent, as far as that is vouched for; undefined: when it is decided. */
  sentAt: Instant | undefined
  answer: (outcome: Outcome) => void
}

/**
 * Presses that were refused. They left no event, so the state cannot know them; without this, a
 * repeat that comes a moment later could mean something else than the press did. Forgotten with the
 * process: a repeat after a crash is then decided as if it were the first.
 */
export type RefusedPresses = PersistentMap<ConsoleId, PressWindows>

/** What a batch of commands leads to, nothing of it durable yet. */
export interface Batch {
  /** The state once the events are in the record. */
  state: ChamberState
  events: Happened[]
  refused: RefusedPresses
  /** One for each command, in order. */
  outcomes: Outcome[]
  /** Sentences about decisions that would have broken an invariant. */
  broken: string[]
}

/** Decides commands one after the other, each on what those before it led to. */
export function decideBatch(
  durable: ChamberState,
  commands: readonly Waiting[],
  at: Instant,
  refused: RefusedPresses,
): Batch {
  const batch: Batch = { state: durable, events: [], refused, outcomes: [], broken: [] }
  for (const waiting of commands) batch.outcomes.push(decideOne(batch, waiting, at))
  return batch
}

function decideOne(batch: Batch, waiting: Waiting, at: Instant): Outcome {
  const { by } = waiting
  if (by.kind === 'console' && wasSeen(batch.refused.get(by.console), by.pressId))
    return refuse('repeated-press', 'This press was already refused.')
  const decision = decideSafely(batch.state, waiting, at)
  if (!decision.ok) {
    if (by.kind === 'console')
      batch.refused = batch.refused.set(
        by.console,
        withPress(batch.refused.get(by.console), by.pressId),
      )
    if (decision.code === 'invariant-broken')
      batch.broken.push(`${waiting.command.type} was refused: ${decision.detail}`)
    return decision
  }
  batch.state = decision.state
  batch.events.push(...decision.events)
  return decision.but ?? { ok: true, seq: batch.state.seq }
}

type Folded = { ok: true; state: ChamberState; events: Happened[]; but?: Refused } | Refused

/** Decides and folds one command. Whatever is wrong in the core costs this command, never the sitting. */
function decideSafely(durable: ChamberState, waiting: Waiting, at: Instant): Folded {
  try {
    const decision = allowed(durable, waiting, at)
    if (!decision.ok) return decision
    const cause = { by: waiting.by, command: waiting.commandId }
    const events: Happened[] = []
    let state = durable
    for (const event of decision.events) {
      const next: Happened = { ...event, seq: state.seq + 1, at, cause }
      state = evolve(state, next)
      const wrong = violated(state, next)
      if (wrong !== null) return refuse('invariant-broken', `Nothing was changed: ${wrong}.`)
      events.push(next)
    }
    return { ok: true, state, events, ...(decision.but && { but: decision.but }) }
  } catch (error) {
    return refuse('invariant-broken', `Nothing was changed: ${sentenceOf(error)}`)
  }
}

const allowed = (state: ChamberState, { command, by, sentAt }: Waiting, at: Instant): Decision =>
  mayCommand(by, command, state)
    ? decide(state, command, by, at, Math.min(sentAt ?? at, at))
    : refuse('not-allowed', `A ${by.kind} may not ${command.type}.`)

/** What is written for the events of a batch. */
export const draftsOf = (batch: Batch): EventDraft[] =>
  batch.events.map((event) => toDraft(event, event.at, event.cause))

export const sentenceOf = (error: unknown) =>
  error instanceof Error ? error.message : String(error)
