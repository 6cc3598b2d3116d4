import type { MemberId } from '../../protocol/ids.ts'
import { hasChair } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import { microphoneOf, openFloorMicrophones, openSpeakers } from './microphones.ts'
import { compared, standsInOrder } from './queue.ts'
import { mostOpen } from './rules.ts'

/** What an event about one person's part in the debate broke, as a sentence; null when all holds. */
export const floorHolds = (state: ChamberState, member: MemberId): string | null =>
  microphonesHold(state) ?? clocksHold(state) ?? queueHolds(state, member)

/** Never more than N open, never two owners of one microphone; bounded by the number of speakers. */
export function microphonesHold(state: ChamberState): string | null {
  const { floor } = state
  const open = openFloorMicrophones(state)
  if (open > mostOpen(state)) return `${open} floor microphones are open of ${mostOpen(state)}`
  const stray = floor.chairMicrophones.find((member) => !hasChair(state, member))
  if (stray !== undefined) return `${stray} has a microphone without floor or chair seat`
  const owners = [
    ...openSpeakers(floor).map(({ member }) => member),
    ...floor.chairMicrophones,
  ].flatMap((member) => microphoneOf(state, member) ?? [])
  const twice = owners.find((microphone, at) => owners.indexOf(microphone) !== at)
  return twice === undefined ? null : `two people own the microphone ${twice}`
}

/** Every clock runs that should, and no other. */
export function clocksHold({ floor }: ChamberState): string | null {
  const wrong = floor.speakers.find(({ paused, interrupted, runningSince, usedMs }) => {
    const stands = paused || interrupted || floor.priority !== null
    return stands !== (runningSince === null) || usedMs < 0
  })
  return wrong === undefined ? null : `the clock of ${wrong.member} is wrong`
}

function queueHolds(state: ChamberState, member: MemberId): string | null {
  const { floor } = state
  if (floor.queue.length !== floor.asking.size) return 'the queue and who asks are not the same'
  return standsInOrder(floor, member) ? lengthHolds(state) : `${member} stands in the wrong place`
}

const lengthHolds = ({ floor, chamber }: ChamberState): string | null =>
  floor.queue.length > (chamber?.policy.queueLimit ?? 0)
    ? 'the queue is longer than its limit'
    : null

/** The same over the whole floor, for tests and the simulation. */
export function floorHoldsDeep(state: ChamberState): string | null {
  const { floor } = state
  const unordered = floor.queue.find((request, at) => {
    const next = floor.queue[at + 1]
    return next !== undefined && compared(request, next) >= 0
  })
  if (unordered !== undefined) return `the queue is out of order at ${unordered.member}`
  const stray = floor.queue.find((request) => floor.asking.get(request.member) !== request)
  if (stray !== undefined) return `${stray.member} asks twice`
  return lengthHolds(state) ?? microphonesHold(state) ?? clocksHold(state) ?? accountsHold(state)
}

/** What the persons spent on an item is what was spent on the item. */
function accountsHold({ floor }: ChamberState): string | null {
  const sums = new Map<string, number>()
  for (const [key, ms] of floor.spent) {
    const [of, item = ''] = key.split(' ')
    if (of === 'item') sums.set(item, (sums.get(item) ?? 0) - ms)
    if (of === 'member') sums.set(item, (sums.get(item) ?? 0) + ms)
  }
  const wrong = [...sums].find(([, sum]) => sum !== 0)
  return wrong === undefined ? null : `time on item ${wrong[0]} was lost or counted twice`
}
