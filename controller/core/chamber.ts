import type { Command } from '../protocol/commands.ts'
import type { ChamberEvent } from '../protocol/events.ts'
import { indexOf } from './chamber-index.ts'
import { decided, refuse, type Decision } from './decision.ts'
import { leave } from './roll.ts'
import { same } from './same.ts'
import type { ChamberState } from './state.ts'

type ChamberCommand = Extract<Command, { type: 'ConfigureChamber' }>

/**
 * A chamber is replaced between sittings. Whoever signed in early leaves first: a place in a plan
 * that no longer exists must not be kept.
 */
export function decideChamber(state: ChamberState, command: ChamberCommand): Decision {
  if (state.chamber !== null && same(state.chamber, command.chamber))
    return refuse('nothing-to-change', 'The chamber is already configured like this.')
  const sitting = state.sitting?.state
  if (sitting === 'open' || sitting === 'suspended')
    return refuse('chamber-in-session', 'Close the sitting before the chamber is changed.')
  const leaving = [...state.roll.persons.keys()].sort()
  return decided(
    ...leaving.flatMap((member) => leave(state, member)),
    ...state.lobby.waiting.map(({ member }): ChamberEvent => ({
      type: 'LobbyLeft',
      data: { member },
    })),
    { type: 'ChamberConfigured', data: { chamber: command.chamber } },
  )
}

export function evolveChamber(
  state: ChamberState,
  event: Extract<ChamberEvent, { type: 'ChamberConfigured' }>,
): ChamberState {
  return { ...state, chamber: event.data.chamber, index: indexOf(event.data.chamber) }
}
