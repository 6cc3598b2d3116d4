import type {
  AgendaItemView,
  PreparedVoteView,
  PresenceView,
  RoomView,
  SittingView,
} from '../../protocol/views.ts'
import { atLeastSum } from '../arithmetic.ts'
import { policyQuorum } from '../presence-check.ts'
import { remembered } from '../remembered.ts'
import { countedMembers } from '../standing.ts'
import type { ChamberState, Roll, Sitting } from '../state.ts'
import { publicBallotView } from './ballot.ts'
import { floorView, onAirView, queueView } from './floor.ts'
import { presenceCheckView } from './presence-check.ts'

/** Channel `room`: public, the same bytes for every screen in the house. */
export function roomView(state: ChamberState, checkpoint: RoomView['checkpoint'] = null): RoomView {
  const { sitting, roll } = state
  return {
    sitting: sitting === null ? null : sittingView(sitting),
    agenda: sitting === null ? NO_AGENDA : agendaView(sitting),
    item: sitting?.item ?? null,
    onAir: onAirView(state),
    queue: queueView(state),
    floor: floorView(state),
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
