import type { MemberId, SeatId } from '../../controller/protocol/ids.ts'
import type { DeskView, PlanView, RoomView } from '../../controller/protocol/views.ts'

export interface Silent {
  member: MemberId
  /** Null: takes part from afar. */
  seat: SeatId | null
  isFault: boolean
}

/**
 * Those entitled who are here and have not voted in the vote that is open or closed: the hall in the
 * plan's order, then those from afar.
 */
export function silentOnes(plan: PlanView, room: RoomView, desk: DeskView | null): Silent[] {
  if (room.ballot?.state !== 'open' && room.ballot?.state !== 'closed') return []
  const silent: Silent[] = []
  for (const { id: seat } of plan.seats) {
    const member = room.seated[seat]
    const state = desk?.seats[seat]
    if (member === undefined || !state?.entitled || state.voted) continue
    const isFault = state.fault || (state.console !== null && !state.online)
    silent.push({ member, seat, isFault })
  }
  for (const member of room.remote) {
    const state = desk?.remotes[member]
    if (!state?.entitled || state.voted) continue
    silent.push({ member, seat: null, isFault: !state.connected })
  }
  return silent
}
