import type { Command } from '../protocol/commands.ts'
import type { Happened } from '../protocol/event-versions.ts'
import type { MemberId } from '../protocol/ids.ts'
import { decided, refuse, type Decision } from './decision.ts'
import { listedOnArrival } from './floor/list.ts'
import { leave } from './roll.ts'
import { isAdmitted, isWaiting, whyLocked, whyNoAttendance } from './standing.ts'
import type { ChamberState, Lobby } from './state.ts'

type LobbyCommand = Extract<
  Command,
  { type: 'EnterLobby' | 'LeaveLobby' | 'AdmitPerson' | 'RefusePerson' | 'RemovePerson' }
>
type LobbyEvent = Extract<
  Happened,
  { type: 'LobbyEntered' | 'LobbyLeft' | 'PersonAdmitted' | 'PersonRefused' | 'PersonRemoved' }
>

export function decideLobby(state: ChamberState, command: LobbyCommand): Decision {
  const { member } = command
  if (!state.index.members.has(member))
    return refuse('unknown-member', `There is no person ${member}.`)
  if (command.type === 'EnterLobby') return enter(state, command)
  if (command.type === 'RemovePerson') return remove(state, member, command.reason)
  if (!isWaiting(state, member)) return refuse('not-in-lobby', `${member} is not in the lobby.`)
  switch (command.type) {
    case 'LeaveLobby':
      return decided({ type: 'LobbyLeft', data: { member } })
    case 'AdmitPerson':
      return (
        whyLocked(state, member) ??
        decided(
          { type: 'PersonAdmitted', data: { member } },
          { type: 'MemberSignedIn', data: { member, place: { kind: 'remote' }, card: null } },
          ...listedOnArrival(state, member),
        )
      )
    case 'RefusePerson':
      return decided({ type: 'PersonRefused', data: { member, reason: command.reason } })
  }
}

function enter(state: ChamberState, command: Extract<Command, { type: 'EnterLobby' }>): Decision {
  const { member, check } = command
  const refused = whyNoAttendance(state) ?? whyLocked(state, member)
  if (refused !== null) return refused
  if (state.lobby.removed.has(member))
    return refuse('was-removed', `${member} was removed from this sitting.`)
  if (isWaiting(state, member))
    return refuse('already-in-lobby', `${member} is already in the lobby.`)
  if (isAdmitted(state, member)) return refuse('already-admitted', `${member} is already admitted.`)
  if (state.roll.persons.has(member))
    return refuse('present-elsewhere', `${member} is signed in at a seat in the hall.`)
  return decided({ type: 'LobbyEntered', data: { member, check } })
}

/** From the lobby or from the sitting: speech, request and media end at once. */
function remove(state: ChamberState, member: MemberId, reason: string): Decision {
  if (!isAdmitted(state, member) && !isWaiting(state, member))
    return refuse('not-admitted', `${member} takes part neither from afar nor waits to.`)
  return decided(...leave(state, member), { type: 'PersonRemoved', data: { member, reason } })
}

export function evolveLobby(state: ChamberState, event: LobbyEvent): ChamberState {
  return { ...state, lobby: lobbyAfter(state.lobby, event) }
}

function lobbyAfter(lobby: Lobby, event: LobbyEvent): Lobby {
  const { member } = event.data
  const waiting = lobby.waiting.filter((entry) => entry.member !== member)
  switch (event.type) {
    case 'LobbyEntered': {
      const entry = { member, since: event.at, check: event.data.check }
      return { ...lobby, waiting: [...waiting, entry], refused: lobby.refused.delete(member) }
    }
    case 'LobbyLeft':
    case 'PersonAdmitted':
      return { ...lobby, waiting }
    case 'PersonRefused':
      return { ...lobby, waiting, refused: lobby.refused.set(member, event.data.reason) }
    case 'PersonRemoved':
      return { ...lobby, waiting, removed: lobby.removed.set(member, event.data.reason) }
  }
}
