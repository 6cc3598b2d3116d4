import type { Command } from '../protocol/commands.ts'
import type { Happened } from '../protocol/event-versions.ts'
import { decided, refuse, type Decision } from './decision.ts'
import type { ChamberState } from './state.ts'

type FaultCommand = Extract<Command, { type: 'RaiseFault' | 'ResolveFault' }>
type FaultEvent = Extract<Happened, { type: 'FaultRaised' | 'FaultResolved' }>

/** More than a person can look through; a flood of reports must not fill memory and screens. */
export const OPEN_FAULTS_LIMIT = 500

/** An id stands for one fault at a time: what was resolved may be raised again under its id. */
export function decideFault(state: ChamberState, command: FaultCommand): Decision {
  const { fault } = command
  const known = state.faults.some((other) => other.id === fault)
  if (command.type === 'ResolveFault')
    return known
      ? decided({ type: 'FaultResolved', data: { fault } })
      : refuse('unknown-fault', `There is no open fault ${fault}.`)
  if (known) return refuse('fault-exists', `Fault ${fault} is already open.`)
  if (state.faults.length >= OPEN_FAULTS_LIMIT)
    return refuse('faults-full', `${OPEN_FAULTS_LIMIT} faults are open: resolve some first.`)
  const { source, code, detail } = command
  return decided({ type: 'FaultRaised', data: { fault, source, code, detail } })
}

export function evolveFault(state: ChamberState, event: FaultEvent): ChamberState {
  if (event.type === 'FaultResolved')
    return { ...state, faults: state.faults.filter((fault) => fault.id !== event.data.fault) }
  const { fault: id, source, code, detail } = event.data
  return { ...state, faults: [...state.faults, { id, source, code, detail, at: event.at }] }
}
