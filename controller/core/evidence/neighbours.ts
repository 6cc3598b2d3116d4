import type { Seat } from '../../protocol/chamber.ts'
import type { Instant, SeatId } from '../../protocol/ids.ts'
import type { ChamberIndex } from '../chamber-index.ts'
import type { SeatPresses, Watch } from './watch.ts'

/** The seats beside one, in its row. */
interface Beside {
  readonly left: SeatId | undefined
  readonly right: SeatId | undefined
}
type Neighbours = ReadonlyMap<SeatId, Beside>

const known = new WeakMap<ChamberIndex['seats'], Neighbours>()

/** Kept for each plan: sorting 1,200 seats at each vote would be most of its time. */
export function neighboursOf(seats: ChamberIndex['seats']): Neighbours {
  const hit = known.get(seats)
  if (hit !== undefined) return hit
  const computed = new Map<SeatId, Beside>()
  for (const row of Map.groupBy(seats.values(), ({ row }) => row).values()) {
    const inOrder = row.toSorted(alongTheRow)
    inOrder.forEach(({ id }, at) =>
      computed.set(id, { left: inOrder[at - 1]?.id, right: inOrder[at + 1]?.id }),
    )
  }
  known.set(seats, computed)
  return computed
}

/** Round a horseshoe by the way seats face; in a straight row all face the same way. */
const alongTheRow = (a: Seat, b: Seat) => a.angle - b.angle || a.x - b.x || a.y - b.y

export interface Pressed {
  readonly seat: SeatId
  readonly at: Instant
  readonly press: SeatPresses
}

/**
 * The newest vote at a seat and, one seat after the other, those beside it to one side, for as long
 * as `goesOn` says; `most` at most. What a look costs does not depend on the size of the house.
 */
export function runFrom(
  watch: Watch,
  neighbours: Neighbours,
  newest: Pressed,
  side: keyof Beside,
  most: number,
  goesOn: (later: Pressed, earlier: Pressed) => boolean,
): Pressed[] {
  const run = [newest]
  let later = newest
  while (run.length < most) {
    const seat = neighbours.get(later.seat)?.[side]
    const press = seat === undefined ? undefined : watch.presses.get(seat)
    const at = press?.times.at(-1)
    if (seat === undefined || press === undefined || at === undefined) break
    const earlier = { seat, at, press }
    if (!goesOn(later, earlier)) break
    run.push(earlier)
    later = earlier
  }
  return run
}
