import type { ConsoleId, MemberId, SeatId } from '../../protocol/ids.ts'
import type { SeatStateView } from '../../protocol/views.ts'
import type { ChamberIndex } from '../chamber-index.ts'
import { carrierOf, microphoneAt, microphoneIsOpen, seatsAt } from '../floor/microphones.ts'
import type { Live } from '../live.ts'
import { votersIn, type Voters } from '../ballot/standing.ts'
import { remembered } from '../remembered.ts'
import { seatOf } from '../standing.ts'
import type { ChamberState, Fault } from '../state.ts'

type Known = ReturnType<Live['consoles']['get']>

/** A seat of the plan with what its view was made of last. */
interface SeatRow {
  readonly seat: SeatId
  readonly console: ConsoleId | null
  /** Whose cable the seat's microphone hangs on: another's where seats share one. */
  readonly carrier: ConsoleId | null
  known: Known
  carried: Known
  view: SeatStateView | null
}

/** What every seat's view is made of beside what its own console says. */
interface House {
  sitters: ChamberState['roll']['seats']
  open: ReadonlySet<SeatId>
  faulty: ReadonlySet<string>
  entitled: ReadonlySet<MemberId>
  votes: Voters | null
}

interface Kept {
  readonly rows: readonly SeatRow[]
  house: House | null
  record: Record<SeatId, SeatStateView>
}

/**
 * Every seat of the plan, ordered and reported side by side. A seat that is as it was keeps its very
 * view, and all of them their record: a console's report costs one seat, not the house.
 */
export function seatStates(state: ChamberState, live: Live): Record<SeatId, SeatStateView> {
  const kept = keptFor(state.index)
  const house = houseOf(state)
  const changed: [SeatId, SeatStateView][] = []
  for (const row of kept.rows) {
    const known = row.console === null ? undefined : live.consoles.get(row.console)
    const carried = row.carrier === row.console ? known : carriedBy(row.carrier, live)
    const isSame = row.known === known && row.carried === carried
    if (row.view !== null && isSame && kept.house === house) continue
    row.known = known
    row.carried = carried
    const view = seatState(row, house)
    if (row.view === view) continue
    row.view = view
    changed.push([row.seat, view])
  }
  kept.house = house
  if (changed.length > 0) kept.record = { ...kept.record, ...Object.fromEntries(changed) }
  return kept.record
}

const carriedBy = (carrier: ConsoleId | null, live: Live): Known =>
  carrier === null ? undefined : live.consoles.get(carrier)

const keptFor = remembered((index: ChamberIndex): Kept => {
  const rows = [...index.seats.keys()].map((seat): SeatRow => {
    const console = index.consoleOfSeat.get(seat) ?? null
    const carrier = carrierOf(index, microphoneAt(index, seat)) ?? null
    return { seat, console, carrier, known: undefined, carried: undefined, view: null }
  })
  return { rows, house: null, record: {} }
})

const houseOf = ({ roll, floor, index, faults, ballot }: ChamberState): House =>
  house(
    roll.seats,
    openSeats(floor, roll, index),
    faultyThings(faults),
    entitledTo(ballot),
    ballot === null ? null : votersIn(ballot),
  )

const house = remembered(
  (
    sitters: House['sitters'],
    open: House['open'],
    faulty: House['faulty'],
    entitled: House['entitled'],
    votes: House['votes'],
  ): House => ({ sitters, open, faulty, entitled, votes }),
)

/** The row's own view where that is still true. */
function seatState(
  { seat, console, carrier, known, carried, view }: SeatRow,
  house: House,
): SeatStateView {
  const member = house.sitters.get(seat)
  const online = known?.online ?? false
  // What a console that is offline said last is not what it does now.
  const said = online ? (known?.reported ?? null) : null
  const ordered: SeatStateView['ordered'] = house.open.has(seat) ? 'open' : 'closed'
  const reported =
    carrier === console
      ? (said?.microphone ?? null)
      : ordered === 'open' && carried?.online === true
        ? (carried.reported?.microphone ?? null)
        : 'closed'
  const can = said?.can
  const problem = said?.problem ?? null
  const entitled = member !== undefined && house.entitled.has(member)
  const voted = member !== undefined && (house.votes?.has(member) ?? false)
  const fault = house.faulty.size > 0 && isFaulty(house.faulty, seat, console, member)
  if (
    view?.online === online &&
    view.ordered === ordered &&
    view.reported === reported &&
    view.problem === problem &&
    sameAbilities(view.can, can) &&
    view.entitled === entitled &&
    view.voted === voted &&
    view.fault === fault
  )
    return view
  const state = { console, online, ordered, reported, problem, entitled, voted, fault }
  return can === undefined ? state : { ...state, can }
}

const sameAbilities = (one: SeatStateView['can'], other: SeatStateView['can']): boolean =>
  one?.length === other?.length && (one ?? []).every((ability, at) => ability === other?.[at])

/** Who may vote in the vote that is open or was last. */
export const entitledTo = (ballot: ChamberState['ballot']): ReadonlySet<MemberId> =>
  ballot === null ? NOBODY : asSet(ballot.electorate)

const NOBODY: ReadonlySet<MemberId> = new Set()
const asSet = remembered(
  (electorate: readonly MemberId[]): ReadonlySet<MemberId> => new Set(electorate),
)

const isFaulty = (
  faulty: ReadonlySet<string>,
  seat: SeatId,
  console: ConsoleId | null,
  member: MemberId | undefined,
) =>
  faulty.has(`seat ${seat}`) ||
  (console !== null && faulty.has(`console ${console}`)) ||
  (member !== undefined && faulty.has(`member ${member}`))

/** Seats whose people are heard, and those a technician opened the microphone of. */
const openSeats = remembered(
  (
    floor: ChamberState['floor'],
    roll: ChamberState['roll'],
    index: ChamberIndex,
  ): ReadonlySet<SeatId> => {
    const state = { floor, roll, index }
    const people = [...floor.chairMicrophones, ...floor.speakers.map(({ member }) => member)]
    const heard = people.filter((member) => microphoneIsOpen(state, member))
    return new Set([
      ...heard.flatMap((member) => seatOf(state, member) ?? []),
      ...floor.forcedOpen.flatMap((microphone) => seatsAt(index, microphone)),
    ])
  },
)

const faultyThings = remembered(
  (faults: readonly Fault[]): ReadonlySet<string> =>
    new Set(faults.map(({ source }) => `${source.kind} ${source.id}`)),
)
