import type { MemberId, SeatId } from '../protocol/ids.ts'
import { refuse, type Refused } from './decision.ts'
import type { ChamberState } from './state.ts'

/** Why nobody can come in now: people attend a sitting, from its schedule to its close. */
export function whyNoAttendance(state: ChamberState): Refused | null {
  return state.sitting === null || state.sitting.state === 'closed'
    ? refuse('no-sitting', 'There is no sitting to attend: schedule one.')
    : null
}

/** Why what needs an open sitting cannot be done now. */
export function whyNotOpen(state: ChamberState): Refused | null {
  switch (state.sitting?.state) {
    case undefined:
      return refuse('no-sitting', 'There is no sitting: schedule and open one.')
    case 'open':
      return null
    case 'suspended':
      return refuse('sitting-suspended', 'The sitting is suspended: resume it first.')
    case 'scheduled':
      return refuse('sitting-not-open', 'The sitting is not open yet.')
    case 'closed':
      return refuse('sitting-not-open', 'The sitting is closed.')
  }
}

/** Why this person can do nothing now: an officer must decide first (RULES R13). */
export const whyLocked = (state: ChamberState, member: MemberId): Refused | null =>
  state.watch.locks.has(member)
    ? refuse('member-locked', `${member} is locked until an officer has decided who it is.`)
    : null

/** Where this person sits now; null for somebody remote or absent. */
export function seatOf(state: Pick<ChamberState, 'roll'>, member: MemberId): SeatId | null {
  const place = state.roll.persons.get(member)?.place
  return place?.kind === 'seat' ? place.seat : null
}

/** Members who count now towards a quorum: those afar only where they may vote (RULES §1). */
export const countedMembers = (state: ChamberState): number =>
  state.roll.membersInHall +
  (state.chamber?.policy.remoteVoting === true ? state.roll.membersRemote : 0)

/** Whether this person is one of those `countedMembers` counts. */
export function isCounted(state: ChamberState, member: MemberId): boolean {
  const place = state.roll.persons.get(member)?.place
  if (place === undefined || state.index.members.get(member)?.class !== 'member') return false
  return place.kind === 'seat' || state.chamber?.policy.remoteVoting === true
}

export const isWaiting = (state: ChamberState, member: MemberId): boolean =>
  state.lobby.waiting.some((entry) => entry.member === member)

export const isAdmitted = (state: ChamberState, member: MemberId): boolean =>
  state.roll.persons.get(member)?.place.kind === 'remote'

/** Whether this person sits in a chair seat now, whose microphone is outside the number N. */
export function hasChair(state: Pick<ChamberState, 'roll' | 'index'>, member: MemberId): boolean {
  const seat = seatOf(state, member)
  return seat !== null && state.index.seats.get(seat)?.kind === 'chair'
}
