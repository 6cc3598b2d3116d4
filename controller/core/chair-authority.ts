import type { Command } from '../protocol/commands.ts'
import type { SeatId } from '../protocol/ids.ts'
import { same } from './same.ts'
import { whyLocked } from './standing.ts'
import type { ChamberState } from './state.ts'

/**
 * What the screen of a chair's seat may do beside what every seat may, while somebody sits there who
 * is not locked: the floor with its timers, and of votes what the chair does in the house, no more. What
 * needs an officer's eye stays with the desk (docs/decisions/chair-seat.md).
 */
export function chairMay(seat: SeatId, command: Command, state: ChamberState): boolean {
  const member = state.roll.seats.get(seat)
  if (state.index.seats.get(seat)?.kind !== 'chair') return false
  if (member === undefined || whyLocked(state, member) !== null) return false
  switch (command.type) {
    case 'GrantFloor':
    case 'RevokeFloor':
    case 'ExtendSpeech':
    case 'PauseSpeech':
    case 'ResumeSpeech':
    case 'SwitchPriority':
    case 'HoldFloor':
    case 'MuteAll':
    case 'RingBell':
    case 'StartPresenceCheck':
    case 'EndPresenceCheck':
    case 'CloseBallot':
    case 'SuspendSitting':
    case 'ResumeSitting':
      return true
    case 'DeclareResult':
      return !command.accept
    case 'OpenBallot':
      return isAsPrepared(command, state)
    default:
      return false
  }
}

/** Word for word: nothing that nobody looked at before is put to the house. */
function isAsPrepared(
  {
    prepared,
    motion,
    rule,
    choices,
    durationMs,
    ...more
  }: Extract<Command, { type: 'OpenBallot' }>,
  state: ChamberState,
): boolean {
  const found = state.prepared.find(({ vote }) => vote === prepared)
  if (found === undefined || more.runOffOf !== null || more.supporters !== null) return false
  if (more.acknowledged === true) return false
  const { motion: as, rule: by, choices: among, durationMs: during } = found
  return same([motion, rule, choices, durationMs], [as, by, among, during])
}
