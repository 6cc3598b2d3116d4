import type { Actor } from '../../protocol/actors.ts'
import type { ChoiceId, Rule } from '../../protocol/chamber.ts'
import type { BallotResult } from '../../protocol/events.ts'
import type { MemberId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import { withCastingVote } from '../rule-conditions.ts'
import { hasChair, whyLocked } from '../standing.ts'
import type { Ballot, ChamberState } from '../state.ts'
import { standingResult } from './standing.ts'

/** Whether this person may settle a tie now: whoever has taken the chair's seat. */
export const mayCast = (state: ChamberState, ballot: Ballot, member: MemberId): boolean =>
  isTied(ballot) && hasChair(state, member)

/** The chair may hear of the tie at the preview, or when it was told to the house. */
const isTied = (ballot: Ballot): boolean =>
  (ballot.state === 'closed' || ballot.state === 'declared') &&
  standingResult(ballot)?.outcome === 'tie'

/** The chair's additional vote, from the chair's own seat or console and nowhere else. */
export function castingVote(
  state: ChamberState,
  ballot: Ballot,
  by: Actor,
  choice: ChoiceId,
): Decision {
  const { rule } = ballot
  const result = standingResult(ballot)
  const member = whoIsAt(state, by)
  if (member === undefined || !hasChair(state, member))
    return refuse('not-the-chair', 'A casting vote is given at the seat of the chair.')
  if (result === null || !isTied(ballot))
    return refuse('no-tie', `Vote ${ballot.id} is not tied: the chair has no vote to add.`)
  const counts = rule.choices.find(({ id }) => id === choice)?.counts
  if (counts !== 'yes' && counts !== 'no')
    return refuse('unknown-choice', `A casting vote is for or against: ${choice} is neither.`)
  return (
    whyLocked(state, member) ??
    decided({
      type: 'CastingVoteGiven',
      data: { ballot: ballot.id, member, choice, result: withCastingVote(rule, result, choice) },
    })
  )
}

function whoIsAt({ index, roll }: ChamberState, by: Actor): MemberId | undefined {
  const seat = by.kind === 'seat' ? by.seat : null
  const own = by.kind === 'console' ? index.consoles.get(by.console)?.seat : seat
  return own === undefined || own === null ? undefined : roll.seats.get(own)
}

/** A result counted anew: what the chair chose once counts wherever the count is a tie. */
export const settled = (
  rule: Rule,
  result: BallotResult,
  casting: Ballot['casting'],
): BallotResult =>
  casting !== null && result.outcome === 'tie'
    ? withCastingVote(rule, result, casting.choice)
    : result

/** The chair's vote, where what was declared or what it has come to has it in its count. */
export function countedCasting(ballot: Ballot): Ballot['casting'] {
  const { casting, secret, result } = ballot
  // Nothing is added to a secret vote, and what is spoiled in it counts for no choice.
  if (casting === null || secret !== null) return casting
  return [result, standingResult(ballot)].some((each) => each !== null && hasCasting(each))
    ? casting
    : null
}

/** It counts for a choice and is nobody's part of the turnout. */
const hasCasting = ({ counts, cast }: BallotResult): boolean =>
  counts.reduce((sum, { count }) => sum + count, 0) > cast
