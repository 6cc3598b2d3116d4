import { declaredIn, isVoting } from '../../kiosk/ui/plan/seat-look.ts'
import type { MemberId, SeatId } from '../../controller/protocol/ids.ts'
import type {
  DeskView,
  PlanView,
  RoomView,
  SeatStateView,
} from '../../controller/protocol/views.ts'

export interface Silent {
  member: MemberId
  /** Null: takes part from afar. */
  seat: SeatId | null
  isFault: boolean
}

/**
 * Those who are here and have not done what is asked of them: to vote, or while presence is checked,
 * to declare it. The hall in the plan's order, then those from afar.
 */
export function silentOnes(plan: PlanView, room: RoomView, desk: DeskView | null): Silent[] {
  const declared = declaredIn(room)
  if (declared) return undeclared(plan, room, desk, declared)
  if (!isVoting(room)) return []
  const silent: Silent[] = []
  for (const { id: seat } of plan.seats) {
    const member = room.seated[seat]
    const state = desk?.seats[seat]
    if (member === undefined || !state?.entitled || state.voted) continue
    silent.push({ member, seat, isFault: isFaulty(state) })
  }
  for (const member of room.remote) {
    const state = desk?.remotes[member]
    if (!state?.entitled || state.voted) continue
    silent.push({ member, seat: null, isFault: !state.connected })
  }
  return silent
}

function undeclared(
  plan: PlanView,
  room: RoomView,
  desk: DeskView | null,
  declared: Record<MemberId, true>,
): Silent[] {
  const awaited = new Set(
    plan.members.flatMap((m) => (m.class === 'member' && !declared[m.id] ? [m.id] : [])),
  )
  const silent: Silent[] = []
  for (const { id: seat } of plan.seats) {
    const member = room.seated[seat]
    if (member === undefined || !awaited.has(member)) continue
    silent.push({ member, seat, isFault: isFaulty(desk?.seats[seat]) })
  }
  if (!plan.policy.remoteVoting) return silent
  for (const member of room.remote)
    if (awaited.has(member))
      silent.push({ member, seat: null, isFault: desk?.remotes[member]?.connected === false })
  return silent
}

const isFaulty = (state: SeatStateView | undefined): boolean =>
  state !== undefined && (state.fault || (state.console !== null && !state.online))
