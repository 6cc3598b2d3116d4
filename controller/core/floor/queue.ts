import type { MemberId } from '../../protocol/ids.ts'
import type { Floor, FloorRequest } from './floor.ts'

/**
 * The queue is kept in its order: kinds that go first, then the list of the item in its own order,
 * then who asked first. No two requests are equal, so that everybody sees the same one.
 */
export function compared(a: FloorRequest, b: FloorRequest): number {
  return a.rank - b.rank || listedFirst(a) - listedFirst(b) || a.turn - b.turn
}

/** Higher than any list is long (RegisterSpeakers). */
const UNLISTED = 1000
const listedFirst = ({ listed }: FloorRequest) => listed ?? UNLISTED

/** Where the request stands or would stand: found in O(log n). */
function indexIn(queue: readonly FloorRequest[], request: FloorRequest): number {
  let [from, to] = [0, queue.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const other = queue[middle]
    if (other !== undefined && compared(other, request) < 0) from = middle + 1
    else to = middle
  }
  return from
}

/** With the request, in place of any other of the same person. Copies 500 references at most. */
export function asking(floor: Floor, request: FloorRequest): Floor {
  const others = notAsking(floor, request.member)
  return {
    ...others,
    queue: others.queue.toSpliced(indexIn(others.queue, request), 0, request),
    asking: others.asking.set(request.member, request),
  }
}

/** The very floor where the person does not ask. */
export function notAsking(floor: Floor, member: MemberId): Floor {
  const request = floor.asking.get(member)
  if (request === undefined) return floor
  return {
    ...floor,
    queue: floor.queue.toSpliced(indexIn(floor.queue, request), 1),
    asking: floor.asking.delete(member),
  }
}

/** Whether the request stands where it belongs; looks at its neighbours alone. */
export function standsInOrder(floor: Floor, member: MemberId): boolean {
  const request = floor.asking.get(member)
  if (request === undefined) return true
  const at = indexIn(floor.queue, request)
  const [before, after] = [floor.queue[at - 1], floor.queue[at + 1]]
  return (
    floor.queue[at] === request &&
    (before === undefined || compared(before, request) < 0) &&
    (after === undefined || compared(request, after) < 0)
  )
}
