import type { MemberId, SeatId } from '../../controller/protocol/ids.ts'
import type { DeskView, PlanView, RoomView } from '../../controller/protocol/views.ts'

export interface Silent {
  member: MemberId
  /** Null: takes part from afar. */
  seat: SeatId | null
  isFault: boolean
}

/**
 * Members present who have not voted in the vote that is open or closed, in the plan's order, remote ones
 * last and only where they may vote. Somebody who came after the opening is in it too: the desk's
 * view tells who voted, not who may.
 */
export function silentOnes(plan: PlanView, room: RoomView, desk: DeskView | null): Silent[] {
  if (room.ballot?.state !== 'open' && room.ballot?.state !== 'closed') return []
  const voters = new Set(plan.members.filter((m) => m.class === 'member').map((m) => m.id))
  const silent: Silent[] = []
  for (const { id: seat } of plan.seats) {
    const member = room.seated[seat]
    const state = desk?.seats[seat]
    if (member === undefined || !voters.has(member) || state?.voted === true) continue
    const isFault =
      state !== undefined && (state.fault || (state.console !== null && !state.online))
    silent.push({ member, seat, isFault })
  }
  if (!plan.policy.remoteVoting) return silent
  for (const member of room.remote) {
    const state = desk?.remotes[member]
    if (!voters.has(member) || state?.voted === true) continue
    silent.push({ member, seat: null, isFault: state?.connected === false })
  }
  return silent
}
