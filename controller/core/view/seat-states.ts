import type { ConsoleId, MemberId, SeatId } from '../../protocol/ids.ts'
import type { SeatStateView } from '../../protocol/views.ts'
import type { ChamberIndex } from '../chamber-index.ts'
import type { Live } from '../live.ts'
import { votersIn, type Voters } from '../ballot/standing.ts'
import { remembered } from '../remembered.ts'
import type { ChamberState, Fault } from '../state.ts'

type Known = ReturnType<Live['consoles']['get']>

/** A seat of the plan with what its view was made of last. */
interface SeatRow {
  readonly seat: SeatId
  readonly console: ConsoleId | null
  known: Known
  view: SeatStateView | null
}

/** What every seat's view is made of beside what its own console says. */
interface House {
  sitters: ChamberState['roll']['seats']
  open: ReadonlySet<MemberId>
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
    if (row.view !== null && row.known === known && kept.house === house) continue
    row.known = known
    const view = seatState(row, house)
    if (row.view === view) continue
    row.view = view
    changed.push([row.seat, view])
  }
  kept.house = house
  if (changed.length > 0) kept.record = { ...kept.record, ...Object.fromEntries(changed) }
  return kept.record
}

const keptFor = remembered(({ seats, consoleOfSeat }: ChamberIndex): Kept => {
  const rows = [...seats.keys()].map((seat) => {
    const console = consoleOfSeat.get(seat) ?? null
    return { seat, console, known: undefined, view: null }
  })
  return { rows, house: null, record: {} }
})

const houseOf = ({ roll, floor, faults, ballot }: ChamberState): House =>
  house(
    roll.seats,
    openMicrophones(floor),
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
function seatState({ seat, console, known, view }: SeatRow, house: House): SeatStateView {
  const member = house.sitters.get(seat)
  const online = known?.online ?? false
  // What a console that is offline said last is not what it does now.
  const said = online ? (known?.reported ?? null) : null
  const ordered = member !== undefined && house.open.has(member) ? 'open' : 'closed'
  const reported = said?.microphone ?? null
  const problem = said?.problem ?? null
  const entitled = member !== undefined && house.entitled.has(member)
  const voted = member !== undefined && (house.votes?.has(member) ?? false)
  const fault = house.faulty.size > 0 && isFaulty(house.faulty, seat, console, member)
  if (
    view?.online === online &&
    view.ordered === ordered &&
    view.reported === reported &&
    view.problem === problem &&
    view.entitled === entitled &&
    view.voted === voted &&
    view.fault === fault
  )
    return view
  return { console, online, ordered, reported, problem, entitled, voted, fault }
}

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

const openMicrophones = remembered(
  ({ speakers, chairMicrophones }: ChamberState['floor']): ReadonlySet<MemberId> =>
    new Set([
      ...chairMicrophones,
      ...speakers.flatMap(({ member, microphone }) => (microphone ? [member] : [])),
    ]),
)

const faultyThings = remembered(
  (faults: readonly Fault[]): ReadonlySet<string> =>
    new Set(faults.map(({ source }) => `${source.kind} ${source.id}`)),
)
