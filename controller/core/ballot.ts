import type { Actor } from '../protocol/actors.ts'
import type { ChoiceId } from '../protocol/chamber.ts'
import type { Command } from '../protocol/commands.ts'
import type { VoteEvidence } from '../protocol/events.ts'
import type { BallotId, Instant, MemberId, PressId } from '../protocol/ids.ts'
import { quorumOf } from './arithmetic.ts'
import { resultOf } from './ballot-result.ts'
import { decided, refuse, type Decision, type Refused } from './decision.ts'
import { isEntitled } from './electorate.ts'
import { isOlder, someMissing } from './press-window.ts'
import { countedMembers, isCounted, whyNotOpen } from './standing.ts'
import type { Ballot, ChamberState } from './state.ts'

type BallotCommand = Extract<
  Command,
  { type: 'OpenBallot' | 'CastVote' | 'CloseBallot' | 'DeclareResult' | 'VoidBallot' }
>

/** Ids of ballots stand beside those of sittings in `usedIds`. */
export const usedBallot = (ballot: BallotId) => `ballot ${ballot}`

export function decideBallot(
  state: ChamberState,
  command: BallotCommand,
  by: Actor,
  at: Instant,
): Decision {
  if (command.type === 'OpenBallot') return open(state, command, at)
  if (command.type === 'CastVote') return castVote(state, command, by)
  const ballot = [state.ballot, ...state.pastBallots].find((known) => known?.id === command.ballot)
  if (ballot === undefined || ballot === null)
    return refuse('no-ballot', `There is no vote ${command.ballot} in this sitting.`)
  switch (command.type) {
    case 'CloseBallot':
      return close(state, ballot)
    case 'DeclareResult':
      return declare(ballot)
    case 'VoidBallot':
      return ballot.state === 'voided'
        ? refuse('ballot-voided', `Vote ${ballot.id} is already void.`)
        : decided({ type: 'BallotVoided', data: { ballot: ballot.id, reason: command.reason } })
  }
}

function open(
  state: ChamberState,
  command: Extract<Command, { type: 'OpenBallot' }>,
  at: Instant,
): Decision {
  const { ballot, motion, durationMs } = command
  const refused = whyNotOpen(state)
  if (refused !== null) return refused
  if (state.ballot?.state === 'open')
    return refuse('ballot-still-open', `Vote ${state.ballot.id} is still open.`)
  if (state.usedIds.has(usedBallot(ballot)))
    return refuse('ballot-exists', `Vote ${ballot} is already in the record.`)
  const rule = state.index.rules.get(command.rule)
  if (rule === undefined) return refuse('unknown-rule', `There is no rule ${command.rule}.`)
  const present = countedMembers(state)
  const { existing } = state.index
  const quorum = quorumOf(present, existing, rule.quorum.part)
  if (!quorum.holds) return refuse('inquorate', `Too few members are present: ${quorum.formula}.`)
  const electorate = (state.chamber?.members ?? [])
    .map((member) => member.id)
    .filter((member) => isCounted(state, member))
  const closesAt = durationMs === 0 ? null : at + durationMs
  const item = state.sitting?.item ?? null
  return decided({
    type: 'BallotOpened',
    data: { ballot, motion, rule, item, electorate, existing, present, closesAt, origin: null },
  })
}

interface Wish {
  ballot: BallotId
  member: MemberId
  choice: ChoiceId
}

/** One vote a member; a later one replaces it where the rule lets the last count (RULES R17). */
export function castVote(state: ChamberState, wish: Wish, by: Actor): Decision {
  const { ballot } = state
  if (ballot === null) return refuse('no-ballot', 'There is no vote.')
  if (ballot.id !== wish.ballot)
    return refuse('other-ballot', `The present vote is ${ballot.id}, not ${wish.ballot}.`)
  const refused =
    whyNoVote(state, ballot, wish.member) ??
    whyOvertaken(state, ballot, wish, by) ??
    whyNotThisChoice(state, ballot, wish, by)
  if (refused !== null) return refused
  const place = state.roll.persons.get(wish.member)?.place
  if (place === undefined) return refuse('not-present', `${wish.member} is not signed in.`)
  const fromConsole = by.kind === 'console' ? by : null
  const evidence: VoteEvidence = {
    place,
    console: fromConsole?.console ?? null,
    pressId: fromConsole?.pressId ?? null,
    deviceAt: fromConsole?.deviceAt ?? null,
  }
  const { member, choice } = wish
  return decided({ type: 'VoteCast', data: { ballot: ballot.id, member, choice, evidence } })
}

/** Why this member cannot vote in it now, whatever the choice; null where they may. */
export function whyNoVote(state: ChamberState, ballot: Ballot, member: MemberId): Refused | null {
  if (ballot.state !== 'open') return refuse('ballot-closed', `Vote ${ballot.id} is closed.`)
  const place = state.roll.persons.get(member)?.place
  const fromAfar = place?.kind === 'remote'
  if (fromAfar && state.chamber?.policy.remoteVoting !== true)
    return refuse('no-remote-vote', 'In this chamber nobody votes from afar.')
  if (!isEntitled(state, ballot, member))
    return refuse('not-in-electorate', `${member} was not among the voters when it was opened.`)
  if (place === undefined) return refuse('not-present', `${member} is not signed in.`)
  return ballot.rule.revision === 'first-counts' && ballot.votes.has(member)
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

function close(state: ChamberState, ballot: Ballot): Decision {
  if (ballot.state !== 'open')
    return refuse('ballot-not-open', `Vote ${ballot.id} is not open: it is ${ballot.state}.`)
  return decided({
    type: 'BallotClosed',
    data: { ballot: ballot.id, result: resultOf(state, ballot) },
  })
}

function declare(ballot: Ballot): Decision {
  switch (ballot.state) {
    case 'open':
      return refuse('ballot-still-open', `Vote ${ballot.id} is open: close it first.`)
    case 'declared':
      return refuse('ballot-already-declared', `The result of ${ballot.id} was declared.`)
    case 'voided':
      return refuse('ballot-voided', `Vote ${ballot.id} is void.`)
    case 'closed':
      return decided({ type: 'ResultDeclared', data: { ballot: ballot.id } })
  }
}
