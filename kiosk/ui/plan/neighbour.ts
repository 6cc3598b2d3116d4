import type { SeatId } from '../../../controller/protocol/ids.ts'
import type { PlacedSeat } from './layout.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** Which way each arrow goes on the drawing, where y grows downwards. */
const WAYS: Record<Direction, { x: number; y: number }> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
}
/** Straying sideways costs this much more than going on: an arrow then keeps its row. */
const SIDEWAYS = 2.2

/** The seat an arrow key leads to from `from`, or `from` itself at the edge; the first without one. */
export function neighbour(
  seats: readonly PlacedSeat[],
  from: SeatId | null,
  direction: Direction,
): SeatId | null {
  const here = seats.find((seat) => seat.id === from)
  if (!here) return seats[0]?.id ?? null
  const way = WAYS[direction]
  let best: { id: SeatId; cost: number } | null = null
  for (const seat of seats) {
    const ahead = (seat.x - here.x) * way.x + (seat.y - here.y) * way.y
    const aside = Math.abs((seat.x - here.x) * way.y) + Math.abs((seat.y - here.y) * way.x)
    if (ahead <= 0.5 || aside > ahead * 2) continue
    const cost = ahead + aside * SIDEWAYS
    if (!best || cost < best.cost) best = { id: seat.id, cost }
  }
  return best?.id ?? here.id
}
