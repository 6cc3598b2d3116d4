import type { Seat, SeatKind } from '../../../controller/protocol/chamber.ts'
import type { SeatId } from '../../../controller/protocol/ids.ts'
import { architecture, type Architecture } from './architecture.ts'

/** A seat on the drawing: x to the right, y downwards, in drawing units; front towards the chair. */
export interface PlacedSeat {
  id: SeatId
  kind: SeatKind
  block: string
  row: number
  label: string
  x: number
  y: number
  angle: number
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Everything the plan draws that does not change during a sitting. */
export interface PlanLayout extends Architecture {
  seats: PlacedSeat[]
  /** Block → its seats' bounds, for looking at one block closely. */
  blocks: Map<string, Box>
  box: Box
}

/**
 * Side of a seat, in drawing units. All strokes and marks are drawn to this measure, so that a
 * committee room and a chamber of eight hundred look alike.
 */
export const SEAT = 11.6
/** Seats fill this much of the distance to their nearest neighbour. */
const FILL = 0.82
const MARGIN = 18

/** Lays the configured seats (centimetres, y towards the back wall) out for drawing. Pure. */
export function planLayout(seats: readonly Seat[]): PlanLayout {
  const scale = SEAT / (FILL * nearestNeighbour(seats))
  const placed = seats.map((seat) => place(seat, scale))
  const built = architecture(placed, SEAT / FILL)
  const blocks = new Map<string, Box>()
  for (const name of new Set(placed.map((seat) => seat.block))) {
    blocks.set(name, around(placed.filter((seat) => seat.block === name)))
  }
  return { seats: placed, blocks, box: around([...placed, ...built.extent]), ...built }
}

/** 'B 6-07' for seat B6-07 of block B: read aloud as it is written on the desk. */
export function seatLabel(id: SeatId, block: string): string {
  const inBlock = block !== '' && id.startsWith(block) && id.length > block.length
  return inBlock ? `${block} ${id.slice(block.length).replace(/^-/, '')}` : id
}

function place(seat: Seat, scale: number): PlacedSeat {
  const { id, kind, block, row, angle } = seat
  const label = seatLabel(id, block)
  return { id, kind, block, row, label, x: seat.x * scale, y: -seat.y * scale, angle }
}

/**
 * Distance from a seat to the nearest other, cm: the tenth smallest in a hundred, so that one pair
 * drawn too close does not shrink a whole chamber. Quadratic, once for a plan of 2,000 seats at most.
 */
function nearestNeighbour(seats: readonly Seat[]): number {
  const nearest = seats.map((seat) => {
    let best = Infinity
    for (const other of seats) {
      if (other === seat) continue
      best = Math.min(best, (other.x - seat.x) ** 2 + (other.y - seat.y) ** 2)
    }
    return Math.sqrt(best)
  })
  nearest.sort((a, b) => a - b)
  const typical = nearest[Math.floor(nearest.length / 10)]
  return typical !== undefined && Number.isFinite(typical) && typical > 0 ? typical : 100
}

function around(points: readonly { x: number; y: number }[]): Box {
  const span = (values: number[]): [number, number] => {
    if (values.length === 0) return [0, 0]
    const from = Math.min(...values)
    return [from - MARGIN, Math.max(...values) - from + 2 * MARGIN]
  }
  const [x, width] = span(points.map((point) => point.x))
  const [y, height] = span(points.map((point) => point.y))
  return { x, y, width, height }
}
