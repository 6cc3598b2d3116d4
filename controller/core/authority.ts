import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import type { ChamberState } from './state.ts'

/** Whether this actor may give this command at all: least privilege. */
export function mayCommand(_by: Actor, _command: Command, _state: ChamberState): boolean {
  throw new Error('not yet')
}
