import type { Command, Place } from '../protocol/commands.ts'
import type { ChamberEvent } from '../protocol/events.ts'
import type { Happened } from '../protocol/event-versions.ts'
import type { MemberId, SeatId } from '../protocol/ids.ts'
import { decided, refuse, type Decision } from './decision.ts'
import { listedOnArrival } from './floor/list.ts'
import { leaveFloor } from './floor/switch.ts'
import { withoutPresence } from './presence-check.ts'
import { isWaiting, whyLocked, whyNoAttendance } from './standing.ts'
import type { ChamberState } from './state.ts'

type RollCommand = Extract<Command, { type: 'SignIn' | 'SignOut' }>

export function decideRoll(state: ChamberState, command: RollCommand): Decision {
  const { member } = command
  if (!state.index.members.has(member))
    return refuse('unknown-member', `There is no member ${member}.`)
  if (command.type === 'SignOut') return signOut(state, member)
  if (command.place.kind === 'seat') return signIn(state, member, command.place.seat)
  return state.roll.persons.get(member)?.place.kind === 'remote'
    ? refuse('already-present', `${member} is already here from afar.`)
    : refuse('not-admitted', `${member} takes part from afar only through the lobby.`)
}

/** Somebody known signs in at a seat: one place at a time, one person a seat. */
export function signIn(
  state: ChamberState,
  member: MemberId,
  seat: SeatId,
  card: string | null = null,
): Decision {
  const refused = whyNoAttendance(state) ?? whyLocked(state, member)
  if (refused !== null) return refused
  if (!state.index.seats.has(seat)) return refuse('unknown-seat', `There is no seat ${seat}.`)
  const place = state.roll.persons.get(member)?.place
  if (place?.kind === 'seat' && place.seat === seat)
    return refuse('already-present', `${member} is already signed in at ${seat}.`)
  if (place !== undefined)
    return refuse('present-elsewhere', `${member} is signed in ${describe(place)}: sign out there.`)
  const other = state.roll.seats.get(seat)
  if (other !== undefined) return refuse('seat-taken', `${other} is signed in at ${seat}.`)
  const arrived: ChamberEvent = {
    type: 'MemberSignedIn',
    data: { member, place: { kind: 'seat', seat }, card },
  }
  const isChair = state.index.seats.get(seat)?.kind === 'chair'
  const listed = isChair ? [] : listedOnArrival(state, member)
  return isWaiting(state, member)
    ? decided({ type: 'LobbyLeft', data: { member } }, arrived, ...listed)
    : decided(arrived, ...listed)
}

export function signOut(state: ChamberState, member: MemberId): Decision {
  return state.roll.persons.has(member)
    ? decided(...leave(state, member))
    : refuse('not-present', `${member} is not signed in.`)
}

/** What happens when somebody leaves: speech, request and microphone end with it. */
export function leave(state: ChamberState, member: MemberId): ChamberEvent[] {
  const place = state.roll.persons.get(member)?.place
  if (place === undefined) return []
  return [...leaveFloor(state, member), { type: 'MemberLeft', data: { member, place } }]
}

const describe = (place: Place) => (place.kind === 'seat' ? `at ${place.seat}` : 'from afar')

type RollEvent = Extract<Happened, { type: 'MemberSignedIn' | 'MemberLeft' }>

export function evolveRoll(before: ChamberState, event: RollEvent): ChamberState {
  const { member, place } = event.data
  const card = event.type === 'MemberSignedIn' ? event.data.card : null
  const state = event.type === 'MemberLeft' ? withoutPresence(before, member) : before
  const { roll } = state
  const arrived = event.type === 'MemberSignedIn'
  const persons = arrived
    ? roll.persons.set(member, { place, since: event.at, card })
    : roll.persons.delete(member)
  const by = arrived ? 1 : -1
  const counted = state.index.members.get(member)?.class === 'member' ? by : 0
  if (place.kind === 'remote') {
    const membersRemote = roll.membersRemote + counted
    return { ...state, roll: { ...roll, persons, afar: roll.afar + by, membersRemote } }
  }
  const seats = arrived ? roll.seats.set(place.seat, member) : roll.seats.delete(place.seat)
  const membersInHall = roll.membersInHall + counted
  return { ...state, roll: { ...roll, persons, seats, membersInHall } }
}
