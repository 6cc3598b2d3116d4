import type { MemberId, SeatId } from '../../protocol/ids.ts'
import type { SeatView } from '../../protocol/views.ts'
import { seatAim } from '../desire.ts'
import type { ChamberState } from '../state.ts'
import { noReceipt, ownBallotView, type ReceiptOf } from './ballot.ts'
import { ownPresence } from './presence-check.ts'

/** Channel `seat:<id>`; null for a seat that does not exist. */
export function seatView(
  state: ChamberState,
  seat: SeatId,
  receiptOf: ReceiptOf = noReceipt,
): SeatView | null {
  if (!state.index.seats.has(seat)) return null
  const present = state.roll.seats.get(seat)
  return {
    seat,
    member: present ?? state.index.ownerOfSeat.get(seat) ?? null,
    signedIn: present !== undefined,
    locked: isLockedAt(state, seat, present),
    aim: seatAim(state, seat),
    presence: present === undefined ? null : ownPresence(state, present),
    // A screen at an empty seat shows nobody's vote.
    ballot: present === undefined ? null : ownBallotView(state, present, receiptOf),
  }
}

/** Also where a locked person is not signed in and claimed to be: whoever sits there must know why. */
function isLockedAt(state: ChamberState, seat: SeatId, present: MemberId | undefined): boolean {
  const { locks } = state.watch
  if (locks.size === 0) return false
  if (present !== undefined) return locks.has(present)
  return [...locks.values()].some(({ second }) => second?.kind === 'seat' && second.seat === seat)
}
