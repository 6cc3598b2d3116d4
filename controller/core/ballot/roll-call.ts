import type { Actor } from '../../protocol/actors.ts'
import type { Command } from '../../protocol/commands.ts'
import type { BallotEvent } from '../../protocol/ballot-events.ts'
import type { MemberId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import { evidenceOf } from '../evidence/evidence.ts'
import { isEntitled } from '../electorate.ts'
import { PersistentMap } from '../persistent-map.ts'
import { whyLocked } from '../standing.ts'
import type { Ballot, ChamberState, RollCall } from '../state.ts'

type CallCommand = Extract<
  Command,
  { type: 'CallNext' | 'SkipCalled' | 'CallBack' | 'CallMissing' | 'AnswerCall' }
>
type CallEvent = Extract<
  BallotEvent,
  { type: 'MemberCalled' | 'MemberSkipped' | 'SecondCallStarted' }
>

const collator = new Intl.Collator('th')

/**
 * The order in which names are called: by the Thai alphabet (the ICU collation, by which เก comes
 * under ก), and by id where two have the same name. It is frozen in the event that opens the vote.
 */
export function callOrder(state: ChamberState, electorate: readonly MemberId[]): MemberId[] {
  const nameOf = (member: MemberId) => state.index.members.get(member)?.name.th ?? member
  return [...electorate].sort(
    (one, other) =>
      collator.compare(nameOf(one), nameOf(other)) || (one < other ? -1 : one > other ? 1 : 0),
  )
}

export const newCall = (order: readonly MemberId[]): RollCall => ({
  order,
  round: 1,
  called: null,
  calls: PersistentMap.empty(),
})

/** Who is called next in this round; null once everybody was. */
export const nextIn = ({ votes }: Ballot, call: RollCall): MemberId | null =>
  call.order.find((member) => (call.calls.get(member) ?? 0) < call.round && !votes.has(member)) ??
  null

/** How many are still to be called in this round. */
export const leftIn = ({ votes }: Ballot, { order, calls, round }: RollCall): number =>
  order.filter((member) => (calls.get(member) ?? 0) < round && !votes.has(member)).length

/** Called at least once, without an answer, and not called now. */
export const missingIn = ({ votes }: Ballot, call: RollCall): MemberId[] =>
  call.order.filter(
    (member) => call.calls.has(member) && !votes.has(member) && member !== call.called,
  )

/** Whether somebody was called whose answer is awaited. */
export const awaitsAnswer = ({ votes, call }: Ballot): boolean =>
  call !== null && call.called !== null && !votes.has(call.called)

/** Whether everybody was called, so that the vote may be closed. */
export const isCallFinished = (ballot: Ballot): boolean =>
  ballot.call === null || (nextIn(ballot, ballot.call) === null && !awaitsAnswer(ballot))

export function decideCall(
  state: ChamberState,
  ballot: Ballot,
  command: CallCommand,
  by: Actor,
): Decision {
  const { call } = ballot
  if (call === null) return refuse('no-roll-call', `Vote ${ballot.id} is not by roll call.`)
  if (ballot.state === 'held') return refuse('ballot-held', `Vote ${ballot.id} is held.`)
  if (ballot.state !== 'open')
    return refuse('ballot-not-open', `Vote ${ballot.id} is not open: it is ${ballot.state}.`)
  if (command.type === 'AnswerCall') return answer(state, ballot, command, by)
  if (command.type === 'SkipCalled') return skip(ballot, call)
  if (awaitsAnswer(ballot))
    return refuse('answer-awaited', `${call.called} was called: take the answer, or skip.`)
  switch (command.type) {
    case 'CallNext':
      return callNext(ballot, call)
    case 'CallBack':
      return callBack(ballot, call, command.member)
    case 'CallMissing':
      return callMissing(ballot, call)
  }
}

function callNext(ballot: Ballot, call: RollCall): Decision {
  const member = nextIn(ballot, call)
  return member === null
    ? refuse('call-finished', 'Everybody was called in this round.')
    : called(ballot, call, member)
}

function callBack(ballot: Ballot, call: RollCall, member: MemberId): Decision {
  if (!call.order.includes(member))
    return refuse('not-in-electorate', `${member} is not among those who are called.`)
  return call.called === member
    ? refuse('nothing-to-change', `${member} is called now.`)
    : called(ballot, call, member)
}

const called = ({ id }: Ballot, { round }: RollCall, member: MemberId): Decision =>
  decided({ type: 'MemberCalled', data: { ballot: id, member, round } })

function skip(ballot: Ballot, { called: member }: RollCall): Decision {
  return member === null || !awaitsAnswer(ballot)
    ? refuse('nobody-called', 'Nobody is called whose answer is awaited.')
    : decided({ type: 'MemberSkipped', data: { ballot: ballot.id, member } })
}

function callMissing(ballot: Ballot, call: RollCall): Decision {
  if (call.round === 2) return refuse('call-finished', 'The second call is the last.')
  if (nextIn(ballot, call) !== null)
    return refuse('call-not-finished', 'The first call comes to its end before the second.')
  const members = missingIn(ballot, call)
  return members.length === 0
    ? refuse('nobody-missing', 'Everybody has answered.')
    : decided({ type: 'SecondCallStarted', data: { ballot: ballot.id, members } })
}

/** The clerk keys what the member called has said; misheard, it is keyed again until the next call. */
function answer(
  state: ChamberState,
  ballot: Ballot,
  { member, choice }: Extract<CallCommand, { type: 'AnswerCall' }>,
  by: Actor,
): Decision {
  if (ballot.call?.called !== member) return refuse('not-called', `${member} is not called now.`)
  if (!isEntitled(state, ballot, member))
    return refuse('not-in-electorate', `${member} is not among the voters.`)
  if (!ballot.rule.choices.some(({ id }) => id === choice))
    return refuse('unknown-choice', `This vote has no choice ${choice}.`)
  const before = ballot.votes.get(member)
  if (before !== undefined && before.officers !== null)
    return refuse('already-voted', `${member} has an oral vote that two officers attested.`)
  if (before?.choice === choice)
    return refuse('same-choice', `${member} has already chosen ${choice}.`)
  const presence = state.roll.persons.get(member)
  if (presence === undefined)
    return refuse('not-present', `${member} is not signed in: sign in whoever answers first.`)
  const evidence = evidenceOf(state, presence, by, { called: true })
  return (
    whyLocked(state, member) ??
    decided({ type: 'VoteCast', data: { ballot: ballot.id, member, choice, evidence } })
  )
}

export function callAfter(call: RollCall, { type, data }: CallEvent): RollCall {
  switch (type) {
    case 'MemberCalled':
      return { ...call, called: data.member, calls: call.calls.set(data.member, data.round) }
    case 'MemberSkipped':
      return { ...call, called: null }
    case 'SecondCallStarted':
      return { ...call, round: 2, called: null }
  }
}
