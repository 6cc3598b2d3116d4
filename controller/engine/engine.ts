import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import { initialState, type ChamberState } from '../core/state.ts'
import type { Clock, Committed, Engine, Outcome, RecordHead, RecordPort } from './ports.ts'

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

/** The single writer: commands in, durable events out. */
export class ChamberEngine implements Engine {
  readonly parts: EngineParts
  state: ChamberState = initialState

  constructor(parts: EngineParts) {
    this.parts = parts
  }

  /** Opens the record and folds it; rejects with the record's error where it does not hold. */
  start(): Promise<void> {
    throw new Error('not yet')
  }

  submit(_command: Command, _by: Actor, _commandId: string): Promise<Outcome> {
    throw new Error('not yet')
  }

  onCommitted(_listener: (committed: Committed) => void): () => void {
    throw new Error('not yet')
  }

  /** Called at once with the present health and at every change of it. */
  onRecordHealth(_listener: (health: RecordHealth) => void): () => void {
    throw new Error('not yet')
  }

  /** Refuses what comes after, decides and writes what came before, closes the record. */
  stop(): Promise<void> {
    throw new Error('not yet')
  }
}
