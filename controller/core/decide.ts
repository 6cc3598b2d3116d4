import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import type { Instant } from '../protocol/ids.ts'
import { decideBallot } from './ballot/decide.ts'
import { decideChamber } from './chamber.ts'
import { refuse, type Decision } from './decision.ts'
import { decideEvidence } from './evidence/decide.ts'
import { flagged } from './evidence/detect.ts'
import { decideFault } from './fault.ts'
import { decideFloor } from './floor/decide.ts'
import { decideLobby } from './lobby.ts'
import { decidePrepared } from './prepared.ts'
import { decidePresence } from './presence-check.ts'
import { decidePress } from './press.ts'
import { wasSeen } from './press-window.ts'
import { decideRoll } from './roll.ts'
import { decideSeal, type SealCommand } from './seal.ts'
import { decideSecret } from './secret/decide.ts'
import { decideSitting } from './sitting.ts'
import type { ChamberState } from './state.ts'

export type { Decision } from './decision.ts'

/**
 * What a command leads to now: at least one event, or a named refusal. Pure. `sentAt`: when it was
 * sent, as far as whoever received it can vouch for that; never later than `at`.
 */
export function decide(
  state: ChamberState,
  command: Command,
  by: Actor,
  at: Instant,
  sentAt: Instant = at,
): Decision {
  if (by.kind === 'console' && wasSeen(state.presses.get(by.console), by.pressId))
    return refuse('repeated-press', `Press ${by.pressId} of ${by.console} was already recorded.`)
  if (command.type === 'ConfigureChamber') return decideChamber(state, command)
  if (command.type === 'RaiseFault' || command.type === 'ResolveFault')
    return decideFault(state, command)
  if (command.type === 'SealBallot' || command.type === 'ChangeSigningKey')
    return decideSeal(state, command)
  if (state.chamber === null)
    return refuse('chamber-unknown', 'No chamber is configured yet: start with a chamber file.')
  const decision = decideInChamber(state, command, by, at, sentAt)
  return flagged(state, command, by, at, decision)
}

function decideInChamber(
  state: ChamberState,
  command: Exclude<
    Command,
    SealCommand | { type: 'ConfigureChamber' | 'RaiseFault' | 'ResolveFault' }
  >,
  by: Actor,
  at: Instant,
  sentAt: Instant,
): Decision {
  switch (command.type) {
    case 'ScheduleSitting':
    case 'OpenSitting':
    case 'SuspendSitting':
    case 'ResumeSitting':
    case 'CloseSitting':
    case 'StartAgendaItem':
      return decideSitting(state, command)
    case 'SignIn':
    case 'SignOut':
      return decideRoll(state, command)
    case 'RequestFloor':
    case 'WithdrawRequest':
    case 'GrantFloor':
    case 'RevokeFloor':
    case 'SwitchMicrophone':
    case 'MuteAll':
    case 'ExtendSpeech':
    case 'PauseSpeech':
    case 'ResumeSpeech':
    case 'SwitchPriority':
    case 'HoldFloor':
    case 'SetFloorMode':
    case 'OverrideMicrophone':
    case 'RegisterSpeakers':
    case 'SetQuota':
    case 'WarnSpeaker':
    case 'CallTime':
      return decideFloor(state, command, by, at)
    case 'RingBell':
    case 'StartPresenceCheck':
    case 'DeclarePresence':
    case 'EndPresenceCheck':
      return decidePresence(state, command)
    case 'PrepareVote':
    case 'DiscardPreparedVote':
      return decidePrepared(state, command)
    case 'OpenBallot':
    case 'HoldBallot':
    case 'ResumeBallot':
    case 'ExtendBallot':
    case 'CastVote':
    case 'CloseBallot':
    case 'FinishClosing':
    case 'DeclareResult':
    case 'VoidBallot':
    case 'GiveCastingVote':
    case 'AddOralVote':
    case 'AttestOralVote':
    case 'OpenRecount':
    case 'TakeOverByRollCall':
    case 'CallNext':
    case 'SkipCalled':
    case 'CallBack':
    case 'CallMissing':
    case 'AnswerCall':
      return decideBallot(state, command, by, at, sentAt)
    case 'GiveOfficerKey':
    case 'DropOfficerKeys':
    case 'PlaceBallotBox':
    case 'CastSealedVote':
    case 'CountSecretBallot':
      return decideSecret(state, command, by, sentAt)
    case 'EnterLobby':
    case 'LeaveLobby':
    case 'AdmitPerson':
    case 'RefusePerson':
    case 'RemovePerson':
      return decideLobby(state, command)
    case 'DecideFlag':
    case 'UnlockMember':
      return decideEvidence(state, command, by)
    case 'PressKey':
    case 'ReleaseKey':
    case 'HearVoice':
    case 'PresentCard':
      return decidePress(state, command, by, at, sentAt)
  }
}
