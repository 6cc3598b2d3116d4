import type { MemberId } from '../../protocol/ids.ts'
import { isEntitled } from '../electorate.ts'
import type { Ballot, ChamberState } from '../state.ts'
import { isRunning, votersIn } from './standing.ts'

/** What a vote just cast broke, as a sentence; null when all holds. */
export function voteHolds(state: ChamberState, member: MemberId): string | null {
  const { ballot } = state
  if (ballot?.state !== 'open' && ballot?.state !== 'closing')
    return `${member} voted and no vote is open`
  if (!isEntitled(state, ballot, member)) return `${member} voted and was not entitled to`
  if (state.watch.locks.has(member)) return `${member} voted and is locked`
  return votersIn(ballot).size > ballot.existing ? 'more votes than existing members' : null
}

/** What holds of every vote at any time. */
export function ballotHolds(ballot: Ballot | null): string | null {
  if (ballot === null) return null
  if (ballot.electorate.length > ballot.existing) return 'more voters than existing members'
  if (ballot.entitled.size !== ballot.electorate.length) return 'a voter is listed twice'
  if ((ballot.closing !== null) !== (ballot.state === 'closing'))
    return 'late votes are awaited and are not'
  if ((ballot.held !== null) !== (ballot.state === 'held')) return 'a vote is held and is not'
  if ((ballot.result === null) !== isRunning(ballot))
    return ballot.state === 'voided' ? null : 'a result stands without a close'
  const counted = ballot.result?.counts.reduce((sum, { count }) => sum + count, 0)
  const voters = votersIn(ballot).size
  // What is spoiled in a secret vote counts for no choice.
  if (ballot.secret !== null && counted !== undefined && counted <= voters) return null
  const expected = voters - ballot.corrections.length
  const most = expected + (ballot.casting === null ? 0 : 1)
  return counted !== undefined && (counted < expected || counted > most)
    ? `${voters} votes and ${counted} counted`
    : null
}

/** Everybody who may vote is called, once in the order, and nobody else is. */
function callHolds({ call, electorate }: Ballot): string | null {
  if (call === null) return null
  const called = new Set(call.order)
  if (called.size !== call.order.length) return 'a name is twice in the roll call'
  return electorate.every((member) => called.has(member)) ? null : 'a voter is not in the roll call'
}

/** The same over all votes of a sitting, and that one runs at most. */
export function ballotsHold(present: Ballot | null, past: readonly Ballot[]): string | null {
  for (const ballot of [present, ...past]) {
    const wrong = ballotHolds(ballot) ?? votersHold(ballot) ?? (ballot && callHolds(ballot))
    if (wrong !== null) return wrong
  }
  return past.some(isRunning) ? 'two votes are running' : null
}

/** Where voters are those present at the moment, `voteHolds` looked when each vote came. */
function votersHold(ballot: Ballot | null): string | null {
  if (ballot?.rule.electorate === 'present-now') return null
  for (const [member, { officers }] of ballot?.votes ?? [])
    if (officers === null && !ballot?.entitled.has(member))
      return `${member} voted and was not entitled to`
  return null
}
