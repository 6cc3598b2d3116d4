import type {
  FloorView,
  ListedView,
  QuotaView,
  RequestView,
  SpeakerView,
} from '../../protocol/floor-views.ts'
import type { ListedSpeaker } from '../../protocol/floor-commands.ts'
import type { SeatId } from '../../protocol/ids.ts'
import { wasCalled } from '../floor/evolve.ts'
import type { Floor, FloorRequest, Speaker } from '../floor/floor.ts'
import { microphoneIsOpen, openFloorMicrophones, seatsAt, speakerOf } from '../floor/microphones.ts'
import { modeOf, mostOpen, warnMsOf } from '../floor/rules.ts'
import { endOf, leftOf, quotasNow, runningUnder, spentAt } from '../floor/time.ts'
import { seatOf } from '../standing.ts'
import type { ChamberState } from '../state.ts'

/**
 * Kept while the floor, the item and the roll are the very same: a vote that is cast costs the floor
 * nothing, and what compares two views sees at once that nothing changed.
 */
function keptWhileSame<V>(view: (state: ChamberState) => V): (state: ChamberState) => V {
  let last: { state: ChamberState; value: V } | null = null
  return (state) => {
    const same =
      last !== null &&
      last.state.floor === state.floor &&
      last.state.roll === state.roll &&
      last.state.index === state.index &&
      last.state.sitting === state.sitting
    if (last === null || !same) last = { state, value: view(state) }
    return last.value
  }
}

export const onAirView = keptWhileSame((state): SpeakerView[] =>
  state.floor.speakers.map((speaker) => speakerView(state, speaker)),
)

function speakerView(state: ChamberState, speaker: Speaker): SpeakerView {
  const { member, kind, taken, since, usedMs, runningSince, time, cut } = speaker
  const seat = seatOf(state, member)
  const stands =
    runningSince === null
      ? { because: whyStanding(state.floor, speaker), usedMs, leftMs: leftOf(state, speaker) }
      : null
  return {
    ...{ member, seat, remote: seat === null, kind, taken, time, cut },
    since: runningSince === null ? since : runningSince - usedMs,
    until: endOf(state, member),
    stands,
    microphone: microphoneIsOpen(state, member),
  }
}

type Standing = NonNullable<SpeakerView['stands']>

function whyStanding({ priority }: Floor, { interrupted }: Speaker): Standing['because'] {
  if (interrupted) return 'interrupted'
  return priority === null ? 'paused' : 'priority'
}

let lastQueue: { queue: Floor['queue']; views: RequestView[] } | null = null

/** A function of the queue alone: whoever changes their place loses floor and request before. */
export function queueView(state: ChamberState): RequestView[] {
  const { queue } = state.floor
  if (lastQueue?.queue === queue) return lastQueue.views
  lastQueue = { queue, views: queue.map((request, at) => requestView(state, request, at + 1)) }
  return lastQueue.views
}

const requestViews = new WeakMap<FloorRequest, RequestView>()

function requestView(state: ChamberState, request: FloorRequest, place: number): RequestView {
  const known = requestViews.get(request)
  if (known?.place === place) return known
  const { member, kind, askedAt, listed } = request
  const seat = seatOf(state, member)
  const remote = seat === null
  const view = { member, seat, remote, kind, place, askedAt, listed: listed !== null }
  requestViews.set(request, view)
  return view
}

export const floorView = keptWhileSame((state): FloorView => {
  const { floor, sitting } = state
  return {
    mode: modeOf(state),
    most: mostOpen(state),
    open: openFloorMicrophones(state),
    held: floor.held,
    priority: floor.priority,
    warnMs: warnMsOf(state),
    quotas: quotaViews(state),
    list: (floor.lists.get(sitting?.item ?? '') ?? []).map((entry) => listedView(state, entry)),
    overridden: overriddenViews(state),
  }
})

/** One that each member has is not spent as a whole. */
const quotaViews = (state: ChamberState): QuotaView[] =>
  quotasNow(state).map(({ of, id, ms }) => {
    const isEachs = of === 'member' && id === null
    return {
      ...{ of, id, ms },
      spentMs: isEachs ? 0 : spentAt(state, of, id, 0),
      running: isEachs ? [] : [...runningUnder(state, of, id)],
    }
  })

function listedView(state: ChamberState, { member, speechMs }: ListedSpeaker): ListedView {
  return { member, speechMs, state: listedState(state, member) }
}

function listedState(state: ChamberState, member: string): ListedView['state'] {
  if (speakerOf(state, member) !== undefined) return 'speaking'
  if (wasCalled(state, member)) return 'called'
  return state.floor.asking.has(member) ? 'waiting' : 'absent'
}

function overriddenViews({ floor, index }: ChamberState): FloorView['overridden'] {
  const at = (microphone: string): SeatId => seatsAt(index, microphone)[0] ?? microphone
  return [
    ...floor.forcedOpen.map((microphone) => ({ seat: at(microphone), to: 'open' as const })),
    ...[...floor.forcedClosed.keys()].map((one) => ({ seat: at(one), to: 'closed' as const })),
  ]
}
