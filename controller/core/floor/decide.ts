import type { Actor } from '../../protocol/actors.ts'
import type { Command } from '../../protocol/commands.ts'
import type { FLOOR_COMMANDS } from '../../protocol/floor-commands.ts'
import type { Instant } from '../../protocol/ids.ts'
import { refuse, type Decision } from '../decision.ts'
import type { ChamberState } from '../state.ts'
import { requestFloor, withdraw } from './ask.ts'
import { callTime, warnSpeaker } from './call-time.ts'
import { holdFloor, pauseSpeech, resumeSpeech, switchPriority } from './interrupt.ts'
import { registerSpeakers } from './list.ts'
import { overrideMicrophone, setFloorMode, setQuota } from './plan.ts'
import { muteAll, switchMicrophone } from './switch.ts'
import { endSpeech, extend, takeFloor } from './take.ts'

export type FloorCommandType = (typeof FLOOR_COMMANDS)[number]['properties']['type']['const']
type FloorCommand = Extract<Command, { type: FloorCommandType }>
type OfMember = Extract<FloorCommand, { member: string }>

/** Who speaks, who asks, and whose microphone is open (docs/decisions/floor.md). */
export function decideFloor(
  state: ChamberState,
  command: FloorCommand,
  by: Actor,
  at: Instant,
): Decision {
  switch (command.type) {
    case 'MuteAll':
      return muteAll(state)
    case 'SwitchPriority':
      return switchPriority(state, command.on, by)
    case 'HoldFloor':
      return holdFloor(state, command.on)
    case 'SetFloorMode':
      return setFloorMode(state, command)
    case 'OverrideMicrophone':
      return overrideMicrophone(state, command)
    case 'RegisterSpeakers':
      return registerSpeakers(state, command)
    case 'SetQuota':
      return setQuota(state, command)
    default:
      return state.index.members.has(command.member)
        ? decideForMember(state, command, by, at)
        : refuse('unknown-member', `There is no member ${command.member}.`)
  }
}

function decideForMember(state: ChamberState, command: OfMember, by: Actor, at: Instant): Decision {
  const { member } = command
  switch (command.type) {
    case 'RequestFloor':
      return requestFloor(state, member, command.kind)
    case 'WithdrawRequest':
      return withdraw(state, member, by)
    case 'GrantFloor':
      return takeFloor(state, { member, taken: 'granted', beyond: command.beyond === true }, at)
    case 'RevokeFloor':
      return endSpeech(state, member, by)
    case 'SwitchMicrophone':
      return switchMicrophone(state, member, command.on, by, at)
    case 'ExtendSpeech':
      return extend(state, member, command.byMs)
    case 'PauseSpeech':
      return pauseSpeech(state, member)
    case 'ResumeSpeech':
      return resumeSpeech(state, member)
    case 'WarnSpeaker':
      return warnSpeaker(state, member, at)
    case 'CallTime':
      return callTime(state, member, at)
  }
}
