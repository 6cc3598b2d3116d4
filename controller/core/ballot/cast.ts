import type { Actor } from '../../protocol/actors.ts'
import type { ChoiceId } from '../../protocol/chamber.ts'
import type { BallotId, Instant, MemberId, PressId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision, type Refused } from '../decision.ts'
import { isEntitled } from '../electorate.ts'
import { evidenceOf } from '../evidence/evidence.ts'
import { isOlder, someMissing } from '../press-window.ts'
import { whyLocked } from '../standing.ts'
import type { Ballot, ChamberState } from '../state.ts'
import { votersIn } from './standing.ts'

interface Wish {
  ballot: BallotId
  member: MemberId
  choice: ChoiceId
}

/** One vote a member; a later one replaces it where the rule lets the last count (RULES R17). */
export function castVote(state: ChamberState, wish: Wish, by: Actor, sentAt: Instant): Decision {
  const { ballot } = state
  if (ballot === null) return refuse('no-ballot', 'There is no vote.')
  if (ballot.id !== wish.ballot)
    return refuse('other-ballot', `The present vote is ${ballot.id}, not ${wish.ballot}.`)
  if (ballot.rule.method === 'secret')
    return refuse('must-be-sealed', `In vote ${ballot.id} a choice is sealed before it is sent.`)
  const refused =
    whyNoVote(state, ballot, wish.member, sentAt) ??
    whyOvertaken(state, ballot, wish, by) ??
    whyNotThisChoice(state, ballot, wish, by)
  if (refused !== null) return refused
  const presence = state.roll.persons.get(wish.member)
  if (presence === undefined) return refuse('not-present', `${wish.member} is not signed in.`)
  const evidence = evidenceOf(state, presence, by, { sentAt, called: ballot.call !== null })
  const { member, choice } = wish
  return decided({ type: 'VoteCast', data: { ballot: ballot.id, member, choice, evidence } })
}

/**
 * Why this member cannot vote in it now, whatever the choice; null where they may. After the close
 * only what was sent before it still may, as far as somebody can vouch for when that was.
 */
export function whyNoVote(
  state: ChamberState,
  ballot: Ballot,
  member: MemberId,
  sentAt: Instant = Infinity,
): Refused | null {
  if (ballot.state === 'held')
    return refuse('ballot-held', `Vote ${ballot.id} is held: nobody can vote until it goes on.`)
  const inTime = ballot.closing !== null && sentAt < ballot.closing.at
  if (ballot.state !== 'open' && !inTime)
    return refuse('ballot-closed', `Vote ${ballot.id} is closed.`)
  const place = state.roll.persons.get(member)?.place
  const fromAfar = place?.kind === 'remote'
  if (fromAfar && state.chamber?.policy.remoteVoting !== true)
    return refuse('no-remote-vote', 'In this chamber nobody votes from afar.')
  if (!isEntitled(state, ballot, member))
    return refuse('not-in-electorate', `${member} was not among the voters when it was opened.`)
  if (place === undefined) return refuse('not-present', `${member} is not signed in.`)
  if (ballot.call !== null && ballot.call.called !== member)
    return refuse('not-called', `${member} is not called now.`)
  if (ballot.votes.get(member)?.officers)
    return refuse('already-voted', `${member} has an oral vote that two officers attested.`)
  const locked = whyLocked(state, member)
  if (locked !== null) return locked
  return ballot.rule.revision === 'first-counts' && votersIn(ballot).has(member)
    ? refuse('already-voted', `${member} has voted, and the first vote counts.`)
    : null
}

/** A link may bring two presses of one console in the wrong order: the one pressed last counts. */
function whyOvertaken(
  state: ChamberState,
  ballot: Ballot,
  { member }: Wish,
  by: Actor,
): Refused | null {
  const before = pressOf(ballot, member, by)
  return by.kind === 'console' &&
    before !== null &&
    isOlder(state.presses.get(by.console), by.pressId, before)
    ? refuse('overtaken-press', `Press ${by.pressId} was made before ${before}, which counts.`)
    : null
}

function whyNotThisChoice(
  state: ChamberState,
  ballot: Ballot,
  { member, choice }: Wish,
  by: Actor,
): Refused | null {
  if (!ballot.rule.choices.some((known) => known.id === choice))
    return refuse('unknown-choice', `This vote has no choice ${choice}.`)
  if (ballot.votes.get(member)?.choice !== choice) return null
  // Another choice pressed in between may still come: it must find that this one was the last.
  const before = pressOf(ballot, member, by)
  return by.kind === 'console' &&
    before !== null &&
    someMissing(state.presses.get(by.console), before, by.pressId)
    ? null
    : refuse('same-choice', `${member} has already chosen ${choice}.`)
}

/** The press the member's vote rests on, where it came from the console that presses now. */
function pressOf(ballot: Ballot, member: MemberId, by: Actor): PressId | null {
  const evidence = ballot.votes.get(member)?.evidence
  return by.kind === 'console' && evidence?.console === by.console ? evidence.pressId : null
}
