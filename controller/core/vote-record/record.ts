import type { BallotId, MemberId, UserId } from '../../protocol/ids.ts'
import type { Text } from '../../protocol/text.ts'
import type { VoteRecord } from '../../protocol/vote-record.ts'
import { countedCasting } from '../ballot/casting.ts'
import { ballotOf } from '../ballot/standing.ts'
import type { Ballot, ChamberState } from '../state.ts'
import { voterLines } from './members.ts'
import type { Moments, Trace } from './trace.ts'

/**
 * The record of a vote that is over; null while it is not. Choices stand beside names only where the
 * vote was open and its result was declared: what no screen has shown, no record shows.
 */
export function voteRecordOf(
  { state, moments }: Trace,
  id: BallotId,
  followedBy: VoteRecord['followedBy'],
): VoteRecord | null {
  const ballot = ballotOf(state, id)
  const { chamber, sitting } = state
  if (ballot === undefined || moments === null || chamber === null || sitting === null) return null
  if (ballot.state !== 'declared' && ballot.state !== 'voided') return null
  const choices = choicesOf(ballot)
  return {
    chamber: { id: chamber.id, name: chamber.name, simulation: chamber.simulation },
    sitting: { id: sitting.id, title: sitting.title, openedAt: sitting.openedAt },
    item: itemOf(state, ballot),
    ballot: id,
    motion: ballot.motion,
    rule: ballot.rule,
    voided:
      moments.voided === null ? null : { at: moments.voided, reason: ballot.voidedBecause ?? '' },
    times: timesOf(ballot, moments),
    presenceCheck: moments.presenceCheck,
    present: moments.present,
    electorate: ballot.electorate.length,
    existing: ballot.existing,
    supporters: ballot.supporters,
    origin: ballot.origin,
    followedBy,
    choices,
    result: ballot.result,
    accepted: [...moments.accepted],
    casting: castingOf(state, ballot),
    oral: oralVotes(state, ballot, moments, choices),
    corrections: ballot.corrections.map(({ at, member, choice, officers, result }) => ({
      ...{ at, member, name: nameOf(state, member), choice },
      ...{ officers: [...officers], result },
    })),
    members: voterLines(state, ballot, moments, choices),
    proof: proofOf(state, ballot, moments),
  }
}

function choicesOf({ secret, declaredAt }: Ballot): VoteRecord['choices'] {
  if (secret !== null) return 'secret'
  return declaredAt === null ? 'never-declared' : 'shown'
}

function itemOf({ sitting }: ChamberState, { item: id }: Ballot): VoteRecord['item'] {
  const item = sitting?.agenda.find((each) => each.id === id)
  return item === undefined ? null : { id: item.id, number: item.number, title: item.title }
}

const timesOf = (ballot: Ballot, moments: Moments): VoteRecord['times'] => ({
  bell: moments.bell,
  opened: ballot.openedAt,
  held: moments.held,
  extended: moments.extended,
  closing: moments.closing,
  closed: moments.closed,
  declared: ballot.declaredAt,
})

const nameOf = ({ index }: ChamberState, member: MemberId): Text =>
  index.members.get(member)?.name ?? { th: member, en: member }

function castingOf(state: ChamberState, ballot: Ballot): VoteRecord['casting'] {
  const casting = countedCasting(ballot)
  if (casting === null) return null
  const { member, choice } = casting
  return { member, name: nameOf(state, member), choice }
}

/** Those that were in the result when it was declared, in the order in which they were said. */
function oralVotes(
  state: ChamberState,
  ballot: Ballot,
  { spoken }: Moments,
  choices: VoteRecord['choices'],
): VoteRecord['oral'] {
  const later = new Set(ballot.corrections.map(({ member }) => member))
  return [...ballot.votes]
    .flatMap(([member, { choice, officers }]) => {
      if (officers === null || later.has(member)) return []
      const given: UserId[] = [...officers]
      const shown = choices === 'shown' ? choice : null
      const name = nameOf(state, member)
      return [{ at: spoken.get(member) ?? 0, member, name, choice: shown, officers: given }]
    })
    .sort((one, other) => one.at - other.at)
}

function proofOf(state: ChamberState, { id }: Ballot, moments: Moments): VoteRecord['proof'] {
  const seal = state.seals.get(id)
  const { opened, last, sealedBy } = moments
  return {
    opened,
    last,
    seal: seal === undefined || sealedBy === null ? null : { ...seal, seq: sealedBy },
  }
}
