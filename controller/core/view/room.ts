import type {
  AgendaItemView,
  PreparedVoteView,
  PresenceView,
  RequestView,
  RoomView,
  SittingView,
  SpeakerView,
} from '../../protocol/views.ts'
import { atLeastSum } from '../arithmetic.ts'
import { policyQuorum } from '../presence-check.ts'
import { remembered } from '../remembered.ts'
import { countedMembers, seatOf } from '../standing.ts'
import type { ChamberState, Floor, FloorRequest, Roll, Sitting, Speaker } from '../state.ts'
import { publicBallotView } from './ballot.ts'
import { presenceCheckView } from './presence-check.ts'

/** Channel `room`: public, the same bytes for every screen in the house. */
export function roomView(state: ChamberState, checkpoint: RoomView['checkpoint'] = null): RoomView {
  const { sitting, floor, roll } = state
  return {
    sitting: sitting === null ? null : sittingView(sitting),
    agenda: sitting === null ? NO_AGENDA : agendaView(sitting),
    item: sitting?.item ?? null,
    onAir: onAirView(floor.speakers, state),
    queue: queueView(floor.queue, state),
    presence: presenceView(roll, state.index, state),
    // The state's own list, which nobody changes; a view is only ever read.
    prepared: state.prepared as PreparedVoteView[],
    presenceCheck: presenceCheckView(state),
    bellAt: state.bellAt,
    ballot: publicBallotView(state.ballot),
    seated: seatedView(roll.seats),
    remote: remoteView(roll.persons),
    checkpoint,
  }
}

const NO_AGENDA: AgendaItemView[] = []

const sittingView = remembered(
  ({ id, title, state, openedAt, suspendedAt }: Sitting): SittingView => ({
    id,
    title,
    state,
    openedAt,
    suspendedAt,
  }),
)

const agendaView = remembered(({ agenda, item, started }: Sitting): AgendaItemView[] =>
  agenda.map((entry) => {
    const startedAt = started.get(entry.id) ?? null
    const state = entry.id === item ? 'current' : startedAt === null ? 'ahead' : 'done'
    return { ...entry, state, startedAt }
  }),
)

/** A function of the list alone: whoever changes their place loses floor and request before. */
function rememberedList<T extends object, V>(
  view: (state: ChamberState, entry: T, at: number) => V,
): (list: readonly T[], state: ChamberState) => V[] {
  let last: { list: readonly T[]; views: V[] } | null = null
  return (list, state) => {
    if (last?.list === list) return last.views
    last = { list, views: list.map((entry, at) => view(state, entry, at)) }
    return last.views
  }
}

const onAirView: (list: Floor['speakers'], state: ChamberState) => SpeakerView[] = rememberedList(
  (state, { member, kind, since, until, microphone, cut }: Speaker) => ({
    member,
    seat: seatOf(state, member),
    remote: seatOf(state, member) === null,
    kind,
    since,
    until,
    microphone,
    cut,
  }),
)

const queueView: (list: Floor['queue'], state: ChamberState) => RequestView[] =
  rememberedList(requestView)

const requestViews = new WeakMap<FloorRequest, RequestView>()

function requestView(state: ChamberState, request: FloorRequest, at: number): RequestView {
  const known = requestViews.get(request)
  const place = at + 1
  if (known?.place === place) return known
  const { member, kind, askedAt } = request
  const seat = seatOf(state, member)
  const view = { member, seat, remote: seat === null, kind, place, askedAt }
  requestViews.set(request, view)
  return view
}

const presenceView = rememberedPresence()

function rememberedPresence() {
  let last: { roll: Roll; index: ChamberState['index']; view: PresenceView } | null = null
  return (roll: Roll, index: ChamberState['index'], state: ChamberState): PresenceView => {
    if (last?.roll === roll && last.index === index) return last.view
    const counted = countedMembers(state)
    const { existing } = index
    const part = policyQuorum(state)
    const view = {
      hall: roll.membersInHall,
      remote: roll.membersRemote,
      counted,
      existing,
      quorum: atLeastSum(counted, existing, part),
    }
    last = { roll, index, view }
    return view
  }
}

const seatedView = remembered((seats: Roll['seats']) => Object.fromEntries(seats))

const remoteView = remembered((persons: Roll['persons']) =>
  [...persons].flatMap(([member, { place }]) => (place.kind === 'remote' ? [member] : [])),
)
