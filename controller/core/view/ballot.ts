import type { ChoiceId, Rule } from '../../protocol/chamber.ts'
import type { BallotResult } from '../../protocol/events.ts'
import type { BallotId, MemberId } from '../../protocol/ids.ts'
import type { BallotView, OralVoteView, OwnBallotView, RollCallView } from '../../protocol/views.ts'
import { atLeastSum } from '../arithmetic.ts'
import { whyNoVote } from '../ballot/cast.ts'
import { countedCasting, mayCast } from '../ballot/casting.ts'
import { questionsIn } from '../ballot/close.ts'
import { leftIn, missingIn, nextIn } from '../ballot/roll-call.ts'
import { votersIn } from '../ballot/standing.ts'
import { isEntitled } from '../electorate.ts'
import { remembered } from '../remembered.ts'
import { sealOf } from '../secret/standing.ts'
import { hasChair, whyLocked } from '../standing.ts'
import type { Ballot, ChamberState, RollCall } from '../state.ts'

/** What everybody may see: the result once it is declared, never a running count. */
export const publicBallotView = (ballot: Ballot | null): BallotView | null =>
  ballot === null ? null : publicView(ballot)

/** What the desk may see: the result from the close on, so that the chair can announce it. */
export const deskBallotView = (ballot: Ballot | null): BallotView | null =>
  ballot === null ? null : deskView(ballot)

const publicView = remembered((ballot: Ballot) => viewOf(ballot, ballot.state === 'declared'))

const deskView = remembered((ballot: Ballot) => viewOf(ballot, ballot.result !== null))

const viewOf = (ballot: Ballot, showResult: boolean): BallotView => ({
  id: ballot.id,
  motion: ballot.motion,
  state: ballot.state,
  item: ballot.item,
  method: ballot.rule.method,
  rule: ruleView(ballot.rule),
  openedAt: ballot.openedAt,
  closesAt: ballot.closesAt,
  held: ballot.held,
  closing: ballot.closing,
  declaredAt: ballot.declaredAt,
  electorate: ballot.electorate.length,
  cast: votersIn(ballot).size,
  quorum: atLeastSum(votersIn(ballot).size, ballot.existing, ballot.rule.quorum.part),
  result: showResult ? ballot.result : null,
  casting: showResult ? countedCasting(ballot) : null,
  oral: showResult ? oralView(ballot.votes) : null,
  oralCast: oralView(ballot.votes).length,
  corrections: correctionsView(ballot.corrections),
  supporters: ballot.supporters,
  origin: ballot.origin,
  call: ballot.call === null ? null : callView(ballot, ballot.call),
  votes: ballot.state === 'declared' && ballot.secret === null ? votesView(ballot.votes) : null,
  voidedBecause: ballot.voidedBecause,
  secret: secretView(ballot.secret),
})

const secretView = (secret: Ballot['secret']): BallotView['secret'] =>
  secret === null
    ? null
    : { officers: secret.officers.map(({ user }) => user), seal: sealOf(secret) }

const oralView = remembered((votes: Ballot['votes']): OralVoteView[] =>
  [...votes].flatMap(([member, { choice, officers }]) =>
    officers === null ? [] : [{ member, choice, officers }],
  ),
)

const correctionsView = remembered(
  (corrections: Ballot['corrections']): BallotView['corrections'] => [...corrections],
)

const callView = (ballot: Ballot, call: RollCall): RollCallView => ({
  order: call.order,
  round: call.round,
  called: call.called,
  answered: call.called !== null && ballot.votes.has(call.called),
  next: nextIn(ballot, call),
  done: ballot.votes.size,
  left: leftIn(ballot, call),
  missing: missingIn(ballot, call),
})

const ruleView = remembered(({ id, name, citation, choices }: Rule): BallotView['rule'] => ({
  id,
  name,
  citation,
  choices,
}))

const votesView = remembered((votes: Ballot['votes']): Record<MemberId, ChoiceId> => {
  const choices = [...votes].map(([member, { choice }]): [MemberId, ChoiceId] => [member, choice])
  return Object.fromEntries(choices)
})

/**
 * Whoever announces a result reads it first: the chair, at the chair's seat. Not before an officer has
 * looked at what it asks about.
 */
const previewFor = (
  state: ChamberState,
  { state: stage, result }: Ballot,
  member: MemberId,
): BallotResult | null =>
  stage === 'closed' &&
  hasChair(state, member) &&
  whyLocked(state, member) === null &&
  questionsIn(result).length === 0
    ? result
    : null

/** The code of a recorded vote's receipt: a hash, which the core cannot compute. */
export type ReceiptOf = (ballot: BallotId, member: MemberId) => string | null

export const noReceipt: ReceiptOf = () => null

/** A person's own part in the vote that is open or was last. */
export function ownBallotView(
  state: ChamberState,
  member: MemberId,
  receiptOf: ReceiptOf,
): OwnBallotView | null {
  const { ballot } = state
  if (ballot === null) return null
  const refused = whyNoVote(state, ballot, member)
  return {
    id: ballot.id,
    entitled: isEntitled(state, ballot, member),
    mayVote: refused === null,
    whyNot: refused?.code ?? null,
    recorded: ballot.votes.get(member)?.choice ?? null,
    sealed: ballot.secret?.voters.has(member) ?? false,
    called: ballot.call?.called === member,
    casting: mayCast(state, ballot, member),
    preview: previewFor(state, ballot, member),
    revisable: ballot.state === 'open' && ballot.rule.revision === 'last-counts',
    receipt: receiptOf(ballot.id, member),
  }
}
