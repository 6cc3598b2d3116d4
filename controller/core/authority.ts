import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import type { MemberId, SeatId } from '../protocol/ids.ts'
import { chairMay } from './chair-authority.ts'
import type { ChamberState } from './state.ts'

/**
 * Whether this actor may give this command at all: least privilege, the same over every interface.
 * Whether it can be done now is the deciders' question.
 */
export function mayCommand(by: Actor, command: Command, state: ChamberState): boolean {
  switch (by.kind) {
    case 'desk':
      return deskMay(command)
    case 'console':
      return isPress(command) && command.console === by.console
    case 'seat':
      return seatMay(by.seat, command, state)
    case 'remote':
      return remoteMay(by.member, command)
    case 'system':
      return systemMay(command)
  }
}

const isPress = (command: Command) =>
  command.type === 'PressKey' ||
  command.type === 'ReleaseKey' ||
  command.type === 'HearVoice' ||
  command.type === 'PresentCard'

/** What only the ballot box can know: a vote lies in it, so many were in it. */
const isOfBox = ({ type }: Command) =>
  type === 'PlaceBallotBox' || type === 'CastSealedVote' || type === 'CountSecretBallot'

/**
 * The desk runs the sitting. It cannot press a member's key, cast a member's vote (RULES R13: cast by
 * that person), give the chair's or declare that somebody is here, take a device check for somebody, or change who the
 * members are.
 */
const deskMay = (command: Command) =>
  !isPress(command) &&
  command.type !== 'CastVote' &&
  command.type !== 'DeclarePresence' &&
  command.type !== 'FinishClosing' &&
  command.type !== 'GiveCastingVote' &&
  command.type !== 'EnterLobby' &&
  command.type !== 'SealBallot' &&
  command.type !== 'WarnSpeaker' &&
  command.type !== 'CallTime' &&
  !isOfBox(command) &&
  command.type !== 'ChangeSigningKey' &&
  command.type !== 'ConfigureChamber'

/** What a member does for themselves wherever they are. */
function ownMay(member: MemberId | undefined, command: Command): boolean {
  switch (command.type) {
    case 'SignOut':
    case 'RequestFloor':
    case 'WithdrawRequest':
    case 'RevokeFloor':
    case 'SwitchMicrophone':
    case 'DeclarePresence':
    case 'CastVote':
      return command.member === member
    default:
      return false
  }
}

/** A touch console acts for whoever is signed in at its seat, and signs in the seat's own member. */
function seatMay(seat: SeatId, command: Command, state: ChamberState): boolean {
  if (command.type === 'SignIn')
    return (
      command.member === state.index.ownerOfSeat.get(seat) &&
      command.place.kind === 'seat' &&
      command.place.seat === seat
    )
  if (command.type === 'RaiseFault')
    return command.source.kind === 'seat' && command.source.id === seat
  if (command.type === 'GiveCastingVote') return state.index.seats.get(seat)?.kind === 'chair'
  return ownMay(state.roll.seats.get(seat), command) || chairMay(seat, command, state)
}

function remoteMay(member: MemberId, command: Command): boolean {
  if (command.type === 'EnterLobby' || command.type === 'LeaveLobby')
    return command.member === member
  if (command.type === 'RaiseFault')
    return command.source.kind === 'member' && command.source.id === member
  return ownMay(member, command)
}

/** Start-up, and what a lost device or link leads to; it can silence but never open a microphone. */
function systemMay(command: Command): boolean {
  switch (command.type) {
    case 'ConfigureChamber':
    case 'ScheduleSitting':
    case 'RaiseFault':
    case 'ResolveFault':
    case 'SignOut':
    case 'WithdrawRequest':
    case 'RevokeFloor':
    case 'LeaveLobby':
    case 'HoldBallot':
    case 'PlaceBallotBox':
    case 'CastSealedVote':
    case 'CountSecretBallot':
    case 'FinishClosing':
    case 'SealBallot':
    case 'WarnSpeaker':
    case 'CallTime':
    case 'ChangeSigningKey':
      return true
    case 'SwitchMicrophone':
      return !command.on
    default:
      return false
  }
}
