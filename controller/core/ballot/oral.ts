import type { Actor } from '../../protocol/actors.ts'
import type { ChoiceId } from '../../protocol/chamber.ts'
import type { Command } from '../../protocol/commands.ts'
import type { BallotResult, ChamberEvent, OralVote as OralVoteData } from '../../protocol/events.ts'
import type { MemberId, UserId } from '../../protocol/ids.ts'
import { choicesIn, resultOf } from '../ballot-result.ts'
import { decided, refuse, type Decision, type Refused } from '../decision.ts'
import { officerOf } from '../officer.ts'
import { whyLocked } from '../standing.ts'
import type { Ballot, ChamberState, OralVote } from '../state.ts'
import { settled } from './casting.ts'
import { SPOKEN, spoken, spokenIn } from './sanity.ts'
import { standingResult } from './standing.ts'

type OralCommand = Extract<Command, { type: 'AddOralVote' | 'AttestOralVote' }>

/** More consoles than these do not fail one by one: then a roll call takes over. */
const ORAL_LIMIT = 100

/** A vote said aloud: one officer heard it, another attests it, and then it counts. */
export function decideOral(
  state: ChamberState,
  ballot: Ballot,
  command: OralCommand,
  by: Actor,
): Decision {
  const officer = officerOf(by)
  if (!officer.ok) return officer
  const refused = whyNotAloud(state, ballot, command.member)
  if (refused !== null) return refused
  return command.type === 'AddOralVote'
    ? propose(ballot, command, officer.user)
    : attest(state, ballot, command.member, officer.user)
}

/** Any existing member: whose console or card failed may not have been able to sign in. */
function whyNotAloud(state: ChamberState, ballot: Ballot, member: MemberId): Refused | null {
  if (ballot.state === 'voided') return refuse('ballot-voided', `Vote ${ballot.id} is void.`)
  if (ballot.state === 'held') return refuse('ballot-held', `Vote ${ballot.id} is held.`)
  if (ballot.rule.method === 'secret')
    return refuse('secret-ballot', 'A vote said aloud would not be secret.')
  const person = state.index.members.get(member)
  if (person === undefined) return refuse('unknown-member', `There is no member ${member}.`)
  if (person.class !== 'member') return refuse('not-a-member', `${member} is no member.`)
  const locked = whyLocked(state, member)
  if (locked !== null) return locked
  return ballot.votes.has(member)
    ? refuse('already-voted', `${member} has a vote on record, which only ${member} can change.`)
    : null
}

function propose(
  ballot: Ballot,
  { member, choice, reason }: Extract<OralCommand, { type: 'AddOralVote' }>,
  officer: UserId,
): Decision {
  if (!ballot.rule.choices.some(({ id }) => id === choice))
    return refuse('unknown-choice', `This vote has no choice ${choice}.`)
  if (ballot.oral.length >= ORAL_LIMIT)
    return refuse('oral-votes-full', `${ORAL_LIMIT} oral votes await their second officer.`)
  return decided({
    type: 'OralVoteProposed',
    data: { ballot: ballot.id, member, choice, reason, officer },
  })
}

function attest(state: ChamberState, ballot: Ballot, member: MemberId, officer: UserId): Decision {
  const proposed = ballot.oral.find((other) => other.member === member)
  if (proposed === undefined)
    return refuse('no-oral-vote', `Nobody has taken down an oral vote of ${member}.`)
  return proposed.officer === officer
    ? refuse('same-officer', 'The officer who took it down cannot attest it: another must.')
    : decided(added(state, ballot, proposed, officer))
}

/** Until the result is declared it is in the count; after that it corrects what was declared. */
function added(
  state: ChamberState,
  ballot: Ballot,
  { member, choice, officer }: OralVote,
  second: UserId,
): ChamberEvent {
  const data: OralVoteData = { ballot: ballot.id, member, choice, officers: [officer, second] }
  const standing = standingResult(ballot)
  if (standing === null) return { type: 'OralVoteAdded', data: { ...data, result: null } }
  const result = withVote(state, ballot, standing, member, choice)
  return ballot.state === 'declared'
    ? { type: 'ResultCorrected', data: { ...data, result } }
    : { type: 'OralVoteAdded', data: { ...data, result } }
}

/** The result with one vote more; who was there is what it was at the close. */
function withVote(
  state: ChamberState,
  ballot: Ballot,
  standing: BallotResult,
  member: MemberId,
  choice: ChoiceId,
): BallotResult {
  const votes = new Map(choicesIn(ballot)).set(member, choice)
  const result = settled(ballot.rule, resultOf(state, ballot, votes, standing), ballot.casting)
  const others = standing.sanity.filter(({ code }) => code !== SPOKEN)
  return { ...result, sanity: [...others, ...spoken([...spokenIn(ballot), member])] }
}
