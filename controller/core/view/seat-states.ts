import type { ConsoleId, MemberId, SeatId } from '../../protocol/ids.ts'
import type { SeatStateView } from '../../protocol/views.ts'
import type { Live } from '../live.ts'
import { remembered } from '../remembered.ts'
import type { ChamberState, Fault } from '../state.ts'
import { keptRecord } from './kept.ts'

const keepSeats = keptRecord<SeatId, SeatStateView>()

/** Every seat of the plan, ordered and reported side by side. */
export function seatStates(state: ChamberState, live: Live): Record<SeatId, SeatStateView> {
  const open = openMicrophones(state.floor)
  const faulty = faultyThings(state.faults)
  const entitled = entitledTo(state.ballot)
  const views = [...state.index.seats.keys()].map((seat): [SeatId, SeatStateView] => {
    const console = state.index.consoleOfSeat.get(seat) ?? null
    const known = console === null ? undefined : live.consoles.get(console)
    const member = state.roll.seats.get(seat)
    const online = known?.online ?? false
    // What a console that is offline said last is not what it does now.
    const reported = online ? (known?.reported ?? null) : null
    const view = {
      console,
      online,
      ordered: member !== undefined && open.has(member) ? 'open' : 'closed',
      reported: reported?.microphone ?? null,
      problem: reported?.problem ?? null,
      entitled: member !== undefined && entitled.has(member),
      voted: member !== undefined && (state.ballot?.votes.has(member) ?? false),
      fault: faulty.size > 0 && isFaulty(faulty, seat, console, member),
    } as const
    return [seat, view]
  })
  return keepSeats(views)
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
