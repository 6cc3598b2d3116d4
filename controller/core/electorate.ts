import type { MemberId } from '../protocol/ids.ts'
import { isCounted } from './standing.ts'
import type { Ballot, ChamberState } from './state.ts'

/**
 * Whether this member may vote in it: whoever was present when it opened, or, where the rule takes
 * the members present now, whoever is present at this moment.
 */
export const isEntitled = (state: ChamberState, ballot: Ballot, member: MemberId): boolean =>
  ballot.rule.electorate === 'frozen' ? ballot.entitled.has(member) : isCounted(state, member)

/** Everybody who may vote or has voted, in the chamber's order. */
export function electorateOf(
  state: ChamberState,
  ballot: Ballot,
  hasVoted: (member: MemberId) => boolean,
): readonly MemberId[] {
  if (ballot.rule.electorate === 'frozen') return ballot.electorate
  return (state.chamber?.members ?? [])
    .map(({ id }) => id)
    .filter((member) => isCounted(state, member) || hasVoted(member))
}
