import { noDeviceRoom } from '../engine/ports.ts'
import type { ReceiptOf } from '../core/view/ballot.ts'
import { deskView } from '../core/view/desk.ts'
import { memberView } from '../core/view/member.ts'
import { planView } from '../core/view/plan.ts'
import { roomView } from '../core/view/room.ts'
import { seatView } from '../core/view/seat.ts'
import type { DeviceRoomPort, Engine, LivePort, ReceiptsPort } from '../engine/ports.ts'
import type { DevicesView } from '../protocol/devices-view.ts'
import type { MemberId, SeatId, SittingId } from '../protocol/ids.ts'
import type { ChannelName } from '../protocol/socket.ts'
import type { DeskView, MemberView, PlanView, RoomView, SeatView } from '../protocol/views.ts'

/** What screens may see, rendered from the state and what is live at the moment of the call. */
export interface Views {
  /** Null before the chamber is configured. */
  plan(): PlanView | null
  room(): RoomView
  desk(): DeskView
  /** Null where there is no such seat. */
  seat(id: SeatId): SeatView | null
  /** Null where there is no such person. */
  member(id: MemberId): MemberView | null
  /** Devices beside consoles; absent where a chamber is shown without them. */
  devices?(): DevicesView
  /** The sitting that invitations are to now. */
  sitting(): SittingId | null
  /** Who waits in the lobby. */
  lobby(): readonly MemberId[]
}

export function chamberViews(
  engine: Pick<Engine, 'state'>,
  live: Pick<LivePort, 'live'>,
  receipts: Pick<ReceiptsPort, 'codeOf'>,
  devices: Pick<DeviceRoomPort, 'view'> = noDeviceRoom,
): Views {
  const receiptOf: ReceiptOf = (ballot, member) => receipts.codeOf(ballot, member)
  return {
    plan: () => planView(engine.state),
    room: () => roomView(engine.state, live.live.checkpoint),
    desk: () => deskView(engine.state, live.live),
    seat: (id) => seatView(engine.state, id, receiptOf),
    member: (id) => memberView(engine.state, id, receiptOf),
    devices: () => devices.view(),
    sitting: () => engine.state.sitting?.id ?? null,
    lobby: () => engine.state.lobby.waiting.map((entry) => entry.member),
  }
}

/** The view of a channel; null where the seat or person it is of does not exist. */
export function viewOf(views: Views, channel: ChannelName): unknown {
  const [kind, id = ''] = channel.split(':')
  switch (kind) {
    case 'plan':
      return views.plan()
    case 'room':
      return views.room()
    case 'desk':
      return views.desk()
    case 'devices':
      return views.devices?.() ?? null
    case 'seat':
      return views.seat(id)
    default:
      return views.member(id)
  }
}
