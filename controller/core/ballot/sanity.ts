import type { BallotResult, SanityEntry } from '../../protocol/events.ts'
import type { ConsoleId, MemberId } from '../../protocol/ids.ts'
import { flagSanity } from '../evidence/sanity.ts'
import { seatOf } from '../standing.ts'
import type { Ballot, ChamberState } from '../state.ts'

/** What an officer should look at before a result is told to the house. */
export function sanityOf(
  state: ChamberState,
  ballot: Ballot,
  result: Pick<BallotResult, 'cast' | 'present' | 'silent'>,
): SanityEntry[] {
  return [
    ...moreThanPresent(result),
    ...unreachable(state, result.silent),
    ...lostLines(state),
    ...spoken(spokenIn(ballot)),
    ...flagSanity(state),
  ]
}

function moreThanPresent({ cast, present }: Pick<BallotResult, 'cast' | 'present'>): SanityEntry[] {
  return cast <= present
    ? []
    : [
        {
          code: 'more-votes-than-present',
          kind: 'ask',
          detail: `${cast} voted and ${present} were present at the close: some left after voting.`,
        },
      ]
}

/** Members who did not vote and sit where the console does not answer: they may have tried. */
function unreachable(state: ChamberState, silent: readonly MemberId[]): SanityEntry[] {
  const dumb = new Set(
    state.faults.flatMap(({ code, source }) => (code === 'console-silent' ? [source.id] : [])),
  )
  if (dumb.size === 0) return []
  const members: MemberId[] = []
  const consoles: ConsoleId[] = []
  for (const member of silent) {
    const seat = seatOf(state, member)
    const console = seat === null ? undefined : state.index.consoleOfSeat.get(seat)
    if (console === undefined || !dumb.has(console)) continue
    members.push(member)
    consoles.push(console)
  }
  const detail = `${members.length} who did not vote sit at consoles that do not answer.`
  return members.length === 0
    ? []
    : [{ code: 'silent-consoles', kind: 'ask', detail, members, consoles }]
}

const WAYS_LOST: ReadonlySet<string> = new Set(['broker-lost', 'bridge-lost', 'line-down'])

/** A bridge or a line that is gone takes its consoles with it; they have no fault of their own. */
function lostLines({ faults }: ChamberState): SanityEntry[] {
  const lost = faults.filter(({ code }) => WAYS_LOST.has(code))
  const names = lost.map(({ source }) => `${source.kind} ${source.id}`).join(', ')
  return lost.length === 0
    ? []
    : [
        {
          code: 'consoles-unreachable',
          kind: 'ask',
          detail: `Not reachable at the close: ${names}.`,
        },
      ]
}

export const SPOKEN = 'oral-votes'

/** Members whose votes were said aloud. */
export const spokenIn = ({ votes }: Ballot): MemberId[] =>
  [...votes].flatMap(([member, { officers }]) => (officers === null ? [] : [member]))

export function spoken(members: MemberId[]): SanityEntry[] {
  const detail = `${members.length} votes were said aloud and attested by two officers.`
  return members.length === 0 ? [] : [{ code: SPOKEN, kind: 'note', detail, members }]
}
